/** `ddcoterm rm`. */
import type {SessionRecord} from '../store/records.ts';
import type {Store} from '../store/store.ts';
import {nothingToRemove, sessionLive} from './errors.ts';
import {parseWords} from './list-options.ts';
import {collect, listAll} from './pages.ts';
import {clip} from './render/clip.ts';
import {printable} from './render/printable.ts';
import {describeSession, plural} from './render/session-table.ts';
import {formatStart} from './render/time.ts';
import {parseMoment} from './time-spec.ts';
import type {Viewing} from './viewing.ts';

export interface RemoveRequest {
  references: readonly string[];
  query?: string | undefined;
  before?: string | undefined;
}

/** Sessions told by name before they go. */
const MAX_NAMED = 10;

/**
 * @returns The sessions that are meant; live ones only where they were named, so that the caller hears of it.
 * @throws {DdcotermError} NOTHING_TO_REMOVE; SESSION_NOT_FOUND, SESSION_AMBIGUOUS; SESSION_LIVE.
 */
export async function findSessionsToRemove(
  store: Store,
  request: RemoveRequest,
  nowMs: number,
): Promise<SessionRecord[]> {
  const {references, query, before} = request;
  if (references.length === 0 && query === undefined && before === undefined) throw nothingToRemove();
  const found = new Map<string, SessionRecord>();
  for (const reference of references) {
    const session = await store.resolveSession(reference);
    if (session.state === 'live') throw sessionLive(session.id);
    found.set(session.id, session);
  }
  if (query !== undefined || before !== undefined) {
    const options = {
      query: parseWords(query ?? '', 'sessions'),
      ...(before === undefined ? {} : {startedBeforeMs: parseMoment('--before', before, nowMs)}),
    };
    const matching = await collect(listAll((page) => store.listSessions(page), options));
    for (const session of matching) if (session.state !== 'live') found.set(session.id, session);
  }
  return [...found.values()];
}

/** What is asked before they go. */
export function renderRemovalQuestion(sessions: readonly SessionRecord[], {nowMs, width}: Viewing): string {
  const named = sessions.slice(0, MAX_NAMED).map((session) => {
    return clip(`  ${formatStart(session.startedAtMs, nowMs)}  ${printable(describeSession(session))}`, width);
  });
  const rest = sessions.length > named.length ? [`  … ${sessions.length - named.length} more`] : [];
  return [...named, ...rest, `Remove ${plural(sessions.length, 'session')} for good? [y/N] `].join('\n');
}

export async function removeSessions(store: Store, sessions: readonly SessionRecord[]): Promise<void> {
  for (const {id} of sessions) await store.deleteSession(id, 'user');
}
