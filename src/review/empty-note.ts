/** Why a list is empty, and what to do next. */
import type {Store} from '../store/store.ts';

const NOTHING_RECORDED =
  'Nothing is recorded yet. Record a command with "ddcoterm -- COMMAND", a shell with "ddcoterm", or every kubectl from ' +
  'now on with "ddcoterm shim add kubectl"';

/** @param what Plural: `sessions`. */
export async function emptyNote(store: Pick<Store, 'listSessions'>, what: string): Promise<string> {
  const {items} = await store.listSessions({query: null, limit: 1});
  return items.length === 0 ? NOTHING_RECORDED : `No ${what} match`;
}
