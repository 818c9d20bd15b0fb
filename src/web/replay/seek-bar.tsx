/** Where one is in the recording: to drag, to hover over, to move by keys; with a mark for each command and each hit. */
import {useMemo, useRef, useState} from 'preact/hooks';
import type {EventJson} from '../../review/api/types.ts';
import {formatOffset} from '../../review/render/time.ts';
import {outcomeOfEvent} from '../ui/outcome.tsx';
import {clipped} from '../ui/text.ts';
import {type Mark, marksOf} from './marks.ts';
import {Preview} from './preview.tsx';
import type {LoadedPlayer} from './use-player.ts';
import {usePlayerState} from './use-player.ts';

export interface SeekBarProps {
  loaded: LoadedPlayer;
  commands: readonly EventJson[];
  /** Moments of hits of the search inside. */
  hitsUs: readonly number[];
}

export function SeekBar({loaded, commands, hitsUs}: SeekBarProps) {
  const {player} = loaded;
  const {positionUs, durationUs, isLive} = usePlayerState(player);
  const track = useRef<HTMLDivElement>(null);
  const [hoverUs, setHoverUs] = useState<number | null>(null);
  const momentAt = (event: PointerEvent): number => {
    const {left, width} = track.current!.getBoundingClientRect();
    return Math.min(1, Math.max(0, (event.clientX - left) / width)) * durationUs;
  };
  const drag = useDrag((event) => void player.seek(momentAt(event)));
  const share = durationUs <= 0 ? 0 : positionUs / durationUs;
  return (
    <div
      ref={track}
      class={`seek-bar ${isLive ? 'is-live' : ''}`}
      role="slider"
      tabIndex={0}
      aria-label="Position"
      aria-valuemin={0}
      aria-valuemax={Math.ceil(durationUs / 1_000_000)}
      aria-valuenow={Math.floor(positionUs / 1_000_000)}
      aria-valuetext={`${formatOffset(positionUs, 0)} of ${formatOffset(durationUs, 0)}`}
      onPointerMove={(event) => setHoverUs(momentAt(event))}
      onPointerLeave={() => setHoverUs(null)}
      {...drag}
    >
      <div class="seek-track">
        <div class="seek-fill" style={{width: `${share * 100}%`}} />
      </div>
      <Marks commands={commands} hitsUs={hitsUs} durationUs={durationUs} />
      <div class="seek-thumb" style={{left: `${share * 100}%`}} />
      {hoverUs !== null && durationUs > 0 && (
        <Hover loaded={loaded} us={hoverUs} share={hoverUs / durationUs} command={commandAt(commands, hoverUs)} />
      )}
    </div>
  );
}

function Marks({commands, hitsUs, durationUs}: Omit<SeekBarProps, 'loaded'> & {durationUs: number}) {
  // A live recording grows ten times a second; marks may stand a little beside their place meanwhile.
  const lengthUs =
    Math.ceil(durationUs / 1_000_000) * 1_000_000 > durationUs * 1.02
      ? durationUs
      : Math.ceil(durationUs / 1_000_000) * 1_000_000;
  const commandMarks = useMemo(
    () =>
      marksOf(
        commands.map((event) => ({startUs: event.startUs, isFailed: outcomeOfEvent(event).kind === 'failed'})),
        lengthUs,
      ),
    [commands, lengthUs],
  );
  const hitMarks = useMemo(
    () =>
      marksOf(
        hitsUs.map((startUs) => ({startUs, isFailed: false})),
        lengthUs,
      ),
    [hitsUs, lengthUs],
  );
  return (
    <svg class="seek-marks" aria-hidden="true" width="100%" height="100%">
      {commandMarks.map((mark) => (
        <MarkLine key={mark.at} mark={mark} class={mark.isFailed ? 'mark mark-failed' : 'mark'} />
      ))}
      {hitMarks.map((mark) => (
        <MarkLine key={`hit${mark.at}`} mark={mark} class="mark mark-hit" />
      ))}
    </svg>
  );
}

function MarkLine({mark, class: name}: {mark: Mark; class: string}) {
  return <rect class={name} x={`${mark.at * 100}%`} />;
}

function Hover({
  loaded,
  us,
  share,
  command,
}: {
  loaded: LoadedPlayer;
  us: number;
  share: number;
  command: EventJson | null;
}) {
  return (
    <div class="seek-hover" style={{left: `clamp(8.5rem, ${share * 100}%, calc(100% - 8.5rem))`}}>
      <Preview loaded={loaded} us={us} />
      <div class="seek-hover-text">
        <span>{formatOffset(us)}</span>
        {command !== null && <code>{clipped(command.commandLine, 60)}</code>}
      </div>
    </div>
  );
}

const commandAt = (commands: readonly EventJson[], us: number): EventJson | null =>
  commands.findLast(({startUs}) => startUs <= us) ?? null;

/** Follows the pointer from press to release, also outside of the element. */
function useDrag(onMove: (event: PointerEvent) => void) {
  const isDown = useRef(false);
  return {
    onPointerDown: (event: PointerEvent) => {
      if (event.button !== 0) return;
      isDown.current = true;
      (event.currentTarget as Element).setPointerCapture(event.pointerId);
      onMove(event);
    },
    onPointerMoveCapture: (event: PointerEvent) => {
      if (isDown.current) onMove(event);
    },
    onPointerUp: () => {
      isDown.current = false;
    },
    onPointerCancel: () => {
      isDown.current = false;
    },
  };
}
