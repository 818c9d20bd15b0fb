/** Log entries that match: page by page, or as they are recorded. */
import {useCallback, useEffect, useRef, useState} from 'preact/hooks';
import type {LogHitJson, TailJson} from '../../review/api/types.ts';
import {api, tailHref} from '../api/client.ts';
import {followEvents} from '../api/follow-events.ts';
import type {ListScope} from '../lists/list-page.tsx';
import {toError} from '../ui/use-resource.ts';

const PAGE = 25;
/** Entries that stay on the page of a tail. */
const MAX_TAIL = 200;

export interface Logs {
  entries: readonly LogHitJson[];
  hasMore: boolean;
  isLoading: boolean;
  error: Error | null;
  more(): void;
}

interface Loaded {
  entries: LogHitJson[];
  next: string | null;
  isLoading: boolean;
  error: Error | null;
}

const NOTHING: Loaded = {entries: [], next: null, isLoading: true, error: null};

export function useLogPages(scope: ListScope): Logs {
  const [loaded, setLoaded] = useState(NOTHING);
  const abort = useRef(new AbortController());
  const load = useCallback(
    (cursor: string | null, before: LogHitJson[]) => {
      const {signal} = abort.current;
      setLoaded((state) => ({...state, isLoading: true}));
      api.list('logs', {...scope, cursor, limit: PAGE}, signal).then(
        ({items, next}) => {
          if (!signal.aborted) setLoaded({entries: [...before, ...items], next, isLoading: false, error: null});
        },
        (error: unknown) => {
          if (!signal.aborted) setLoaded((state) => ({...state, isLoading: false, error: toError(error)}));
        },
      );
    },
    [scope],
  );
  useEffect(() => {
    abort.current = new AbortController();
    setLoaded(NOTHING);
    load(null, []);
    return () => abort.current.abort();
  }, [load]);
  const more = () => {
    if (!loaded.isLoading && loaded.next !== null) load(loaded.next, loaded.entries);
  };
  return {...loaded, hasMore: loaded.next !== null, more};
}

/** The newest first; an entry that grows is replaced. */
export function useLogTail(query: string): Omit<Logs, 'more' | 'hasMore'> {
  const [entries, setEntries] = useState<LogHitJson[]>([]);
  const [isOpen, setOpen] = useState(false);
  const [error, setError] = useState<Error | null>(null);
  useEffect(() => {
    setEntries([]);
    return followEvents<TailJson>({
      address: () => tailHref('logs', query),
      onMessage(news) {
        if (news.kind === 'log') setEntries((before) => withEntry(before, news.item));
      },
      onState(failure) {
        setOpen(failure === null);
        setError(failure);
      },
    });
  }, [query]);
  return {entries, isLoading: !isOpen, error};
}

function withEntry(entries: LogHitJson[], entry: LogHitJson): LogHitJson[] {
  const index = entries.findIndex(({id}) => id === entry.id);
  if (index >= 0) return entries.with(index, entry);
  return [entry, ...entries].slice(0, MAX_TAIL);
}
