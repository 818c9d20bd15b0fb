/** What the list commands take on their command lines, as options of the store. */
import type {DdcotermError} from '../errors.ts';
import type {QueryNode} from '../store/query.ts';
import {compileQuery} from '../store/query-sql.ts';
import type {ListKind, ListOptions} from '../store/store.ts';
import {numberOutside, queryUnreadable} from './errors.ts';
import {QuerySyntaxError} from './query/errors.ts';
import {locateMistake} from './query/locate-mistake.ts';
import {parseQuery} from './query/parse.ts';
import {renderQueryError} from './query/render-error.ts';
import {parseMoment} from './time-spec.ts';

export interface ListRequest {
  /** The query, as words of a command line. */
  words: readonly string[];
  since?: string | undefined;
  until?: string | undefined;
  sessionId?: string | undefined;
  limit: string;
}

const MAX_LIMIT = 1_000_000;

/** @throws {DdcotermError} The query, a time or the limit cannot be read. */
export function parseListOptions(
  request: ListRequest,
  kind: ListKind,
  nowMs: number,
): ListOptions & {query: QueryNode | null} {
  return {
    query: parseWords(request.words.join(' '), kind),
    limit: parseCount('--limit', request.limit, 1, MAX_LIMIT),
    ...(request.since === undefined ? {} : {startedAfterMs: parseMoment('--since', request.since, nowMs)}),
    ...(request.until === undefined ? {} : {startedBeforeMs: parseMoment('--until', request.until, nowMs)}),
    ...(request.sessionId === undefined ? {} : {sessionId: request.sessionId}),
  };
}

/** @throws {DdcotermError} QUERY_SYNTAX or QUERY_VALUE, its hint with a mark under the mistake. */
export function parseWords(text: string, kind: ListKind): QueryNode | null {
  try {
    const query = parseQuery(text);
    // A value that its key cannot have is told here, where the text is at hand.
    compileQuery(query, kind);
    return query;
  } catch (error) {
    if (error instanceof QuerySyntaxError) throw queryUnreadable(error, renderQueryError(text, error.position));
    const {offset} = locateMistake(error, text);
    throw offset === undefined ? error : queryUnreadable(error as DdcotermError, renderQueryError(text, offset));
  }
}

/** @throws {DdcotermError} NUMBER_OUTSIDE. */
export function parseCount(option: string, text: string, lowest: number, highest: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= lowest && value <= highest) return value;
  throw numberOutside(option, text, lowest, highest);
}
