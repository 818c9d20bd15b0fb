/** The JSON payloads of frames. What a stranger sends is checked by `parseHello` before it is believed. */
import {takeConnectionVariables} from './environment.ts';
import {frameMalformed} from './errors.ts';

/** What a standard descriptor of the command is. */
export type StreamKind = 'tty' | 'pipe' | 'file' | 'socket' | 'device' | 'closed';

/** How a session came to be. */
export type SessionOrigin =
  /** An invocation through a shim. */
  | 'shim'
  /** `ddcoterm -- CMD ARGS…` */
  | 'command'
  /** `ddcoterm`: an interactive session of a shell. */
  | 'shell';

/** Everything a host knows about a session when it starts. Nothing in it is redacted yet. */
export interface Hello {
  /** UUIDv7, made by the host. */
  session: string;
  /** Which host this is: `node` or `relay`, and the version of ddcoterm it belongs to. */
  hostKind: 'node' | 'relay';
  hostVersion: string;
  origin: SessionOrigin;
  /** The name the user typed, without a folder: `kubectl`. Names the profile. */
  name: string;
  /** Absolute path of the real command. */
  executable: string;
  /** As the command sees it, argv[0] included. */
  argv: string[];
  /** Working directory; empty when it no longer exists. */
  cwd: string;
  /** Variables of the allow-list in `environment.ts` only. */
  env: Record<string, string>;
  /**
   * What the upload is reached by, keys among them: `parseHello` takes it out of `env`, so that it is in nothing that is
   * made from HELLO.
   */
  connection?: Record<string, string>;
  /** Path of the user's terminal, null where none of the three descriptors is one. */
  tty: string | null;
  streams: [stdin: StreamKind, stdout: StreamKind, stderr: StreamKind];
  /** Path of the PTY the host made for the command, null where it made none. */
  pty: string | null;
  columns: number;
  rows: number;
  /** Wall clock, milliseconds since 1970, at elapsed 0. */
  startedAtMs: number;
  user: string;
  effectiveUser: string;
  /** Host name of the machine. */
  host: string;
  /** Process id of the host. */
  pid: number;
  /** The process that started the host: a shell, a script's interpreter, make, an agent. */
  parent: {pid: number; name: string} | null;
  /** Session id that this one runs inside of, by DDCOTERM_SESSION; only a hint. */
  parentSession: string | null;
  title?: string;
  tags?: Record<string, string>;
  /** Input frames will be sent. */
  recordInput: boolean;
  /** False: this session never leaves the machine (`--no-upload`). */
  upload: boolean;
  /** `all`: streams that are no terminal are copied as Capture frames. */
  capture: 'terminal' | 'all';
  /** The shell whose integration (OSC 133/633 marks) the host injected. */
  integration?: 'bash' | 'zsh' | 'fish';
  /** Where the host sees processes begin and end. */
  processes?: ProcessSource;
  /** What was decided before the start: the text of the verdict that let it run. */
  verdicts?: string;
  /** What may leave out or ask for more than the policy: `--save-level`, `--approval`. */
  actions?: string[];
}

/** HELLO's facts, before the start. */
export interface Ask extends Hello {
  /** Given to an agent that went away meanwhile, in the order of the questions. */
  answers?: string[];
  /** Why the user wants it: `ddcoterm approve --reason`. */
  reason?: string;
}

/** Reply to Hello. */
export interface Welcome {
  agentVersion: string;
  /** Where the host goes on sending: 0 for a new session, what is safe on disk for a resumed one. */
  offset: number;
}

/** `connector`: the kernel reports all of them. `proc`: by looks at /proc, which misses what is short. */
export const PROCESS_SOURCES = ['connector', 'proc', 'none'] as const;
export type ProcessSource = (typeof PROCESS_SOURCES)[number];

/** A process began, or became another program: then there was one of its pid already. */
export interface ProcessStarted {
  pid: number;
  parentPid: number;
  uid: number;
  effectiveUid: number;
  /** Microseconds since the session's start, by the kernel's clock: earlier than the frame. */
  atUs?: number;
  /** It is the session's own command: of what follows, Hello tells more. */
  command?: boolean;
  /** It runs its parent's program, of which it is a copy. */
  forked?: boolean;
  /** Empty where it could not be read. */
  executable?: string;
  cwd?: string;
  /** Empty: it was gone before it could be read. */
  argv?: string[];
  /** There are more words than a host tells (32 KiB). */
  argvCut?: boolean;
  /** Short name, where argv is empty. */
  name?: string;
}

