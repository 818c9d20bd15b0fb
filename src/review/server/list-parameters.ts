/** What every list, facet and histogram takes. */
import type {CountOptions, ListOptions} from '../../store/store.ts';
import {CURSOR, FROM, LIMIT, ORDER, QUERY, read, SESSION, TO} from './parameters.ts';
import type {ReadStore} from './read-store.ts';
import type {ApiRequest, Parameter} from './route.ts';

export const FILTER_PARAMETERS: readonly Parameter<unknown>[] = [QUERY, FROM, TO, SESSION];
export const PAGE_PARAMETERS: readonly Parameter<unknown>[] = [CURSOR, LIMIT, ORDER];

const DEFAULT_LIMIT = 50;

/** @throws {DdcotermError} A parameter cannot be read, or the session is not there. */
export async function readFilter(request: ApiRequest, store: ReadStore): Promise<CountOptions> {
  const startedAfterMs = read(request, FROM);
  const startedBeforeMs = read(request, TO);
  const session = read(request, SESSION);
  return {
    query: read(request, QUERY) ?? null,
    ...(startedAfterMs === undefined ? {} : {startedAfterMs}),
    ...(startedBeforeMs === undefined ? {} : {startedBeforeMs}),
    ...(session === undefined ? {} : {sessionId: (await store.resolveSession(session)).id}),
  };
}

/** Those of the page, without the filter. */
export function readPage(request: ApiRequest): Pick<ListOptions, 'limit' | 'cursor' | 'oldestFirst'> {
  const cursor = read(request, CURSOR);
  return {
    limit: read(request, LIMIT) ?? DEFAULT_LIMIT,
    oldestFirst: read(request, ORDER) === 'oldest',
    ...(cursor === undefined ? {} : {cursor}),
  };
}
