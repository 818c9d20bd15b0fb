/** One event: everything that is known of it, its parents and children, and the way to its moment in the replay. */
import type {ComponentChildren} from 'preact';
import type {EventHitJson, EventJson} from '../../review/api/types.ts';
import {formatDuration, formatMoment, formatOffset} from '../../review/render/time.ts';
import {api} from '../api/client.ts';
import {Dialog} from '../ui/dialog.tsx';
import {Icon} from '../ui/icons.tsx';
import {ErrorNotice, Loading, Notice} from '../ui/notice.tsx';
import {EventBadge} from '../ui/outcome.tsx';
import {clipped, plural, printable} from '../ui/text.ts';
import {useResource} from '../ui/use-resource.ts';
import {changeParams} from '../url/location.ts';
import {replayHref} from '../url/route.ts';
import {type Family, familyOf} from './family.ts';

/** Events of the session that are searched for relatives. */
const MAX_RELATIVES = 20_000;
/** Children that are listed. */
const MAX_CHILDREN = 100;

export function EventDetail({id, onClose}: {id: string; onClose: () => void}) {
  const event = useResource(id, async (signal) => {
    const {items} = await api.list('events', {query: `@event:"${id.replace(/["\\]/g, '\\$&')}"`, limit: 1}, signal);
    return {found: items[0] ?? null};
  });
  return (
    <Dialog title="Event" onClose={onClose} class="sheet">
      {event.error !== null && <ErrorNotice error={event.error} onRetry={event.reload} />}
      {event.value === null && event.error === null && <Loading what="event" />}
      {event.value !== null &&
        (event.value.found === null ? <Notice title="There is no such event" /> : <Event event={event.value.found} />)}
    </Dialog>
  );
}

function Event({event}: {event: EventHitJson}) {
  const family = useResource(event.sessionId, async (signal) =>
    familyOf(event.id, await readEvents(event.sessionId, signal)),
  );
  const {commandLine, argv, cwd, executable, session} = event;
  return (
    <div class="event-detail">
      <p class="event-command">
        <EventBadge event={event} />
        <code>{printable(commandLine.slice(0, 20_000))}</code>
      </p>
      <p class="dialog-buttons is-left">
        <a class="button button-primary" href={replayHref(event.sessionId, {us: event.startUs})}>
          <Icon name="play" size={13} />
          Watch this moment
        </a>
        <a class="button" href={`/logs?${new URLSearchParams({query: `@event:"${event.id}"`})}`}>
          What it showed
        </a>
      </p>
      <dl class="facts">
        <Fact name="Kind">{event.kind}</Fact>
        <Fact name="Started">{`${formatMoment(Date.parse(event.startedAt))}, ${formatOffset(event.startUs)} into the session`}</Fact>
        <Fact name="Duration">{event.durationUs === null ? null : formatDuration(event.durationUs)}</Fact>
        <Fact name="Exit status">{event.exitStatus}</Fact>
        <Fact name="Signal">{event.signal}</Fact>
        <Fact name="Executable">{executable === null ? null : printable(executable)}</Fact>
        <Fact name="Directory">{cwd === null ? null : printable(cwd)}</Fact>
        <Fact name="Process">{event.pid === null ? null : `${event.pid}, parent ${event.parentPid ?? '?'}`}</Fact>
        <Fact name="User id">
          {event.uid === null
            ? null
            : event.uid === event.effectiveUid
              ? event.uid
              : `${event.uid}, as ${event.effectiveUid}`}
        </Fact>
        <Fact name="User">{clipped(session.user, 60)}</Fact>
        <Fact name="Host">{clipped(session.host, 80)}</Fact>
        <Fact name="Author">{clipped(session.author.name ?? session.author.kind, 60)}</Fact>
      </dl>
      {argv !== null && argv.length > 0 && <Arguments argv={argv} />}
      {family.value !== null && <Relatives family={family.value} event={event} />}
    </div>
  );
}

function Fact({name, children}: {name: string; children: ComponentChildren}) {
  if (children === null || children === '') return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Arguments({argv}: {argv: readonly string[]}) {
  return (
    <section>
      <h3>Arguments</h3>
      <ol class="argv" start={0}>
        {argv.slice(0, 500).map((argument, index) => (
          <li key={index}>
            <code>{printable(argument.slice(0, 4000))}</code>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Relatives({family: {parents, children}, event}: {family: Family; event: EventHitJson}) {
  if (parents.length === 0 && children.length === 0) return null;
  return (
    <section>
      <h3>Parents and children</h3>
      <ul class="relatives">
        {parents.map((parent, depth) => (
          <Relative key={parent.id} event={parent} depth={depth} />
        ))}
        <Relative event={event} depth={parents.length} isSelf />
        {children.slice(0, MAX_CHILDREN).map((child) => (
          <Relative key={child.id} event={child} depth={parents.length + 1} />
        ))}
      </ul>
      {children.length > MAX_CHILDREN && (
        <p class="muted">
          {plural(children.length - MAX_CHILDREN, 'more child', 'more children')}; the replay's process tree has all.
        </p>
      )}
    </section>
  );
}

function Relative({event, depth, isSelf = false}: {event: EventJson; depth: number; isSelf?: boolean}) {
  return (
    <li class={isSelf ? 'is-current' : ''} style={{paddingLeft: `${Math.min(depth, 8) * 16}px`}}>
      <button type="button" class="relative" disabled={isSelf} onClick={() => changeParams({event: event.id})}>
        <EventBadge event={event} />
        <code class="command-line">{clipped(event.commandLine)}</code>
        {event.pid !== null && <span class="row-pid">{event.pid}</span>}
      </button>
    </li>
  );
}

async function readEvents(sessionId: string, signal: AbortSignal): Promise<EventJson[]> {
  const events: EventJson[] = [];
  let cursor: string | null = null;
  do {
    const page = await api.sessionEvents(sessionId, cursor, signal);
    events.push(...page.items);
    cursor = page.next;
  } while (cursor !== null && events.length < MAX_RELATIVES);
  return events;
}
