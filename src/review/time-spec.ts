/** Times as users type them: ages (`1h`), dates, moments of a recording (`1:23`, `50%`, `#3`). */
import {positionMalformed, positionOutside, timeMalformed} from './errors.ts';

const UNIT_MS: Record<string, number> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};
const DURATION = /^(?:\d+(?:\.\d+)?(?:ms|[smhdw]))+$/;
const CLOCK = /^([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.\d+)?)?$/;
const OFFSET = /^(?:(\d+):)?(\d+):([0-5]?\d(?:\.\d+)?)$/;
const SECONDS = /^\d+(?:\.\d+)?$/;
const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/;
const ISO_TIME = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/;
const DAY_MS = 86_400_000;

/** @returns Milliseconds of `90s`, `1h30m`, `1.5d`; null for anything else. */
export function parseDuration(text: string): number | null {
  if (!DURATION.test(text)) return null;
  let ms = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhdw])/g)) ms += Number(amount) * UNIT_MS[unit!]!;
  return ms;
}

/**
 * A point on the wall clock: an age (`1h`), `now`, `today`, `yesterday`, a clock time (`14:05`, the last one that was), a
 * date or an ISO time; without a zone it is local.
 *
 * @param option Named in the message: `--since`.
 * @returns Milliseconds since 1970.
 * @throws {DdcotermError} TIME_MALFORMED.
 */
export function parseMoment(option: string, text: string, nowMs: number): number {
  const age = parseDuration(text);
  if (age !== null) return nowMs - age;
  if (text === 'now') return nowMs;
  if (text === 'today') return midnight(nowMs);
  if (text === 'yesterday') return midnight(midnight(nowMs) - DAY_MS / 2);
  const clock = clockTimeOn(text, nowMs);
  if (clock !== null) return clock <= nowMs ? clock : clock - DAY_MS;
  const moment = parseIso(text);
  if (moment !== null) return moment;
  throw timeMalformed(option, text, 'an age (30m, 2h, 7d), a clock time (14:05), a date or an ISO time');
}

/** What a position is relative to. */
export interface PositionScope {
  startedAtMs: number;
  durationUs: number;
  /** Start of each command, rising. */
  commandStartsUs: readonly number[];
}

/**
 * A moment of a recording: `1:23`, `83s`, `83`, `1h2m`, `50%`, `#3`, `@14:05`, an ISO time. An offset behind the end that
 * is a clock time within the session is taken as that.
 *
 * @returns Microseconds from the session's start, within the recording.
 * @throws {DdcotermError} TIME_MALFORMED, or POSITION_OUTSIDE: the session has no such command or moment.
 */
export function parsePosition(text: string, scope: PositionScope): number {
  if (text.startsWith('#')) return commandPosition(text, scope);
  const percent = /^(\d+(?:\.\d+)?)%$/.exec(text);
  if (percent) return Math.round((Math.min(100, Number(percent[1])) / 100) * scope.durationUs);
  const wallMs = text.startsWith('@') ? clockOfSession(text.slice(1), scope) : parseIso(text);
  if (wallMs !== null) return wallPosition(text, wallMs, scope);
  const offsetUs = parseOffset(text);
  if (offsetUs === null) throw positionMalformed(text);
  if (offsetUs <= scope.durationUs) return offsetUs;
  const clockMs = clockOfSession(text, scope);
  if (clockMs !== null && isWithin(clockMs, scope)) return wallPosition(text, clockMs, scope);
  return scope.durationUs;
}

/** `0:08.9/pod-1 ready`: the moment at which this line was written, near the time before the slash. */
export function splitPosition(at: string): {moment: string; line: string} {
  const [moment = '', ...line] = at.split('/');
  return {moment, line: line.join('/').trim()};
}

function commandPosition(text: string, scope: PositionScope): number {
  const number = /^#\d+$/.test(text) ? Number(text.slice(1)) : 0;
  const startUs = scope.commandStartsUs[number - 1];
  if (startUs !== undefined) return startUs;
  const count = scope.commandStartsUs.length;
  throw positionOutside(text, count === 0 ? 'the session has no commands' : `its commands are #1 to #${count}`);
}

function wallPosition(text: string, wallMs: number, scope: PositionScope): number {
  if (isWithin(wallMs, scope)) return Math.max(0, Math.round((wallMs - scope.startedAtMs) * 1000));
  const endMs = scope.startedAtMs + scope.durationUs / 1000;
  const range = `${new Date(scope.startedAtMs).toISOString()} to ${new Date(endMs).toISOString()}`;
  throw positionOutside(text, `the session ran from ${range}`);
}

/** A second of grace at both ends: nobody types milliseconds. */
function isWithin(wallMs: number, scope: PositionScope): boolean {
  return wallMs >= scope.startedAtMs - 1000 && wallMs <= scope.startedAtMs + scope.durationUs / 1000 + 1000;
}

function parseOffset(text: string): number | null {
  const duration = parseDuration(text);
  if (duration !== null) return Math.round(duration * 1000);
  if (SECONDS.test(text)) return Math.round(Number(text) * 1_000_000);
  const offset = OFFSET.exec(text);
  if (!offset) return null;
  const [, hours = '0', minutes, seconds] = offset;
  return Math.round((Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1_000_000);
}

/** The clock time on the session's first day, or on the next where the session was not yet running. */
function clockOfSession(text: string, scope: PositionScope): number | null {
  const onFirstDay = clockTimeOn(text, scope.startedAtMs);
  if (onFirstDay === null) return null;
  return onFirstDay < scope.startedAtMs - 60_000 ? onFirstDay + DAY_MS : onFirstDay;
}

function clockTimeOn(text: string, dayMs: number): number | null {
  const clock = CLOCK.exec(text);
  if (!clock) return null;
  return new Date(dayMs).setHours(Number(clock[1]), Number(clock[2]), Number(clock[3] ?? 0), 0);
}

function parseIso(text: string): number | null {
  // `new Date` takes a bare date as UTC; users mean their own day.
  if (!ISO_DATE.test(text) && !ISO_TIME.test(text)) return null;
  const ms = new Date(ISO_DATE.test(text) ? `${text}T00:00` : text).getTime();
  return Number.isNaN(ms) ? null : ms;
}

const midnight = (ms: number): number => new Date(ms).setHours(0, 0, 0, 0);
