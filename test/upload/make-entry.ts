/** Entries of the outbox with every field filled in. */
import type {OutboxEntry, OutboxKind} from '../../src/store/outbox.ts';
import type {EventRecord, SessionRecord} from '../../src/store/records.ts';
import {makeEvent, makeLog, makeSession, redacted} from '../support/records.ts';

export interface EntryParts {
  name?: string;
  /** What it showed; null: nothing. */
  text?: string | null;
  event?: Partial<EventRecord>;
  session?: Partial<SessionRecord>;
  lineTimes?: [line: number, elapsedUs: number][];
  firstPart?: number;
  lastPart?: number | null;
}

let sequence = 0;

export function makeEntry(kind: OutboxKind, parts: EntryParts = {}): OutboxEntry {
  const {name = 'kubectl', text = 'NAME   READY\nweb-1  1/1', lineTimes = [[0, 0]]} = parts;
  const startedAtMs = Date.now() - 5_000;
  const session = makeSession({command: name, startedAtMs, ...parts.session});
  const event = makeEvent(session, {name, commandLine: redacted(`${name} run`), ...parts.event});
  const log = text === null || kind !== 'log' ? null : makeLog(session, text, {eventId: event.id, lineTimes});
  return {
    ...{sequence: ++sequence, kind, event, session, log, rules: [], redactions: 0},
    ...{firstPart: parts.firstPart ?? 0, lastPart: parts.lastPart ?? null},
  };
}
