/** Entries of the outbox as objects of Datadog's logs intake. Pure. */
import type {OutboxEntry} from '../../store/outbox.ts';
import {type Attributes, attributesOf, hasFailed} from './attributes.ts';
import {isoTime, replayLink, timeOfLine, timeToSend} from './moment.ts';
import {beginningOf, clip, toPlainText} from './plain-text.ts';
import type {RenderOptions} from './render-options.ts';
import {splitText} from './split-text.ts';
import {cleanTag, tagsOf} from './tags.ts';

/** The fields that every receiver of the format knows. */
export interface StandardFields {
  message: string;
  status: 'info' | 'error';
  /** Milliseconds since 1970. */
  timestamp: number;
  hostname: string;
  service: string;
  ddsource: string;
  /** Comma between tags. */
  ddtags: string;
}

export type LogObject = StandardFields & Attributes;

export interface RenderedPart {
  /** From 0. */
  part: number;
  object: LogObject;
}

const SERVICE = 'ddcoterm';
const PROCESS_SOURCE = 'coterm_process_info';

/** As JSON. With attributes and tags an entry stays below the 25 kB that Datadog recommends. */
export const MAX_MESSAGE_BYTES = 16_000;

const MAX_HOST_BYTES = 250;

/** @returns The parts that are still to be sent, in order; at least one. */
export function renderLogEntries(entry: OutboxEntry, options: RenderOptions, nowMs: number): RenderedPart[] {
  return entry.kind === 'log' ? renderCommandLog(entry, options, nowMs) : [renderProcessLog(entry, options, nowMs)];
}

/** Cut by the text alone, which never changes once the command has ended: in the next try the parts are the same. */
function renderCommandLog(entry: OutboxEntry, options: RenderOptions, nowMs: number): RenderedPart[] {
  const {event, session, log, firstPart, lastPart} = entry;
  const head = `$ ${toPlainText(event.commandLine)}`;
  const text = log === null ? head : `${head}\n${toPlainText(log.text)}`;
  const headLines = head.split('\n').length;
  const parts = splitText(text, MAX_MESSAGE_BYTES);
  const shared = sharedFields(entry, options);
  return parts.slice(firstPart, (lastPart ?? parts.length) + 1).map(({text: message, firstLine}, index) => {
    const part = firstPart + index;
    const drawnUs = firstLine < headLines || log === null ? null : timeOfLine(log.lineTimes, firstLine - headLines);
    const elapsedUs = Math.max(event.startUs, drawnUs ?? event.startUs);
    return {
      part,
      object: finish({
        options,
        nowMs,
        startedAtMs: session.startedAtMs + elapsedUs / 1000,
        fields: {...shared, message, ddsource: SERVICE},
        attributes: Object.assign(attributesOf(entry), {
          id: parts.length === 1 ? `${event.id}.log` : `${event.id}.log.${part + 1}`,
          ...(parts.length > 1 && {part: part + 1, parts: parts.length}),
          ...(log !== null && log.omittedLines > 0 && {omitted_lines: log.omittedLines}),
          replay_url: replayLink(options.replayUrl, session.id, elapsedUs),
        }),
      }),
    };
  });
}

function renderProcessLog(entry: OutboxEntry, options: RenderOptions, nowMs: number): RenderedPart {
  const {event, session} = entry;
  // A process may have been over before its command line was read.
  const text = event.commandLine.trim() === '' ? event.name || event.kind : event.commandLine;
  const message = beginningOf(toPlainText(text), MAX_MESSAGE_BYTES);
  return {
    part: 0,
    object: finish({
      options,
      nowMs,
      startedAtMs: event.startedAtMs,
      fields: {...sharedFields(entry, options), message, ddsource: PROCESS_SOURCE},
      attributes: Object.assign(attributesOf(entry), {
        id: `${event.id}.process`,
        replay_url: replayLink(options.replayUrl, session.id, event.startUs),
      }),
    }),
  };
}

type SharedFields = Pick<StandardFields, 'status' | 'hostname' | 'service' | 'ddtags'>;

function sharedFields({event, session}: OutboxEntry, options: RenderOptions): SharedFields {
  return {
    status: hasFailed(event) ? 'error' : 'info',
    hostname: clip(session.env.DD_HOSTNAME || session.host, MAX_HOST_BYTES),
    service: SERVICE,
    ddtags: tagsOf(session, options.tags).join(','),
  };
}

interface Draft {
  options: RenderOptions;
  nowMs: number;
  startedAtMs: number;
  fields: Omit<StandardFields, 'timestamp'>;
  attributes: Attributes;
}

function finish({options, nowMs, startedAtMs, fields, attributes}: Draft): LogObject {
  if (options.format === 'compat') return toCompat(fields, startedAtMs, attributes);
  const {timestampMs, trueTimestampMs, mark} = timeToSend(startedAtMs, nowMs);
  const moved = mark !== null && {[mark]: true, true_timestamp: isoTime(trueTimestampMs!)};
  // Written over: the attributes were made for this entry, and a copy of so many costs.
  return Object.assign(attributes, moved, fields, {timestamp: timestampMs});
}

/** In compat format also a tag, so that receivers which look at tags alone find them. */
const COMPAT_TAGS = ['session', 'command', 'exit_code', 'user'];

/**
 * Exactly seven fields, flat: Vector refuses a request with another one, VictoriaLogs one whose value is no string. The
 * rest is JSON in the message. Their clocks have no limit, so the time is the true one.
 */
function toCompat(fields: Omit<StandardFields, 'timestamp'>, startedAtMs: number, attributes: Attributes): LogObject {
  const tags = COMPAT_TAGS.filter((name) => attributes[name] !== undefined).map((name) =>
    cleanTag(`${name}:${attributes[name]}`),
  );
  return {
    ...fields,
    message: JSON.stringify({message: fields.message, ...attributes}),
    ddtags: [fields.ddtags, ...tags].filter((tag) => tag !== '').join(','),
    timestamp: Math.round(startedAtMs),
  };
}
