/** Failures as problem details (RFC 9457). */
import {STATUS_CODES} from 'node:http';
import {DdcotermError} from '../../errors.ts';
import type {Tombstone} from '../../store/store.ts';
import type {ProblemJson} from '../api/types.ts';
import {QuerySyntaxError} from '../query/errors.ts';

export const PROBLEM_TYPE = 'application/problem+json';

/** What is not listed is a mistake in the request. */
const STATUS: Record<string, number> = {
  UNAUTHORIZED: 401,
  UI_LINK_SPENT: 401,
  REQUEST_HOST: 403,
  REQUEST_ORIGIN: 403,
  ROUTE_UNKNOWN: 404,
  SESSION_NOT_FOUND: 404,
  RECORDING_ABSENT: 404,
  RECORDING_MISSING: 404,
  MEMBER_UNKNOWN: 404,
  VIEW_UNKNOWN: 404,
  WEB_APP_MISSING: 404,
  METHOD_NOT_ALLOWED: 405,
  VIEWS_FULL: 409,
  APPROVAL_UNKNOWN: 404,
  APPROVAL_AMBIGUOUS: 409,
  APPROVAL_OWN: 403,
  APPROVAL_FOLDER_UNSAFE: 500,
  APPROVAL_PEER_UNKNOWN: 500,
  APPROVAL_SERVER_BROKEN: 502,
  SESSION_DELETED: 410,
  REQUEST_TOO_LARGE: 413,
  MEMBER_TOO_LARGE: 413,
  RANGE_OUTSIDE: 416,
  RECORDING_BROKEN: 422,
  RECORDING_PATH_INVALID: 422,
  TOO_MANY_STREAMS: 429,
  RECORDING_UNUSABLE: 500,
  VIEWS_UNUSABLE: 500,
  TOKENS_UNUSABLE: 500,
  STORE_BROKEN: 503,
  STORE_FULL: 503,
  STORE_LOCKED: 503,
  STORE_TOO_NEW: 503,
  STORE_TOO_OLD: 503,
  STORE_UNUSABLE: 503,
};

/** An error of the API that says more than its code. */
export class DeletedSessionError extends DdcotermError {
  constructor(readonly tombstone: Tombstone) {
    const {sessionId, reason} = tombstone;
    super('SESSION_DELETED', `Cannot show session "${sessionId}": it was deleted (${reason})`);
  }
}

/** @returns Null: a bug, of which nothing is told to the caller. */
export function problemOf(error: unknown): ProblemJson {
  if (!(error instanceof DdcotermError)) return problem(500, 'INTERNAL', 'Cannot answer: a fault of ddcoterm');
  const {code, message, hint} = error;
  return {
    ...problem(STATUS[code] ?? 400, code, message),
    ...(hint === undefined ? {} : {hint}),
    ...(error instanceof QuerySyntaxError ? {offset: error.position, length: error.length} : {}),
    ...(error instanceof DeletedSessionError ? {tombstone: error.tombstone} : {}),
  };
}

function problem(status: number, code: string, detail: string): ProblemJson {
  return {type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail, code};
}
