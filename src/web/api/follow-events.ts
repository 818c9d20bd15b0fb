/** Server-sent events, asked for again wherever they break off: by a sleep, a new server, a sign-in that is over. */
import {problemOf} from './client.ts';

const AGAIN_MS = 2_000;

export interface EventFeed<T> {
  /** Asked each time: what was told already need not come again. */
  address(): string;
  onMessage(message: T): void;
  /** Why nothing comes; null: it is open. */
  onState(error: Error | null): void;
}

/** @returns Ends it. */
export function followEvents<T>({address, onMessage, onState}: EventFeed<T>): () => void {
  const abort = new AbortController();
  let source: EventSource;
  const open = () => {
    if (abort.signal.aborted) return;
    source = new EventSource(address());
    source.onopen = () => onState(null);
    source.onmessage = ({data}: MessageEvent<string>) => onMessage(JSON.parse(data) as T);
    source.onerror = () => {
      // A browser tries some failures again, and not those that a new sign-in mends.
      source.close();
      void explain(address(), abort.signal).then((error) => {
        if (abort.signal.aborted) return;
        if (error !== null) onState(error);
        setTimeout(open, error === null ? 0 : AGAIN_MS);
      });
    };
  };
  open();
  return () => {
    abort.abort();
    source.close();
  };
}

/** An EventSource does not say why it failed. @returns Null: it would be answered. */
async function explain(address: string, signal: AbortSignal): Promise<Error | null> {
  try {
    const response = await fetch(address, {signal});
    if (!response.ok) return await problemOf(response);
    await response.body?.cancel();
    return null;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
