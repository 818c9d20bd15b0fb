/** Something asked of the server, as long as it is wanted. */
import {useCallback, useEffect, useRef, useState} from 'preact/hooks';

export interface Resource<T> {
  /** What came last; it stays while something newer is on its way. */
  value: T | null;
  /** The value, if it is of the key that is asked for now. */
  current: T | null;
  error: Error | null;
  isLoading: boolean;
  reload(): void;
}

interface State<T> {
  value: T | null;
  key: string | null;
  error: Error | null;
  isLoading: boolean;
}

/** @param key Another key asks anew and gives up what was under way; null: nothing is wanted. */
export function useResource<T>(key: string | null, load: (signal: AbortSignal) => Promise<T>): Resource<T> {
  const [state, setState] = useState<State<T>>({value: null, key: null, error: null, isLoading: key !== null});
  const [attempt, setAttempt] = useState(0);
  const latest = useRef(load);
  latest.current = load;
  useEffect(() => {
    if (key === null) return;
    const abort = new AbortController();
    setState((before) => ({...before, error: null, isLoading: true}));
    latest.current(abort.signal).then(
      (value) => {
        if (!abort.signal.aborted) setState({value, key, error: null, isLoading: false});
      },
      (error: unknown) => {
        if (!abort.signal.aborted) setState((before) => ({...before, error: toError(error), isLoading: false}));
      },
    );
    return () => abort.abort();
  }, [key, attempt]);
  const reload = useCallback(() => setAttempt((count) => count + 1), []);
  const {value, error, isLoading} = state;
  return {value, current: state.key === key ? value : null, error, isLoading, reload};
}

export const toError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
