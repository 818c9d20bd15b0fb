/** Rows of a list as they come into sight. */
import {useCallback, useEffect, useMemo, useState} from 'preact/hooks';
import {api} from '../api/client.ts';
import {SparseRows} from '../ui/sparse-rows.ts';
import {toError, useResource} from '../ui/use-resource.ts';
import type {ListScope} from './list-page.tsx';

/** Rows of one request. */
const PAGE = 100;
/** From so many rows on it pays to know where the middle is. */
const ANCHORED_ROWS = 1000;
const ANCHOR_BUCKETS = 400;

export interface SparseList<T> {
  /** Null while nothing is known. */
  count: number | null;
  get(row: number): T | undefined;
  error: Error | null;
  onRange(first: number, last: number): void;
}

type Kind = 'sessions' | 'events';
type ItemOf<K extends Kind> = Awaited<ReturnType<typeof api.list<K>>>['items'][number];

/**
 * The first rows show as soon as they come; counting takes longer where there are many.
 *
 * @param total Null while it is counted.
 */
export function useSparseRows<K extends Kind>(kind: K, scope: ListScope, total: number | null): SparseList<ItemOf<K>> {
  const first = useResource(scope.key, (signal) => api.list(kind, {...scope, limit: PAGE}, signal));
  const isLong = total !== null && total > ANCHORED_ROWS;
  const histogram = useResource(isLong ? scope.key : null, (signal) =>
    api.histogram(kind, scope, ANCHOR_BUCKETS, signal),
  );
  const [, setVersion] = useState(0);
  const [error, setError] = useState<Error | null>(null);
  const anchors = histogram.current;
  const page = first.current;
  const rows = useMemo(() => {
    const {buckets, bucketMs} = anchors ?? {buckets: [], bucketMs: 0};
    return new SparseRows<ItemOf<K>>(
      total ?? page?.items.length ?? 0,
      SparseRows.anchorsOf(buckets, bucketMs),
      ({beforeMs, cursor}) => api.list(kind, {...scope, toMs: beforeMs ?? scope.toMs, cursor, limit: PAGE}),
      page,
    );
  }, [kind, scope, total, page, anchors]);
  const onRange = useCallback(
    (from: number, to: number) => {
      rows.ensure(from, to).then(
        () => setVersion((version) => version + 1),
        (failure: unknown) => setError(toError(failure)),
      );
    },
    [rows],
  );
  useEffect(() => setError(null), [rows]);
  const count = total ?? page?.items.length ?? null;
  return {count, get: (row) => rows.get(row), error: error ?? first.error, onRange};
}
