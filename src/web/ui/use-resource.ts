/** Something asked of the server, as long as it is wanted. */
import {useCallback, useEffect, useRef, useState} from 'preact/hooks';

export interface Resource<T> {
  /** What came last; it stays while something newer is on its way. */
  value: T | null;
  error: Error | null;
  isLoading: boolean;
  reload(): void;
}

/** @param key Another key asks anew and gives up what was under way; null: nothing is wanted. */
export function useResource<T>(key: string | null, load: (signal: AbortSignal) => Promise<T>): Resource<T> {
  const [state, setState] = useState<{value: T | null; error: Error | null; isLoading: boolean}>({
    value: null,
    error: null,
    isLoading: key !== null,
  });
  const [attempt, setAttempt] = useState(0);
  const latest = useRef(load);
  latest.current = load;
  useEffect(() => {
    if (key === null) return;
    const abort = new AbortController();
    setState((before) => ({...before, error: null, isLoading: true}));
    latest.current(abort.signal).then(
      (value) => {
        if (!abort.signal.aborted) setState({value, error: null, isLoading: false});
      },
      (error: unknown) => {
        if (!abort.signal.aborted) setState((before) => ({...before, error: toError(error), isLoading: false}));
      },
    );
    return () => abort.abort();
  }, [key, attempt]);
  const reload = useCallback(() => setAttempt((count) => count + 1), []);
  return {...state, reload};
}

export const toError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
