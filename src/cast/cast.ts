/**
 * Events of a session as lines of asciicast v3, and back. Pure. Bytes that were no UTF-8 stand in the text as lone
 * surrogates (`redact/redacted.ts`); JSON writes those as `\udcXX`, so a file is valid UTF-8 and loses nothing.
 */
import type {ProcessRemark, RedactedEvent, RedactedText} from '../redact/redacted.ts';
import {CastCode} from './codes.ts';
import {isCount, isSize, parseComment, parseJson, parseObject} from './comments.ts';

export {CastCode} from './codes.ts';
export {
  type CastComment,
  encodeKeyframe,
  encodeMemberStart,
  encodeRedaction,
  encodeSafe,
  parseComment,
} from './comments.ts';
export {type CastHeader, encodeCastHeader, parseCastHeader} from './header.ts';

export type CastEvent = RedactedEvent;

const US_PER_SECOND = 1_000_000;
const PROCESS_REMARKS: readonly ProcessRemark[] = ['forked', 'replaced', 'argv-cut', 'argv-unknown'];
const RESIZE = /^(\d{1,5})x(\d{1,5})$/;

/** Intervals are differences of whole microseconds, so that they add up to the true time however many there are. */
export class CastEncoder {
  private lastUs: number;

  /** @param startUs Time of the event before the first one: 0, or where the member before ended. */
  constructor(startUs: number) {
    this.lastUs = Math.round(startUs);
  }

  /** @returns One line with its line end. An event older than the one before is written at that one's time. */
  encode(event: CastEvent): string {
    return this.line(event.elapsedUs, ...codeAndData(event));
  }

  /** A label, as players show on their seek bar. */
  encodeMarker(elapsedUs: number, label: string): string {
    return this.line(elapsedUs, CastCode.Marker, label);
  }

  private line(elapsedUs: number, code: string, data: string): string {
    const us = Math.max(this.lastUs, Math.round(elapsedUs));
    const interval = us - this.lastUs;
    this.lastUs = us;
    return `[${renderSeconds(interval)}, "${code}", ${JSON.stringify(data)}]\n`;
  }
}

const renderSeconds = (us: number): string =>
  `${Math.floor(us / US_PER_SECOND)}.${String(us % US_PER_SECOND).padStart(6, '0')}`;

function codeAndData(event: CastEvent): [code: string, data: string] {
  switch (event.kind) {
    case 'output':
      return [CastCode.Output, event.text];
    case 'input':
      return [CastCode.Input, event.text];
    case 'resize':
      return [CastCode.Resize, `${event.columns}x${event.rows}`];
    case 'echo':
      return [CastCode.Echo, event.on ? 'on' : 'off'];
    case 'suspend':
    case 'resume':
      return [CastCode.Job, event.kind];
    case 'capture':
      return [String(event.descriptor), event.text];
    case 'process-started': {
      const {kind, elapsedUs, ...facts} = event;
      return [CastCode.ProcessStarted, JSON.stringify(facts)];
    }
    case 'process-ended': {
      const {kind, elapsedUs, ...facts} = event;
      return [CastCode.ProcessEnded, JSON.stringify(facts)];
    }
    case 'note':
      return [CastCode.Note, JSON.stringify([event.code, event.detail])];
    case 'end': {
      const {exitStatus, signal} = event;
      if (isCount(exitStatus) && signal === null) return [CastCode.Exit, String(exitStatus)];
      return [CastCode.Killed, JSON.stringify({exitStatus, signal})];
    }
  }
}

/** Reads lines one by one; what is broken or unknown is skipped, and time goes on as far as the line tells it. */
export class CastDecoder {
  /** Lines that were neither a comment nor an event of the format. Codes that others defined are not counted. */
  brokenLines = 0;
  private lastUs: number;

  /** @param startUs As given to the encoder; a `#ddcoterm` comment among the lines sets it anew. */
  constructor(startUs: number) {
    this.lastUs = startUs;
  }

  /**
   * @param line Without or with its line end. The header, too, may be pushed.
   * @returns Null for comments, the header, markers, codes of others and broken lines.
   */
  push(line: string): CastEvent | null {
    const text = line.trim();
    if (text === '') return null;
    if (text.startsWith('#')) this.readComment(text);
    else if (!text.startsWith('{')) return this.readEvent(text);
    return null;
  }

  private readComment(text: string): void {
    const comment = parseComment(text);
    if (comment?.kind === 'member') this.lastUs = comment.startUs;
  }

  private readEvent(text: string): CastEvent | null {
    const fields = parseEventLine(text);
    if (fields === null) {
      this.brokenLines++;
      return null;
    }
    const elapsedUs = this.lastUs + Math.round(fields.intervalSeconds * US_PER_SECOND);
    const event = isCount(elapsedUs) ? eventOf(fields.code, fields.data, elapsedUs) : null;
    this.lastUs = Math.min(elapsedUs, Number.MAX_SAFE_INTEGER);
    if (event === null) this.brokenLines++;
    return event === 'foreign' ? null : event;
  }
}

