/** What the store keeps, one interface a table. Text fields are redacted by type. */
import type {ProcessSource, SessionOrigin, StreamKind} from '../protocol/messages.ts';
import type {ProcessRemark, RedactedText, Redaction} from '../redact/redacted.ts';

export type SessionState =
  /** A host is connected, or may come back. */
  | 'live'
  /** The END frame arrived. */
  | 'ended'
  /** Host and agent went without an END frame; everything acknowledged is there. */
  | 'interrupted';

/** Who typed the command: a person at a terminal, a script, or a coding agent (then `name` says which). */
export interface Author {
  kind: 'person' | 'script' | 'agent';
  name: string | null;
}

/** One run of one command, or one interactive session of a shell. */
export interface SessionRecord {
  /** UUIDv7: sorts by time. */
  id: string;
  state: SessionState;
  origin: SessionOrigin;
  /** Name of the command without a folder: `kubectl`. */
  command: string;
  executable: RedactedText;
  argv: RedactedText[];
  cwd: RedactedText;
  title: RedactedText | null;
  env: Record<string, RedactedText>;
  /** From the profile, the configuration and `--tag`: `kubectl.context` → `prod`. */
  tags: Record<string, RedactedText>;
  user: string;
  effectiveUser: string;
  host: string;
  tty: string | null;
  streams: [stdin: StreamKind, stdout: StreamKind, stderr: StreamKind];
  /** IP address of the SSH client the session came through, null for a local one. */
  sshClient: string | null;
  parentPid: number | null;
  parentName: string | null;
  parentSession: string | null;
  author: Author;
  hostKind: 'node' | 'relay';
  hostVersion: string;
  hostPid: number;
  columns: number;
  rows: number;
  /** Wall clock at elapsed 0, milliseconds since 1970. */
  startedAtMs: number;
  /** Where its processes were seen to begin and end; null for a session of an older version. */
  processSource?: ProcessSource | null;
  /** Null while live. */
  endedAtMs: number | null;
  /** Time of the last event. */
  durationUs: number;
  exitStatus: number | null;
  /** `SIGINT`, … when a signal ended the command. */
  signal: string | null;
  /** May its entries leave the machine? */
  upload: boolean;
  recordInput: boolean;
  /** Bytes of output before compression, and bytes of the recording file. */
  outputBytes: number;
  recordingBytes: number;
  redactionCount: number;
  commandCount: number;
  /** Path below `data/recordings`, null when there is no recording (nothing ran on a terminal). */
  recordingPath: string | null;
  /** What the recording discloses beside its text: titles, OSC 7 and OSC 1337 reports, each value once. */
  disclosures: Disclosure[];
  /** What went wrong while recording, in words for the user. */
  notes: SessionNote[];
}

export interface Disclosure {
  kind: 'title' | 'cwd' | 'iterm2' | 'user-host';
  value: RedactedText;
  elapsedUs: number;
}

export interface SessionNote {
  code: string;
  detail: string;
  elapsedUs: number;
}

/**
 * A command typed in a session (or the session's own command), a process that ran under one, or what a policy decided before
 * it (then `name` is the verdict's code, such as `policy.lint.continued`, and `commandLine` tells it in words).
 */
export interface EventRecord {
  /** UUIDv7. */
  id: string;
  sessionId: string;
  kind: 'command' | 'process' | 'policy';
  /** The command event under which a process ran; the enclosing command for a statement inside `psql`; else null. */
  parentId: string | null;
  /** As typed (a command of a shell), or argv joined for reading. */
  commandLine: RedactedText;
  /** First word without a folder: `kubectl`. */
  name: string;
  executable: RedactedText | null;
  argv: RedactedText[] | null;
  cwd: RedactedText | null;
  startedAtMs: number;
  /** Within the session; the moment in the replay. */
  startUs: number;
  /** Null while it runs. */
  endUs: number | null;
  exitStatus: number | null;
  signal: string | null;
  pid: number | null;
  parentPid: number | null;
  uid: number | null;
  effectiveUid: number | null;
  /** Of processes; null for none. */
  remarks?: ProcessRemark[] | null;
}

/** What a command showed, as a person would have read it: one multi-line entry. */
export interface LogRecord {
  /** UUIDv7. */
  id: string;
  sessionId: string;
  /** The command it belongs to. */
  eventId: string | null;
  startedAtMs: number;
  startUs: number;
  endUs: number;
  /** Lines joined with `\n`. */
  text: RedactedText;
  /** Pairs of line number (from 0) and elapsed microseconds, rising: where the time of a line is noted. */
  lineTimes: [line: number, elapsedUs: number][];
  /** Lines left out in the middle because the output was longer than `limits.log_text`. */
  omittedLines: number;
}

/** One gzip member of a recording file. */
export interface MemberRecord {
  sessionId: string;
  /** From 0. */
  sequence: number;
  /** Where it begins in the file, and how long it is. */
  fileOffset: number;
  bytes: number;
  startUs: number;
  endUs: number;
  /** It begins with a serialised screen, so that a player can start here. */
  keyframe: boolean;
}

/** Everything that becomes durable together: one transaction. Nothing of it is visible without the rest. */
export interface SessionBatch {
  sessionId: string;
  /** Changed fields of the session. */
  session?: Partial<Omit<SessionRecord, 'id'>>;
  /** Inserted, or replaced where the id exists (a command that ended). */
  events?: EventRecord[];
  logs?: LogRecord[];
  redactions?: Redaction[];
  members?: MemberRecord[];
}
