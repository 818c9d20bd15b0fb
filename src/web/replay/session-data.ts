/** What is known of a session beside its recording: its commands and processes, and news of both while it is live. */
import {useEffect, useMemo, useState} from 'preact/hooks';
import type {EventJson, LiveJson, SessionJson} from '../../review/api/types.ts';
import {api, liveHref} from '../api/client.ts';
import {toError} from '../ui/use-resource.ts';
import type {LoadedPlayer} from './use-player.ts';

/** Events that are loaded of one session: more are looked at on the events page. */
const MAX_EVENTS = 20_000;

export interface SessionEvents {
  /** In order of their start. */
  events: EventJson[];
  /** More than are loaded. */
  hasMore: boolean;
  error: Error | null;
  /** Puts news in their place. */
  merge(news: readonly EventJson[]): void;
}

export function useSessionEvents(sessionId: string): SessionEvents {
  const [byId, setById] = useState<ReadonlyMap<string, EventJson>>(new Map());
  const [hasMore, setHasMore] = useState(false);
  const [error, setError] = useState<Error | null>(null);
  const merge = (news: readonly EventJson[]) =>
    setById((before) => new Map([...before, ...news.map((event) => [event.id, event] as const)]));
  useEffect(() => {
    const abort = new AbortController();
    const load = async () => {
      let cursor: string | null = null;
      let count = 0;
      do {
        const page = await api.sessionEvents(sessionId, cursor, abort.signal);
        merge(page.items);
        cursor = page.next;
        count += page.items.length;
      } while (cursor !== null && count < MAX_EVENTS);
      setHasMore(cursor !== null);
    };
    load().catch((failure: unknown) => {
      if (!abort.signal.aborted) setError(toError(failure));
    });
    return () => abort.abort();
  }, [sessionId]);
  const events = useMemo(() => [...byId.values()].sort(byStart), [byId]);
  return {events, hasMore, error, merge};
}

const byStart = (a: EventJson, b: EventJson): number => a.startUs - b.startUs || (a.id < b.id ? -1 : 1);

export interface LiveHandlers {
  onSession(session: SessionJson): void;
  onEvents(events: EventJson[]): void;
}

/** Follows a live session until it ends: what is recorded goes to the player. */
export function useLive(session: SessionJson | null, loaded: LoadedPlayer | null, handlers: LiveHandlers): void {
  const isLive = session?.state === 'live';
  const id = session?.id;
  useEffect(() => {
    if (!isLive || id === undefined || loaded === null) return;
    const abort = new AbortController();
    followLive(id, loaded, handlers, abort.signal).catch(() => undefined); // the next reload of the page tries again
    return () => abort.abort();
  }, [id, isLive, loaded]);
}

async function followLive(
  id: string,
  {player, recording}: LoadedPlayer,
  handlers: LiveHandlers,
  signal: AbortSignal,
): Promise<void> {
  const {items} = await api.members(id, {fromUs: String(recording.durationUs)}, signal);
  const source = new EventSource(liveHref(id, items.at(-1)?.sequence ?? -1));
  signal.addEventListener('abort', () => source.close());
  // One after the other: each grows the recording where the one before ended.
  let done = Promise.resolve();
  source.onmessage = ({data}: MessageEvent<string>) => {
    const news = JSON.parse(data) as LiveJson;
    if (news.kind === 'session') {
      handlers.onSession(news.session);
      player.noteGrowth({isLive: news.session.state === 'live'});
    } else if (news.kind === 'events') handlers.onEvents(news.items);
    else if (news.kind === 'end') {
      source.close();
      void done.then(() => player.noteGrowth({isLive: false}));
    } else {
      done = done.then(async () => {
        await recording.append(news.items, news.durationUs);
        player.noteGrowth({isLive: true});
      });
    }
  };
}
