/** `ddcoterm ls`. */
import type {Store} from '../store/store.ts';
import {emptyNote} from './empty-note.ts';
import {type ListRequest, parseListOptions} from './list-options.ts';
import {collect, listAll} from './pages.ts';
import {renderJson} from './render/json.ts';
import {sessionJson} from './render/records-json.ts';
import {renderSessionTable} from './render/session-table.ts';
import {ShortIds} from './short-ids.ts';
import type {Viewing} from './viewing.ts';

export interface Listing {
  output: string;
  /** For stderr: why there is nothing; null when there is something. */
  note: string | null;
}

export async function listSessions(
  store: Store,
  request: ListRequest & {json: boolean},
  viewing: Viewing,
): Promise<Listing> {
  const options = parseListOptions(request, 'sessions', viewing.nowMs);
  const sessions = await collect(listAll((page) => store.listSessions(page), options));
  if (request.json) return {output: `${renderJson(sessions.map(sessionJson))}\n`, note: null};
  if (sessions.length === 0) return {output: '', note: await emptyNote(store, 'sessions')};
  const shortId = await new ShortIds(store).ofAll(sessions.map(({id}) => id));
  return {output: renderSessionTable(sessions, {...viewing, shortId}), note: null};
}
