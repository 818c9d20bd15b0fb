/** The buttons under the replay. */
import type {ComponentChildren} from 'preact';
import {formatOffset} from '../../review/render/time.ts';
import {type Player, SPEEDS} from '../player/player.ts';
import {CopyButton} from '../ui/copy-button.tsx';
import {Icon, type IconName} from '../ui/icons.tsx';
import type {PlayerAction} from './keys.ts';
import {usePlayerState, usePlayerValue} from './use-player.ts';

export interface ControlsProps {
  player: Player;
  isFitted: boolean;
  isFullScreen: boolean;
  /** Address of the moment that is shown. */
  momentHref: () => string;
  act: (action: PlayerAction) => void;
}

export function Controls({player, isFitted, isFullScreen, momentHref, act}: ControlsProps) {
  return (
    <div class="controls">
      <PlayButton player={player} act={act} />
      <ActionButton
        icon="stepBack"
        label="One change of the screen back (,)"
        action={{kind: 'step', direction: -1}}
        act={act}
      />
      <ActionButton
        icon="stepForward"
        label="One change of the screen forward (.)"
        action={{kind: 'step', direction: 1}}
        act={act}
      />
      <ActionButton icon="previous" label="Previous command ([)" action={{kind: 'command', direction: -1}} act={act} />
      <ActionButton icon="next" label="Next command (])" action={{kind: 'command', direction: 1}} act={act} />
      <Clock player={player} />
      <LiveButton player={player} act={act} />
      <span class="controls-space" />
      <SpeedSelect player={player} />
      <IdleToggle player={player} act={act} />
      <span class="controls-group">
        <CopyButton icon="copy" label="Copy the text of the screen (c)" text={() => player.stage.text()} />
        <CopyButton icon="link" label="Copy a link to this moment" text={momentHref} />
        <ActionButton
          icon="fit"
          label={isFitted ? 'Original size (o)' : 'Fit to the window (o)'}
          isPressed={isFitted}
          action={{kind: 'fit'}}
          act={act}
        />
        <ActionButton
          icon="full"
          label={isFullScreen ? 'Leave full screen (f)' : 'Full screen (f)'}
          isPressed={isFullScreen}
          action={{kind: 'full-screen'}}
          act={act}
        />
        <ActionButton icon="help" label="Keys (?)" action={{kind: 'help'}} act={act} />
      </span>
    </div>
  );
}

interface ActionButtonProps {
  icon: IconName;
  label: string;
  action: PlayerAction;
  act: (action: PlayerAction) => void;
  isPressed?: boolean;
  children?: ComponentChildren;
}

function ActionButton({icon, label, action, act, isPressed, children}: ActionButtonProps) {
  return (
    <button
      type="button"
      class="icon-button"
      title={label}
      aria-label={label}
      aria-pressed={isPressed}
      onClick={() => act(action)}
    >
      <Icon name={icon} />
      {children}
    </button>
  );
}

function PlayButton({player, act}: {player: Player; act: ControlsProps['act']}) {
  const icon = usePlayerValue(player, ({isPlaying, positionUs, durationUs, isLive}) => {
    if (isPlaying) return 'pause';
    return !isLive && durationUs > 0 && positionUs >= durationUs ? 'replay' : 'play';
  });
  const label = {pause: 'Pause (k)', play: 'Play (k)', replay: 'Play again (k)'}[icon];
  return (
    <button
      type="button"
      class="icon-button play-button"
      title={label}
      aria-label={label}
      onClick={() => act({kind: 'toggle'})}
    >
      <Icon name={icon} size={18} />
    </button>
  );
}

function Clock({player}: {player: Player}) {
  // Tenths only change ten times a second.
  const text = usePlayerValue(player, ({positionUs}) => formatOffset(positionUs));
  const total = usePlayerValue(player, ({durationUs}) => formatOffset(durationUs));
  return (
    <span class="player-clock">
      <span class="player-clock-now">{text}</span>
      <span class="player-clock-total"> / {total}</span>
    </span>
  );
}

function LiveButton({player, act}: {player: Player; act: ControlsProps['act']}) {
  const isLive = usePlayerValue(player, (state) => state.isLive);
  const isPresent = usePlayerValue(player, (state) => state.isFollowing);
  if (!isLive) return null;
  return (
    <button
      type="button"
      class={`live-button ${isPresent ? 'is-present' : ''}`}
      aria-pressed={isPresent}
      onClick={() => act({kind: 'live'})}
    >
      <span class="live-dot" aria-hidden="true" />
      {isPresent ? 'Live' : 'Go live'}
    </button>
  );
}

function SpeedSelect({player}: {player: Player}) {
  const {speed} = usePlayerState(player);
  return (
    <label class="speed">
      <span class="visually-hidden">Speed</span>
      <select
        value={String(speed)}
        title="Speed (< and >)"
        onChange={({currentTarget}) => player.setSpeed(Number(currentTarget.value))}
      >
        {SPEEDS.map((choice) => (
          <option key={choice} value={String(choice)}>
            {choice}×
          </option>
        ))}
      </select>
    </label>
  );
}

function IdleToggle({player, act}: {player: Player; act: ControlsProps['act']}) {
  const skipsIdle = usePlayerValue(player, (state) => state.skipsIdle);
  return (
    <button
      type="button"
      class="text-toggle"
      aria-pressed={skipsIdle}
      title="Cut pauses to a second (i)"
      onClick={() => act({kind: 'idle'})}
    >
      <Icon name="bolt" size={13} />
      Skip idle
    </button>
  );
}
