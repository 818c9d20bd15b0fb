/** What is known of a session beside its recording: its commands and processes, and news of both while it is live. */
import {useEffect, useMemo, useState} from 'preact/hooks';
import type {EventJson, LiveJson, MembersJson, SessionJson} from '../../review/api/types.ts';
import {api, liveHref} from '../api/client.ts';
import {followEvents} from '../api/follow-events.ts';
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

/**
 * Follows a live session until it ends: what is recorded goes to the player.
 *
 * @returns Why nothing comes at present; null: it does, or nothing is to come.
 */
export function useLive(
  session: SessionJson | null,
  loaded: LoadedPlayer | null,
  handlers: LiveHandlers,
): Error | null {
  const [error, setError] = useState<Error | null>(null);
  const isLive = session?.state === 'live';
  const id = session?.id;
  useEffect(() => {
    if (!isLive || id === undefined || loaded === null) return;
    const close = followLive(id, loaded, handlers, setError);
    return () => {
      close();
      setError(null);
    };
  }, [id, isLive, loaded]);
  return error;
}

function followLive(
  id: string,
  {player, recording}: LoadedPlayer,
  handlers: LiveHandlers,
  onState: (error: Error | null) => void,
): () => void {
  // One after the other: each grows the recording where the one before ended.
  let done = Promise.resolve();
  let untaken: MembersJson['items'] = [];
  const take = async (items: MembersJson['items'], durationUs: number) => {
    untaken.push(...items);
    await recording.append(untaken, durationUs);
    untaken = [];
    player.noteGrowth({isLive: player.current.isLive});
  };
  const close = followEvents<LiveJson>({
    address: () => liveHref(id, recording.lastSequence),
    onState,
    onMessage(news) {
      if (news.kind === 'session') {
        handlers.onSession(news.session);
        player.noteGrowth({isLive: news.session.state === 'live'});
      } else if (news.kind === 'events') handlers.onEvents(news.items);
      else if (news.kind === 'end') {
        close();
        void done.then(() => player.noteGrowth({isLive: false}));
      } else {
        // What could not be read is tried again with the next news.
        done = done.then(() => take(news.items, news.durationUs)).catch(() => undefined);
      }
    },
  });
  return close;
}
