/** Screen, controls and what stands beside them, and how they work together. */
import {useCallback, useEffect, useMemo, useRef, useState} from 'preact/hooks';
import type {EventJson, SessionJson} from '../../review/api/types.ts';
import type {Player} from '../player/player.ts';
import {Dialog} from '../ui/dialog.tsx';
import {Icon} from '../ui/icons.tsx';
import {messageOf} from '../ui/notice.tsx';
import {changeParams, hrefWith} from '../url/location.ts';
import {printMoment} from '../url/route.ts';
import {Controls} from './controls.tsx';
import {useFind} from './find.ts';
import {FindBox, FoundList} from './find-panel.tsx';
import {actionOf, KEY_HELP, type PlayerAction} from './keys.ts';
import {LinkDialog} from './link-dialog.tsx';
import {Screen} from './screen.tsx';
import {SeekBar} from './seek-bar.tsx';
import type {SessionEvents} from './session-data.ts';
import {SidePanel} from './side-panel.tsx';
import {useHits} from './use-hits.ts';
import {type LoadedPlayer, usePlayerValue} from './use-player.ts';

export interface TheatreProps {
  loaded: LoadedPlayer;
  session: SessionJson;
  events: SessionEvents;
  commands: readonly EventJson[];
  /** Why nothing comes of a session that is followed. */
  liveError: Error | null;
  params: URLSearchParams;
}

export function Theatre({loaded, session, events, commands, liveError, params}: TheatreProps) {
  const {player} = loaded;
  const find = params.get('find') ?? '';
  const found = useFind(session.id, find);
  const [isFitted, setFitted] = useState(true);
  const [isHelpShown, setHelpShown] = useState(false);
  const [link, setLink] = useState<string | null>(null);
  const stage = useRef<HTMLDivElement>(null);
  const findInput = useRef<HTMLInputElement>(null);
  const {isFullScreen, toggleFullScreen} = useFullScreen(stage);
  const hitsUs = useMemo(() => found.hits.map(({us}) => us), [found.hits]);
  const seek = useCallback((us: number, text?: string) => void player.seek(us, text), [player]);
  const hits = useHits(player, found.hits);
  useMomentInUrl(player);
  useBusy(stage, player);

  const act = (action: PlayerAction): void => {
    switch (action.kind) {
      case 'command':
        jumpToCommand(player, commands, action.direction);
        break;
      case 'hit':
        hits.move(action.direction);
        break;
      case 'full-screen':
        toggleFullScreen();
        break;
      case 'fit':
        setFitted((fitted) => !fitted);
        break;
      case 'find':
        findInput.current?.focus();
        break;
      case 'help':
        setHelpShown(true);
        break;
      case 'copy':
        void navigator.clipboard.writeText(player.stage.text()).catch(() => undefined); // the browser forbids it
        break;
      default:
        actOnPlayer(player, action);
    }
  };
  usePlayerKeys(act);

  return (
    <div class="theatre">
      <div ref={stage} class="stage" data-full={isFullScreen ? '' : undefined}>
        <div class="stage-screen">
          <Screen player={player} isFitted={isFitted} onLink={setLink} onToggle={() => player.toggle()} />
          <Overlay player={player} liveError={liveError} />
        </div>
        <HoleNote player={player} />
        <SeekBar loaded={loaded} commands={commands} hitsUs={hitsUs} />
        <Controls
          player={player}
          isFitted={isFitted}
          isFullScreen={isFullScreen}
          momentHref={() => momentHref(player)}
          act={act}
        />
      </div>
      <div class="side">
        <FindBox
          input={findInput}
          query={find}
          found={found}
          onQuery={(query) => changeParams({find: query}, {replace: true})}
          act={act}
        />
        {find.trim() === '' ? (
          <SidePanel
            player={player}
            session={session}
            events={events}
            commands={commands}
            tab={params.get('tab')}
            onSeek={seek}
          />
        ) : (
          <FoundList player={player} query={find} found={found} chosen={hits.chosen} onChoose={hits.choose} />
        )}
      </div>
      {isHelpShown && <KeyHelp onClose={() => setHelpShown(false)} />}
      {link !== null && <LinkDialog uri={link} onClose={() => setLink(null)} />}
    </div>
  );
}

