/** The session that a path names. */
import {DdcotermError} from '../../../errors.ts';
import type {SessionRecord} from '../../../store/records.ts';
import {DeletedSessionError} from '../problem.ts';
import type {ReadStore} from '../read-store.ts';
import type {ApiRequest} from '../route.ts';

const MAX_TOMBSTONES = 100_000;

/** @throws {DdcotermError} SESSION_NOT_FOUND, SESSION_AMBIGUOUS, SESSION_DELETED. */
export async function findSession({path}: ApiRequest, store: ReadStore): Promise<SessionRecord> {
  const reference = path.id ?? '';
  try {
    return (await store.getSession(reference)) ?? (await store.resolveSession(reference));
  } catch (error) {
    if (!(error instanceof DdcotermError) || error.code !== 'SESSION_NOT_FOUND') throw error;
    const tombstones = await store.listTombstones(MAX_TOMBSTONES);
    const deleted = tombstones.find(({sessionId}) => sessionId === reference.toLowerCase());
    throw deleted === undefined ? error : new DeletedSessionError(deleted);
  }
}
