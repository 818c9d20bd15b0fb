/** Line 1 of a recording: asciicast v3's header, with the whole session beside it under a key of our own. */
import type {SessionRecord} from '../store/records.ts';
import {isSize, parseObject} from './comments.ts';

export interface CastHeader {
  columns: number;
  rows: number;
  /** Wall clock at elapsed 0, milliseconds since 1970; null where the file does not say. */
  startedAtMs: number | null;
  /** The session as it was when the recording began; null in files that others wrote. */
  session: SessionRecord | null;
}

/** Variables that asciicast recorders store by custom; the session's own list holds the rest. */
const HEADER_VARIABLES = ['SHELL', 'TERM'];

/** A terminal that says nothing of its size, or 0x0, is taken for this one. */
const DEFAULT_COLUMNS = 80;
const DEFAULT_ROWS = 24;

export function encodeCastHeader(session: SessionRecord): string {
  const variables = Object.entries(session.env).filter(([name]) => HEADER_VARIABLES.includes(name));
  const header = {
    version: 3,
    term: {
      cols: session.columns || DEFAULT_COLUMNS,
      rows: session.rows || DEFAULT_ROWS,
      ...(session.env.TERM === undefined ? {} : {type: session.env.TERM}),
    },
    timestamp: Math.floor(session.startedAtMs / 1000),
    command: session.argv.join(' '),
    ...(session.title === null ? {} : {title: session.title}),
    env: Object.fromEntries(variables),
    ddcoterm: {session},
  };
  return `${JSON.stringify(header)}\n`;
}

/** @returns Null for a line that is no asciicast v3 header. */
export function parseCastHeader(line: string): CastHeader | null {
  const header = parseObject(line);
  if (header?.version !== 3) return null;
  const {term, timestamp, ddcoterm} = header;
  const {cols, rows} = asObject(term);
  const session = parseSession(asObject(ddcoterm).session);
  return {
    columns: isSize(cols) && cols > 0 ? cols : DEFAULT_COLUMNS,
    rows: isSize(rows) && rows > 0 ? rows : DEFAULT_ROWS,
    startedAtMs: session?.startedAtMs ?? (typeof timestamp === 'number' ? timestamp * 1000 : null),
    session,
  };
}

const TEXT_FIELDS = [
  'id',
  'state',
  'origin',
  'command',
  'executable',
  'cwd',
  'user',
  'effectiveUser',
  'host',
  'hostKind',
  'hostVersion',
];
const NUMBER_FIELDS = [
  'hostPid',
  'columns',
  'rows',
  'startedAtMs',
  'durationUs',
  'outputBytes',
  'recordingBytes',
  'redactionCount',
  'commandCount',
];
const NULLABLE_TEXT_FIELDS = ['title', 'tty', 'sshClient', 'parentName', 'parentSession', 'signal', 'recordingPath'];
const NULLABLE_NUMBER_FIELDS = ['parentPid', 'endedAtMs', 'exitStatus'];
const FLAG_FIELDS = ['upload', 'recordInput'];

/** A recording is a file that anybody may have edited: a session of the wrong shape is none. */
function parseSession(value: unknown): SessionRecord | null {
  const session = asObject(value);
  const each = (fields: string[], accepts: (value: unknown) => boolean) =>
    fields.every((field) => accepts(session[field]));
  const isWhole =
    each(TEXT_FIELDS, isText) &&
    each(NUMBER_FIELDS, Number.isFinite) &&
    each(NULLABLE_TEXT_FIELDS, (field) => field === null || isText(field)) &&
    each(NULLABLE_NUMBER_FIELDS, (field) => field === null || Number.isFinite(field)) &&
    each(FLAG_FIELDS, (field) => typeof field === 'boolean') &&
    each(['env', 'tags'], isTextRecord) &&
    isTextList(session.argv) &&
    isTextList(session.streams) &&
    session.streams.length === 3 &&
    isText(asObject(session.author).kind) &&
    Array.isArray(session.disclosures) &&
    Array.isArray(session.notes);
  return isWhole ? (session as unknown as SessionRecord) : null;
}

const asObject = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};

const isText = (value: unknown): value is string => typeof value === 'string';
const isTextList = (value: unknown): value is string[] => Array.isArray(value) && value.every(isText);
const isTextRecord = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(isText);
