/** The commands of a session, in step with the player. */
import type {EventJson, SessionJson} from '../../review/api/types.ts';
import {formatDuration, formatOffset} from '../../review/render/time.ts';
import type {Player} from '../player/player.ts';
import {EventBadge} from '../ui/outcome.tsx';
import {clipped} from '../ui/text.ts';
import {VirtualRows} from '../ui/virtual-rows.tsx';
import {usePlayerValue} from './use-player.ts';

export interface CommandsPanelProps {
  player: Player;
  session: SessionJson;
  commands: readonly EventJson[];
  onSeek: (us: number) => void;
}

export function CommandsPanel({player, session, commands, onSeek}: CommandsPanelProps) {
  const current = usePlayerValue(player, ({positionUs}) =>
    commands.findLastIndex(({startUs}) => startUs <= positionUs),
  );
  if (commands.length === 0) {
    return <p class="panel-note">No single commands were told apart in this session.</p>;
  }
  return (
    <VirtualRows
      count={commands.length}
      rowHeight={38}
      label="Commands"
      shownIndex={current}
      render={(index) => {
        const event = commands[index]!;
        return (
          <button
            type="button"
            class={`command-row ${index === current ? 'is-current' : ''}`}
            aria-current={index === current ? 'true' : undefined}
            onClick={() => onSeek(event.startUs)}
          >
            <EventBadge event={event} state={session.state} />
            <code class="command-line" title={clipped(event.commandLine, 2000)}>
              {clipped(event.commandLine)}
            </code>
            <span class="row-duration">{event.durationUs === null ? '' : formatDuration(event.durationUs)}</span>
            <span class="row-time">{formatOffset(event.startUs)}</span>
          </button>
        );
      }}
    />
  );
}
