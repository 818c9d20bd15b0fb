/** Keeps the store within `retention` and `limits.store`: what goes is the oldest, and it is told by tombstones. */
import type {Config} from '../config/config.ts';
import type {SessionRecord} from './records.ts';
import type {Store, Tombstone} from './store.ts';

export interface Deleted {
  sessionId: string;
  command: string;
  reason: Tombstone['reason'];
}

/** Sessions that wait for their upload are kept, whatever their age. */
export type IsUploadPending = (session: SessionRecord) => boolean | Promise<boolean>;

/** Sessions looked at between two looks at the size of the store. */
const PAGE_SIZE = 20;

/** @returns What was deleted, in order. Live sessions never are. */
export async function enforceLimits(
  store: Store,
  config: Pick<Config, 'retentionMs' | 'limits'>,
  nowMs: number,
  isUploadPending: IsUploadPending = () => false,
): Promise<Deleted[]> {
  const expired = await deleteExpired(store, nowMs - config.retentionMs, isUploadPending);
  const surplus = await deleteSurplus(store, config.limits.storeBytes, isUploadPending);
  return [...expired, ...surplus];
}

/** Age counts from the end: a session that ran for months and ended today is kept. */
async function deleteExpired(
  store: Store,
  endedBeforeMs: number,
  isUploadPending: IsUploadPending,
): Promise<Deleted[]> {
  const deleted: Deleted[] = [];
  for await (const session of oldestFirst(store, endedBeforeMs)) {
    const endedAtMs = session.endedAtMs ?? session.startedAtMs + session.durationUs / 1000;
    if (endedAtMs >= endedBeforeMs || !(await mayGo(session, isUploadPending))) continue;
    deleted.push(await deleteSession(store, session, 'retention'));
  }
  return deleted;
}

/** The size is measured anew only when recordings of that size are gone: deleting also frees space in the database. */
async function deleteSurplus(store: Store, limitBytes: number, isUploadPending: IsUploadPending): Promise<Deleted[]> {
  const deleted: Deleted[] = [];
  let surplusBytes = await measureSurplus(store, limitBytes);
  if (surplusBytes <= 0) return deleted;
  let sinceMeasured = 0;
  for await (const session of oldestFirst(store)) {
    if (!(await mayGo(session, isUploadPending))) continue;
    deleted.push(await deleteSession(store, session, 'store-limit'));
    surplusBytes -= session.recordingBytes;
    sinceMeasured++;
    if (surplusBytes > 0 && sinceMeasured < PAGE_SIZE) continue;
    surplusBytes = await measureSurplus(store, limitBytes);
    sinceMeasured = 0;
    if (surplusBytes <= 0) break;
  }
  return deleted;
}

async function measureSurplus(store: Store, limitBytes: number): Promise<number> {
  const {recordingBytes, databaseBytes} = await store.stats();
  return recordingBytes + databaseBytes - limitBytes;
}

async function mayGo(session: SessionRecord, isUploadPending: IsUploadPending): Promise<boolean> {
  return session.state !== 'live' && !(await isUploadPending(session));
}

async function deleteSession(
  store: Store,
  {id, command}: SessionRecord,
  reason: Tombstone['reason'],
): Promise<Deleted> {
  await store.deleteSession(id, reason);
  return {sessionId: id, command, reason};
}

/** Deleting what was yielded does not disturb the walk: a cursor is a place in time, not a row. */
async function* oldestFirst(store: Store, startedBeforeMs?: number): AsyncGenerator<SessionRecord> {
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<Store['listSessions']>> = await store.listSessions({
      query: null,
      oldestFirst: true,
      limit: PAGE_SIZE,
      ...(startedBeforeMs === undefined ? {} : {startedBeforeMs}),
      ...(cursor === null ? {} : {cursor}),
    });
    yield* page.items;
    cursor = page.next;
  } while (cursor !== null);
}
