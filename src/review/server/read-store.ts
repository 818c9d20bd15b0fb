/** What of a store the server uses: reading only, since the agent is the one who writes. */
import type {Store} from '../../store/store.ts';

export const READ_METHODS = [
  'getSession',
  'resolveSession',
  'listSessions',
  'listEvents',
  'searchLogs',
  'countFacets',
  'countOverTime',
  'listMembers',
  'listRedactions',
  'listTombstones',
  'stats',
  'version',
  'eventsWrittenSince',
  'logsWrittenSince',
] as const satisfies readonly (keyof Store)[];

export type ReadMethod = (typeof READ_METHODS)[number];
export type ReadStore = Pick<Store, ReadMethod>;

/** Does what the method of a store does; arguments and result may have crossed a thread. */
export type CallStore = (method: ReadMethod, args: unknown[]) => Promise<unknown>;

export function createReadStore(call: CallStore): ReadStore {
  const methods = READ_METHODS.map((method) => [method, (...args: unknown[]) => call(method, args)]);
  return Object.fromEntries(methods) as ReadStore;
}