/** 1000 years: a longer pause is a broken number, and the sum stays a safe integer of microseconds. */
const MAX_INTERVAL_SECONDS = 1000 * 365 * 86_400;

function parseEventLine(text: string): {intervalSeconds: number; code: string; data: string} | null {
  const value = parseJson(text);
  if (!Array.isArray(value) || value.length < 3) return null;
  const [intervalSeconds, code, data] = value as unknown[];
  const isInterval =
    typeof intervalSeconds === 'number' && intervalSeconds >= 0 && intervalSeconds <= MAX_INTERVAL_SECONDS;
  if (!isInterval || typeof code !== 'string' || typeof data !== 'string') return null;
  return {intervalSeconds, code, data};
}

/** @returns Null: the data does not fit the code. `foreign`: a marker, or a code that is not in our table. */
function eventOf(code: string, data: string, elapsedUs: number): CastEvent | 'foreign' | null {
  const text = data as RedactedText;
  switch (code) {
    case CastCode.Output:
      return {kind: 'output', elapsedUs, text};
    case CastCode.Input:
      return {kind: 'input', elapsedUs, text};
    case CastCode.Resize:
      return resizeOf(data, elapsedUs);
    case CastCode.Echo:
      return data === 'on' || data === 'off' ? {kind: 'echo', elapsedUs, on: data === 'on'} : null;
    case CastCode.Job:
      return data === 'suspend' || data === 'resume' ? {kind: data, elapsedUs} : null;
    case CastCode.Stdin:
    case CastCode.Stdout:
    case CastCode.Stderr:
      return {kind: 'capture', elapsedUs, descriptor: Number(code) as 0 | 1 | 2, text};
    case CastCode.ProcessStarted:
      return processStartedOf(parseObject(data), elapsedUs);
    case CastCode.ProcessEnded: {
      const fields = parseObject(data);
      const ending = endingOf(fields);
      return ending !== null && isCount(fields?.pid)
        ? {kind: 'process-ended', elapsedUs, pid: fields.pid, ...ending, ...momentOf(fields)}
        : null;
    }
    case CastCode.Note:
      return noteOf(data, elapsedUs);
    case CastCode.Exit:
      return /^\d{1,16}$/.test(data) ? {kind: 'end', elapsedUs, exitStatus: Number(data), signal: null} : null;
    case CastCode.Killed: {
      const ending = endingOf(parseObject(data));
      return ending === null ? null : {kind: 'end', elapsedUs, ...ending};
    }
    default:
      return 'foreign';
  }
}

function resizeOf(data: string, elapsedUs: number): CastEvent | null {
  const match = RESIZE.exec(data);
  const columns = Number(match?.[1]);
  const rows = Number(match?.[2]);
  return isSize(columns) && isSize(rows) ? {kind: 'resize', elapsedUs, columns, rows} : null;
}

function processStartedOf(fields: Record<string, unknown> | null, elapsedUs: number): CastEvent | null {
  if (fields === null) return null;
  const {pid, parentPid, executable, argv, cwd, uid, effectiveUid} = fields;
  const numbersFit = isCount(pid) && isCount(parentPid) && isCount(uid) && isCount(effectiveUid);
  if (!numbersFit || !isText(executable) || !isText(cwd) || !Array.isArray(argv) || !argv.every(isText)) return null;
  return {
    kind: 'process-started',
    elapsedUs,
    pid,
    parentPid,
    executable,
    argv,
    cwd,
    uid,
    effectiveUid,
    ...momentOf(fields),
    ...(fields.isCommand === true && {isCommand: true}),
    ...(Array.isArray(fields.remarks) && {remarks: PROCESS_REMARKS.filter((word) => isAmong(fields.remarks, word))}),
  };
}

const momentOf = ({atUs}: Record<string, unknown>): {atUs?: number} => (isCount(atUs) ? {atUs} : {});
const isAmong = (list: unknown, word: string): boolean => (list as unknown[]).includes(word);

function noteOf(data: string, elapsedUs: number): CastEvent | null {
  const fields = parseJson(data);
  if (!Array.isArray(fields)) return null;
  const [code, detail] = fields as unknown[];
  return typeof code === 'string' && isText(detail) ? {kind: 'note', elapsedUs, code, detail} : null;
}

function endingOf(fields: Record<string, unknown> | null): {exitStatus: number | null; signal: string | null} | null {
  if (fields === null) return null;
  const {exitStatus, signal} = fields;
  if (exitStatus !== null && !Number.isSafeInteger(exitStatus)) return null;
  if (signal !== null && typeof signal !== 'string') return null;
  return {exitStatus: exitStatus as number | null, signal};
}

const isText = (value: unknown): value is RedactedText => typeof value === 'string';
