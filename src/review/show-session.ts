/** `ddcoterm show`. */
import type {HomePaths} from '../config/home.ts';
import {DdcotermError} from '../errors.ts';
import {recordingFile} from '../store/recording-files.ts';
import type {EventRecord, SessionRecord} from '../store/records.ts';
import type {Store, Tombstone} from '../store/store.ts';
import {byStart} from './event-tree.ts';
import {parseWords} from './list-options.ts';
import {collect, listAll} from './pages.ts';
import {renderJson} from './render/json.ts';
import {eventJson, sessionJson, tombstoneJson} from './render/records-json.ts';
import {renderSessionDetail, renderTombstone, type SessionDetail} from './render/session-detail.ts';
import type {Viewing} from './viewing.ts';

/** More commands, or more processes, are counted, not listed. */
const MAX_EVENTS = 2_000;

/** Tombstones looked through for a session that is gone. */
const MAX_TOMBSTONES = 100_000;

/** @throws {DdcotermError} SESSION_NOT_FOUND, SESSION_AMBIGUOUS. */
export async function showSession(
  store: Store,
  paths: HomePaths,
  {reference, json}: {reference: string; json: boolean},
  viewing: Viewing,
): Promise<string> {
  const found = await resolveWithTombstones(store, reference);
  if ('deletedAtMs' in found) return json ? `${renderJson(tombstoneJson(found))}\n` : renderTombstone(found);
  const detail = await readDetail(store, paths, found);
  return json ? `${renderJson(detailJson(detail))}\n` : renderSessionDetail(detail, viewing);
}

async function resolveWithTombstones(store: Store, reference: string): Promise<SessionRecord | Tombstone> {
  try {
    return await store.resolveSession(reference);
  } catch (error) {
    if (!(error instanceof DdcotermError) || error.code !== 'SESSION_NOT_FOUND') throw error;
    const tombstones = await store.listTombstones(MAX_TOMBSTONES);
    // Prefixes only: "last" and "-1" count sessions that are there.
    const matching = tombstones.filter(({sessionId}) => sessionId.startsWith(reference.toLowerCase()));
    if (reference === '' || matching.length !== 1) throw error;
    return matching[0]!;
  }
}

async function readDetail(store: Store, paths: HomePaths, session: SessionRecord): Promise<SessionDetail> {
  const commands = await readEvents(store, session.id, 'kind:command');
  const processes = await readEvents(store, session.id, 'kind:process');
  const events = [...commands, ...processes].sort(byStart);
  const {total} = await store.countFacets('events', {query: null, sessionId: session.id}, ['kind'], 2);
  return {
    session,
    events,
    omittedEvents: total - events.length,
    redactions: await store.listRedactions(session.id),
    members: await store.listMembers(session.id),
    recordingFile: session.recordingPath === null ? null : recordingFile(paths, session.recordingPath),
  };
}

/** Commands apart from processes, so that a build does not push out what was typed after it. */
async function readEvents(store: Store, sessionId: string, query: string): Promise<EventRecord[]> {
  const options = {query: parseWords(query, 'events'), sessionId, oldestFirst: true, limit: MAX_EVENTS};
  const hits = await collect(listAll((page) => store.listEvents(page), options));
  return hits.map(({event}) => event);
}

function detailJson(detail: SessionDetail) {
  const {session, events, omittedEvents, redactions, members, recordingFile: file} = detail;
  const {length} = members;
  const keyframes = members.filter(({keyframe}) => keyframe).length;
  return {
    ...sessionJson(session),
    recordingFile: file,
    members: length,
    keyframes,
    events: events.map(eventJson),
    omittedEvents,
    redactions,
  };
}
