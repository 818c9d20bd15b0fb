/** Logs and events that somebody sent here as if it were Datadog, in the form in which they are searched. Pure. */
import type {JsonObject} from './json-object.ts';
import {arrayOf, numberOf, textOf} from './json-object.ts';

export type ReceivedKind = 'log' | 'event';

export interface ReceivedEntry {
  kind: ReceivedKind;
  /** Rises with every entry. */
  sequence: number;
  /** Milliseconds since 1970. */
  timestampMs: number;
  host: string;
  service: string;
  source: string;
  status: string;
  /** Of an event: its text. */
  message: string;
  /** Of events only. */
  title: string | null;
  tags: string[];
  /** Everything else that was sent. */
  attributes: JsonObject;
}

export type EntryDraft = Omit<ReceivedEntry, 'sequence'>;

/** Fields of a log that are no attributes. */
const LOG_FIELDS = ['message', 'hostname', 'host', 'service', 'ddsource', 'ddtags', 'status', 'timestamp'];

/** @param moreTags Beside its own, separated by commas. */
export function logEntry(log: JsonObject, nowMs: number, moreTags = ''): EntryDraft {
  const timestamp = numberOf(log.timestamp) ?? Date.parse(textOf(log.timestamp));
  return {
    kind: 'log',
    timestampMs: Number.isFinite(timestamp) ? timestamp : nowMs,
    host: textOf(log.hostname) || textOf(log.host),
    service: textOf(log.service),
    source: textOf(log.ddsource),
    status: textOf(log.status) || 'info',
    message: textOf(log.message),
    title: null,
    tags: [...new Set([...tagsOf(log.ddtags), ...tagsOf(moreTags)])],
    attributes: Object.fromEntries(Object.entries(log).filter(([name]) => !LOG_FIELDS.includes(name))),
  };
}

export function eventEntry(event: JsonObject, nowMs: number): EntryDraft {
  const seconds = numberOf(event.date_happened);
  return {
    kind: 'event',
    timestampMs: seconds === null ? nowMs : seconds * 1000,
    host: textOf(event.host),
    service:
      tagsOf(event.tags)
        .find((tag) => tag.startsWith('service:'))
        ?.slice('service:'.length) ?? '',
    source: textOf(event.source_type_name),
    status: textOf(event.alert_type) || 'info',
    message: textOf(event.text),
    title: textOf(event.title),
    tags: tagsOf(event.tags),
    attributes: event,
  };
}

const tagsOf = (value: unknown): string[] =>
  (Array.isArray(value) ? arrayOf(value).map(textOf) : textOf(value).split(','))
    .map((tag) => tag.trim())
    .filter(Boolean);
