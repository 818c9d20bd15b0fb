/** Commands and processes as objects of Datadog's Events API, v1. Pure. */
import type {OutboxEntry} from '../../store/outbox.ts';
import {hasFailed} from './attributes.ts';
import {isoTime, replayLink, type SendTime, timeToSend} from './moment.ts';
import {clip} from './plain-text.ts';
import type {RenderOptions} from './render-options.ts';
import {cleanTag, shimOf, tagsOf} from './tags.ts';

/** `POST /api/v1/events`: text ≤ 4000 characters, aggregation_key ≤ 100, date_happened ≤ 18 h ago. */
export interface EventObject {
  title: string;
  text: string;
  alert_type: 'info' | 'error';
  /** Seconds since 1970. */
  date_happened: number;
  host: string;
  /** Events of one session belong together. */
  aggregation_key: string;
  source_type_name?: string;
  tags: string[];
}

const MAX_TITLE_BYTES = 300;
const MAX_COMMAND_BYTES = 2_500;
const MAX_TAGS = 100;
const MAX_HOST_BYTES = 250;

export function renderEventObject(entry: OutboxEntry, options: RenderOptions, nowMs: number): EventObject {
  const {event, session} = entry;
  const time = timeToSend(event.startedAtMs, nowMs);
  return {
    title: clip(event.commandLine.replace(/\s+/g, ' ').trim() || event.name.trim() || event.kind, MAX_TITLE_BYTES),
    text: describe(entry, options, time),
    alert_type: hasFailed(event) ? 'error' : 'info',
    date_happened: Math.floor(time.timestampMs / 1000),
    host: clip(session.env.DD_HOSTNAME || session.host, MAX_HOST_BYTES),
    aggregation_key: session.id,
    ...(options.eventSource !== '' && {source_type_name: options.eventSource}),
    tags: eventTags(entry, options, time),
  };
}

const MARKS = {late: 'Sent late; it happened at', ahead: 'The clock was ahead; it said'};

/** Markdown between the marks that Datadog asks for. */
function describe({event, session}: OutboxEntry, options: RenderOptions, {trueTimestampMs, mark}: SendTime): string {
  // Within a fence nothing of the command is markup; one of its own would end it.
  const command = clip(event.commandLine, MAX_COMMAND_BYTES).replaceAll('```', "'''");
  const ended = event.signal !== null ? `signal ${event.signal}` : `exit status ${event.exitStatus ?? 'unknown'}`;
  const took = event.endUs === null ? '' : ` after ${((event.endUs - event.startUs) / 1_000_000).toFixed(3)} s`;
  return [
    '%%% ',
    '```',
    command,
    '```',
    `${ended}${took}, by ${clip(session.user, 200)} on ${clip(session.host, 255)}`,
    ...(mark === null ? [] : [`${MARKS[mark]} ${isoTime(trueTimestampMs!)}`]),
    `[Replay](${replayLink(options.replayUrl, session.id, event.startUs)})`,
    ' %%%',
  ].join('\n');
}

function eventTags({event, session}: OutboxEntry, options: RenderOptions, time: SendTime): string[] {
  const {trueTimestampMs, mark} = time;
  const facts: Record<string, string | number | null> = {
    // Whether the Events API lets a source be chosen is not documented: as a tag it can be searched for either way.
    source: options.eventSource || null,
    service: 'ddcoterm',
    id: `${event.id}.event`,
    session: session.id,
    event: event.id,
    kind: event.kind,
    command: event.name,
    exit_code: event.exitStatus,
    signal: event.signal,
    user: session.user,
    author: session.author.name ?? session.author.kind,
    shim: shimOf(session),
    ...(mark !== null && {[mark]: 'true', true_timestamp: isoTime(trueTimestampMs!)}),
  };
  const own = Object.entries(facts).flatMap(([name, value]) =>
    value === null || value === '' ? [] : [cleanTag(`${name}:${value}`)],
  );
  return [...new Set([...own, ...tagsOf(session, options.tags)])].slice(0, MAX_TAGS);
}