/** What the screen itself cannot tell: that it waits, that something is missing, that a click plays. */
function Overlay({player, liveError}: {player: Player; liveError: Error | null}) {
  const failure = usePlayerValue(player, (state) => state.failure) ?? liveError;
  const isFresh = usePlayerValue(
    player,
    ({isPlaying, positionUs, isLoading}) => !isPlaying && positionUs === 0 && !isLoading,
  );
  return (
    <>
      {failure !== null && (
        <p class="stage-message" role="alert">
          {messageOf(failure)}
        </p>
      )}
      {isFresh && (
        <button type="button" class="big-play" aria-label="Play" onClick={() => player.play()}>
          <Icon name="play" size={34} />
        </button>
      )}
    </>
  );
}

/** It stays as long as the recording is watched, so it covers nothing. */
function HoleNote({player}: {player: Player}) {
  const hasHoles = usePlayerValue(player, (state) => state.hasHoles);
  return hasHoles ? (
    <p class="stage-note" role="status">
      A part of this recording is damaged and left out.
    </p>
  ) : null;
}

function KeyHelp({onClose}: {onClose: () => void}) {
  return (
    <Dialog title="Keys" onClose={onClose} class="key-help">
      <dl>
        {KEY_HELP.map(({keys, does}) => (
          <div key={does}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}

function actOnPlayer(player: Player, action: PlayerAction): void {
  const {positionUs, durationUs, skipsIdle, isLive} = player.current;
  if (action.kind === 'toggle') player.toggle();
  else if (action.kind === 'skip') void player.seek(positionUs + action.seconds * 1_000_000);
  else if (action.kind === 'jump') void player.seek(action.share * durationUs);
  else if (action.kind === 'step') void player.step(action.direction);
  else if (action.kind === 'speed') player.shiftSpeed(action.direction);
  else if (action.kind === 'idle') player.setSkipsIdle(!skipsIdle);
  else if (action.kind === 'live' && isLive) void player.follow();
}

/** Back goes to the begin of the command that runs; shortly after its begin, to the one before. */
function jumpToCommand(player: Player, commands: readonly EventJson[], direction: 1 | -1): void {
  const {positionUs} = player.current;
  const target =
    direction === 1
      ? commands.find(({startUs}) => startUs > positionUs + 1000)
      : commands.findLast(({startUs}) => startUs < positionUs - 1_000_000);
  if (target !== undefined) void player.seek(target.startUs);
  else if (direction === -1) void player.seek(0);
}

function usePlayerKeys(act: (action: PlayerAction) => void): void {
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const action = actionOf(event);
      if (action === null || event.defaultPrevented || isTyping(event)) return;
      event.preventDefault();
      latest.current(action);
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
}

/** Keys belong to what has the focus: text to inputs, the space bar to buttons, everything to dialogs. */
function isTyping({target, key}: KeyboardEvent): boolean {
  const element = target as Element;
  if (element.closest('input, textarea, select, dialog') !== null) return true;
  if (key === ' ') return element.closest('button, a, summary') !== null;
  return (key === 'Home' || key === 'End') && element.closest('.virtual-rows, .panel-scroll') !== null;
}

/** Says that the picture is on its way, without drawing anything anew. */
function useBusy(element: {readonly current: HTMLElement | null}, player: Player): void {
  useEffect(() => {
    const tell = () => element.current?.setAttribute('aria-busy', String(player.current.isLoading));
    tell();
    return player.subscribe(tell);
  }, [element, player]);
}

function useFullScreen(element: {readonly current: HTMLElement | null}) {
  const [isFullScreen, setFullScreen] = useState(false);
  useEffect(() => {
    const update = () => setFullScreen(document.fullscreenElement !== null);
    document.addEventListener('fullscreenchange', update);
    return () => document.removeEventListener('fullscreenchange', update);
  }, []);
  const toggleFullScreen = () => {
    // Refused where the browser does not have it, as on some phones.
    if (document.fullscreenElement === null) element.current?.requestFullscreen().catch(() => undefined);
    else void document.exitFullscreen();
  };
  return {isFullScreen, toggleFullScreen};
}

/** While it stands still, the address says where: a reload, or a copy of it, comes back to the moment. */
function useMomentInUrl(player: Player): void {
  const stillUs = usePlayerValue(player, ({isPlaying, isLoading, positionUs}) =>
    isPlaying || isLoading ? null : positionUs,
  );
  const line = usePlayerValue(player, ({shownLine}) => shownLine);
  useEffect(() => {
    if (stillUs === null) return;
    const t = stillUs === 0 ? null : printMoment(stillUs);
    const timer = setTimeout(() => changeParams({t, line}, {replace: true}), 150);
    return () => clearTimeout(timer);
  }, [stillUs, line]);
}

function momentHref({current: {positionUs, shownLine}}: Player): string {
  const moment = {t: printMoment(positionUs), line: shownLine};
  return new URL(hrefWith(moment), location.href).href;
}
