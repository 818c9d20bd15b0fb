/** Every command and process. */
import type {EventHitJson} from '../../review/api/types.ts';
import {formatDuration} from '../../review/render/time.ts';
import {ListPage, type ListScope} from '../lists/list-page.tsx';
import {useSparseRows} from '../lists/use-sparse-rows.ts';
import {Moment} from '../ui/moment.tsx';
import {ErrorNotice, Notice} from '../ui/notice.tsx';
import {EventBadge} from '../ui/outcome.tsx';
import {clipped} from '../ui/text.ts';
import {useIsNarrow} from '../ui/use-is-narrow.ts';
import {maxRows, VirtualRows} from '../ui/virtual-rows.tsx';
import {changeParams} from '../url/location.ts';
import {EventDetail} from './event-detail.tsx';

export function EventsPage({params}: {params: URLSearchParams}) {
  const selected = params.get('event');
  return (
    <ListPage kind="events" title="Events" noun={['event', 'events']} params={params}>
      {(scope, total) => (
        <>
          <EventRows scope={scope} total={total} selected={selected} />
          {selected !== null && (
            <EventDetail key={selected} id={selected} onClose={() => changeParams({event: null})} />
          )}
        </>
      )}
    </ListPage>
  );
}

function EventRows({scope, total, selected}: {scope: ListScope; total: number | null; selected: string | null}) {
  const rowHeight = useIsNarrow() ? 68 : 44;
  const list = useSparseRows('events', scope, total);
  if (list.error !== null) return <ErrorNotice error={list.error} />;
  if (list.count === 0) {
    return (
      <Notice title="No event matches">
        <p>
          Widen the time range, or <a href="/events">look at all events</a>.
        </p>
      </Notice>
    );
  }
  return (
    <VirtualRows
      class="rows-main"
      count={Math.min(list.count ?? 0, maxRows(rowHeight))}
      rowHeight={rowHeight}
      label="Events"
      onRange={list.onRange}
      render={(row) => {
        const event = list.get(row);
        return event === undefined ? (
          <div class="row-placeholder" />
        ) : (
          <EventRow event={event} isSelected={event.id === selected} />
        );
      }}
    />
  );
}

function EventRow({event, isSelected}: {event: EventHitJson; isSelected: boolean}) {
  const {commandLine, kind, cwd, session, durationUs, startedAt} = event;
  return (
    <button
      type="button"
      class={`event-row ${isSelected ? 'is-current' : ''}`}
      aria-haspopup="dialog"
      onClick={() => changeParams({event: event.id})}
    >
      <span class="row-outcome">
        <EventBadge event={event} />
      </span>
      <span class="event-main">
        <code class="command-line">{clipped(commandLine)}</code>
        {kind === 'process' && <span class="chip">process</span>}
      </span>
      <span class="event-where">
        {clipped(session.user, 40)}@{clipped(session.host, 60)}
        {cwd !== null && <span class="event-cwd">{clipped(cwd, 200)}</span>}
      </span>
      <span class="row-duration">{durationUs === null ? '' : formatDuration(durationUs)}</span>
      <span class="row-start">
        <Moment iso={startedAt} />
      </span>
    </button>
  );
}
