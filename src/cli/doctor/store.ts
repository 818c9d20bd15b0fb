import {existsSync} from 'node:fs';
import type {Store} from '../../store/store.ts';
import type {CliContext} from '../context.ts';
import {type Check, ok} from './check.ts';

const RECENT_MS = 7 * 24 * 60 * 60 * 1000;
const MAX_RECENT = 500;

export async function examineStore(context: CliContext): Promise<Check[]> {
  if (!existsSync(context.paths.database)) return [ok('store', 'STORE', 'Nothing is recorded yet')];
  const store = await context.openStore('read');
  try {
    return [await examineContent(store), ...(await examineInterrupted(store, context.now()))];
  } finally {
    await store.close();
  }
}

async function examineContent(store: Store): Promise<Check> {
  const {sessions, recordingBytes, databaseBytes} = await store.stats();
  const mib = Math.ceil((recordingBytes + databaseBytes) / 1024 ** 2);
  return ok('store', 'STORE', `The store opens: ${sessions} session${sessions === 1 ? '' : 's'}, ${mib} MiB`);
}

async function examineInterrupted(store: Store, nowMs: number): Promise<Check[]> {
  const {items} = await store.listSessions({query: null, startedAfterMs: nowMs - RECENT_MS, limit: MAX_RECENT});
  const broken = items.filter(({state}) => state === 'interrupted');
  if (broken.length === 0) return [];
  const newest = broken[0]?.id ?? '';
  return [
    {
      area: 'store',
      code: 'SESSIONS_INTERRUPTED',
      state: 'warn',
      message: `Interrupted in the last 7 days: ${broken.length}. What was acknowledged until then is there`,
      cure: `The newest: ddcoterm show ${newest}`,
    },
  ];
}