export interface ProcessEnded {
  pid: number;
  /** As in `ProcessStarted`. */
  atUs?: number;
  /** One of the two, neither where it is not known. */
  exitStatus?: number | null;
  /** A number of Linux, or a name. */
  signal?: number | string | null;
}

export interface Note {
  /** Stable word: `frames-lost`, `agent-lost`, `process-events-missed`, … */
  code: string;
  detail?: string;
}

export type ControlRequest =
  | {request: 'status'}
  | {request: 'stop'}
  /** Send at once what waits. */
  | {request: 'upload-flush'}
  /** The outbox was changed by somebody else: paused, resumed, put back into the queue. */
  | {request: 'upload-changed'};

/** A destination of the upload, as the agent knows it. */
export interface UploadState {
  name: string;
  /** Where its key is from, in words; null: it needs none. */
  keySource: string | null;
  /** Why nothing can be sent there, in words; null: it can. */
  problem: string | null;
  /** Over the last minute. */
  entriesPerSecond: number;
  /** When the next try is, after a failure: milliseconds since 1970. */
  retryAtMs: number | null;
}

/** Reply to every request; after `stop` the agent goes. */
export interface AgentStatus {
  version: string;
  pid: number;
  startedAtMs: number;
  /** Sessions with a host connected now. */
  liveSessions: number;
  residentBytes: number;
  /** Null while recording works; otherwise why it pauses (`FREE_DISK_LOW`, …), in words for the user. */
  paused: string | null;
  upload: UploadState[];
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/**
 * Reads and checks a Hello payload. A session id names files, so only a UUID passes.
 *
 * @throws {DdcotermError} FRAME_MALFORMED: not JSON, or a field is missing or of the wrong type.
 */
export function parseHello(payload: Uint8Array): Hello {
  const value = parseJsonObject('HELLO', payload);
  const bad = (field: string) => frameMalformed('HELLO', `field "${field}" is missing or of the wrong type`);
  if (typeof value.session !== 'string' || !UUID.test(value.session)) throw bad('session');
  for (const field of ['name', 'executable', 'cwd', 'user', 'effectiveUser', 'host', 'hostVersion']) {
    if (typeof value[field] !== 'string') throw bad(field);
  }
  for (const field of ['columns', 'rows', 'startedAtMs', 'pid']) {
    if (!Number.isFinite(value[field])) throw bad(field);
  }
  for (const field of ['recordInput', 'upload']) {
    if (typeof value[field] !== 'boolean') throw bad(field);
  }
  if (!['shim', 'command', 'shell'].includes(value.origin as string)) throw bad('origin');
  if (!['node', 'relay'].includes(value.hostKind as string)) throw bad('hostKind');
  if (!['terminal', 'all'].includes(value.capture as string)) throw bad('capture');
  if (value.processes !== undefined && !isProcessSource(value.processes)) throw bad('processes');
  if (!isStringArray(value.argv)) throw bad('argv');
  if (!isStringArray(value.streams) || value.streams.length !== 3) throw bad('streams');
  if (!isStringRecord(value.env)) throw bad('env');
  if (value.tags !== undefined && !isStringRecord(value.tags)) throw bad('tags');
  if (value.verdicts !== undefined && typeof value.verdicts !== 'string') throw bad('verdicts');
  if (value.actions !== undefined && !isStringArray(value.actions)) throw bad('actions');
  if (value.connection !== undefined && !isStringRecord(value.connection)) throw bad('connection');
  const connection = {...value.connection, ...takeConnectionVariables(value.env)};
  if (Object.keys(connection).length > 0) value.connection = connection;
  return value as unknown as Hello;
}

/** @throws {DdcotermError} FRAME_MALFORMED */
export function parseAsk(payload: Uint8Array): Ask {
  const ask: Ask = parseHello(payload);
  const bad = (field: string) => frameMalformed('ASK', `field "${field}" is of the wrong type`);
  if (ask.answers !== undefined && !isStringArray(ask.answers)) throw bad('answers');
  if (ask.reason !== undefined && typeof ask.reason !== 'string') throw bad('reason');
  return ask;
}

/** @throws {DdcotermError} FRAME_MALFORMED: not the JSON of an object. */
export function parseJsonObject(frame: string, payload: Uint8Array): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString('utf8'));
  } catch {
    // The parser's message quotes its input, which may hold a secret: it is not passed on.
    throw frameMalformed(frame, 'the payload is not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw frameMalformed(frame, 'not an object');
  return value as Record<string, unknown>;
}

const isProcessSource = (value: unknown): value is ProcessSource => PROCESS_SOURCES.some((source) => source === value);

const isStringArray = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

const isStringRecord = (value: unknown): value is Record<string, string> =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every((item) => typeof item === 'string');
