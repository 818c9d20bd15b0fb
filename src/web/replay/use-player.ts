/** The player of one session, for as long as its page is shown. */
import {useEffect, useRef, useState} from 'preact/hooks';
import type {SessionJson} from '../../review/api/types.ts';
import {showsCaptures} from '../../review/terminal-text.ts';
import {Player, type PlayerState} from '../player/player.ts';
import {Recording} from '../player/recording.ts';
import {ServerSource} from '../player/server-source.ts';
import {toError} from '../ui/use-resource.ts';

export interface LoadedPlayer {
  player: Player;
  recording: Recording;
}

export interface PlayerResource {
  loaded: LoadedPlayer | null;
  error: Error | null;
}

/**
 * @param session Null while it is not known.
 * @param start Where to begin; its `us` null: at the begin, or at the present of a live session.
 */
export function usePlayer(session: SessionJson | null, start: {us: number | null; line: string}): PlayerResource {
  const [state, setState] = useState<PlayerResource>({loaded: null, error: null});
  const id = session?.id;
  useEffect(() => {
    if (session === null) return;
    const recording = new Recording(new ServerSource(session.id));
    let player: Player | null = null;
    const open = async () => {
      await recording.open();
      if (recording.signal.aborted) return;
      player = createPlayer(session, recording);
      setState({loaded: {player, recording}, error: null});
      if (start.us === null && session.state === 'live') await player.follow();
      else await player.seek(start.us ?? 0, start.line);
    };
    open().catch((error: unknown) => {
      if (!recording.signal.aborted) setState({loaded: null, error: toError(error)});
    });
    return () => {
      recording.close();
      player?.close();
    };
  }, [id]);
  return state;
}

/** Re-renders with every change of the player: for the few that show its position. */
export function usePlayerState(player: Player): PlayerState {
  const [state, setState] = useState(player.current);
  useEffect(() => {
    setState(player.current);
    return player.subscribe(() => setState(player.current));
  }, [player]);
  return state;
}

/** Re-renders only when what is taken from the state changes. */
export function usePlayerValue<T>(player: Player, take: (state: PlayerState) => T): T {
  const [, redraw] = useState(0);
  const value = take(player.current);
  const latest = useRef({take, value});
  latest.current = {take, value};
  useEffect(
    () =>
      player.subscribe(() => {
        const {take: takeNow, value: shown} = latest.current;
        if (!Object.is(takeNow(player.current), shown)) redraw((count) => count + 1);
      }),
    [player],
  );
  return value;
}

function createPlayer(session: SessionJson, recording: Recording): Player {
  const {columns, rows} = session;
  return new Player({
    recording,
    blank: {columns: columns || 80, rows: rows || 24},
    isCaptureShown: showsCaptures(session),
    isLive: session.state === 'live',
    speed: 1,
    skipsIdle: true,
  });
}
