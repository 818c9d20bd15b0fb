/** What ran under what. */
import {useMemo} from 'preact/hooks';
import type {EventJson, SessionJson} from '../../review/api/types.ts';
import {formatDuration, formatOffset} from '../../review/render/time.ts';
import type {Player} from '../player/player.ts';
import {EventBadge} from '../ui/outcome.tsx';
import {clipped} from '../ui/text.ts';
import {VirtualRows} from '../ui/virtual-rows.tsx';
import {treeRows} from './tree-rows.ts';
import {usePlayerValue} from './use-player.ts';

export interface TreePanelProps {
  player: Player;
  session: SessionJson;
  events: readonly EventJson[];
  hasMore: boolean;
  onSeek: (us: number) => void;
}

export function TreePanel({player, session, events, hasMore, onSeek}: TreePanelProps) {
  const rows = useMemo(() => treeRows(events), [events]);
  const current = usePlayerValue(player, ({positionUs}) => lastStarted(rows, positionUs));
  if (rows.length === 0) return <p class="panel-note">No commands or processes are known of this session.</p>;
  return (
    <>
      {hasMore && (
        <p class="panel-note">The first {rows.length.toLocaleString('en-US')} are shown; the events page has all.</p>
      )}
      <VirtualRows
        count={rows.length}
        rowHeight={34}
        label="Processes"
        shownIndex={current}
        render={(index) => {
          const {event, depth} = rows[index]!;
          return (
            <button
              type="button"
              class={`tree-row tree-${event.kind} ${index === current ? 'is-current' : ''}`}
              onClick={() => onSeek(event.startUs)}
            >
              <span class="tree-indent" style={{width: `${depth * 14}px`}} />
              <EventBadge event={event} state={session.state} />
              <code class="command-line" title={clipped(event.commandLine, 2000)}>
                {clipped(event.commandLine)}
              </code>
              {event.pid !== null && <span class="row-pid">{event.pid}</span>}
              <span class="row-duration">{event.durationUs === null ? '' : formatDuration(event.durationUs)}</span>
              <span class="row-time">{formatOffset(event.startUs)}</span>
            </button>
          );
        }}
      />
    </>
  );
}

/** Rows of a tree do not stand in order of time. */
function lastStarted(rows: ReturnType<typeof treeRows>, positionUs: number): number {
  let found = -1;
  for (const [index, {event}] of rows.entries()) {
    if (event.startUs <= positionUs && (found < 0 || event.startUs >= rows[found]!.event.startUs)) found = index;
  }
  return found;
}
