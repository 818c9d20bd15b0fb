/** Records with every field filled in, for tests that care for one or two of them. */
import type {RedactedText} from '../../src/redact/redacted.ts';
import type {EventRecord, LogRecord, SessionRecord} from '../../src/store/records.ts';

/** Text that a test vouches for. */
export const redacted = (text: string): RedactedText => text as RedactedText;

/** 2026-01-02T03:04:05.000Z */
export const SOME_TIME_MS = 1_767_323_045_000;

let lastId = 0;

/** UUIDv7 of that time; each call another, rising. */
export function makeId(startedAtMs = SOME_TIME_MS): string {
  const time = startedAtMs.toString(16).padStart(12, '0');
  const count = (++lastId).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${count}`;
}

export function makeSession(fields: Partial<SessionRecord> = {}): SessionRecord {
  const startedAtMs = fields.startedAtMs ?? SOME_TIME_MS;
  return {
    id: makeId(startedAtMs),
    state: 'ended',
    origin: 'shim',
    command: 'kubectl',
    executable: redacted('/usr/bin/kubectl'),
    argv: [redacted('kubectl'), redacted('get'), redacted('pods')],
    cwd: redacted('/home/alice'),
    title: null,
    env: {},
    tags: {},
    user: 'alice',
    effectiveUser: 'alice',
    host: 'web1',
    tty: '/dev/pts/3',
    streams: ['tty', 'tty', 'tty'],
    sshClient: null,
    parentPid: 99,
    parentName: 'bash',
    parentSession: null,
    author: {kind: 'person', name: null},
    hostKind: 'node',
    hostVersion: '0.1.0',
    hostPid: 100,
    columns: 80,
    rows: 24,
    processSource: null,
    startedAtMs,
    endedAtMs: startedAtMs + 1500,
    durationUs: 1_500_000,
    exitStatus: 0,
    signal: null,
    upload: true,
    recordInput: false,
    outputBytes: 0,
    recordingBytes: 0,
    redactionCount: 0,
    commandCount: 1,
    recordingPath: null,
    disclosures: [],
    notes: [],
    ...fields,
  };
}

export function makeEvent(session: SessionRecord, fields: Partial<EventRecord> = {}): EventRecord {
  const startedAtMs = fields.startedAtMs ?? session.startedAtMs;
  return {
    id: makeId(startedAtMs),
    sessionId: session.id,
    kind: 'command',
    parentId: null,
    commandLine: redacted(session.argv.join(' ')),
    name: session.command,
    executable: session.executable,
    argv: session.argv,
    cwd: session.cwd,
    startedAtMs,
    startUs: 0,
    endUs: 1_000_000,
    exitStatus: 0,
    signal: null,
    pid: 101,
    parentPid: 100,
    uid: 1000,
    effectiveUid: 1000,
    remarks: null,
    ...fields,
  };
}

export function makeLog(session: SessionRecord, text: string, fields: Partial<LogRecord> = {}): LogRecord {
  const startedAtMs = fields.startedAtMs ?? session.startedAtMs;
  return {
    id: makeId(startedAtMs),
    sessionId: session.id,
    eventId: null,
    startedAtMs,
    startUs: 0,
    endUs: 1_000_000,
    text: redacted(text),
    lineTimes: [[0, 0]],
    omittedLines: 0,
    ...fields,
  };
}
