/** Records as `--json` shows them: times in ISO 8601 UTC beside the microseconds of the replay. */
import type {EventRecord, LogRecord, SessionRecord} from '../../store/records.ts';
import type {EventHit, LogHit, Tombstone} from '../../store/store.ts';
import {formatArgv} from '../command-line.ts';
import {printable} from './printable.ts';
import {formatOffset, isoTime} from './time.ts';

export function sessionJson({startedAtMs, endedAtMs, ...rest}: SessionRecord) {
  return {
    ...rest,
    startedAt: isoTime(startedAtMs),
    endedAt: endedAtMs === null ? null : isoTime(endedAtMs),
  };
}

export function eventJson({startedAtMs, ...rest}: EventRecord) {
  const durationUs = rest.endUs === null ? null : rest.endUs - rest.startUs;
  return {...rest, startedAt: isoTime(startedAtMs), durationUs};
}

export function logJson({startedAtMs, ...rest}: LogRecord) {
  return {...rest, startedAt: isoTime(startedAtMs)};
}

export function eventHitJson({event, session}: EventHit) {
  const {command, user, host, author} = session;
  return {
    ...eventJson(event),
    session: {command, user, host, author},
    replay: playCommand(event.sessionId, event.startUs),
  };
}

export function logHitJson({log, session, event, lines}: LogHit) {
  const {command, user, host, author} = session;
  return {
    ...logJson(log),
    matchedLines: lines.map((line) => ({line, elapsedUs: lineTimeUs(log, line)})),
    commandLine: event?.commandLine ?? null,
    exitStatus: event?.exitStatus ?? null,
    session: {command, user, host, author},
    replay: playHit(log.sessionId, {log, lines, session}),
  };
}

export function tombstoneJson({startedAtMs, deletedAtMs, ...rest}: Tombstone) {
  return {...rest, state: 'deleted', startedAt: isoTime(startedAtMs), deletedAt: isoTime(deletedAtMs)};
}

/** When the line was on the screen, as far as it is noted. */
export function lineTimeUs(log: Pick<LogRecord, 'startUs' | 'lineTimes'>, line: number): number {
  return log.lineTimes.findLast(([at]) => at <= line)?.[1] ?? log.startUs;
}

/** The moment a hit leads to: that of the first line that matched. */
export function hitTimeUs({log, lines}: Pick<LogHit, 'log' | 'lines'>): number {
  const [first] = lines;
  return first === undefined ? log.startUs : lineTimeUs(log, first);
}

/** So much of a line finds it again. */
const MAX_LINE_CHARS = 60;
const DEFAULT_ROWS = 24;

/** The command that leads to a hit: to the line itself where what was written in the same moment pushed it off the screen. */
export function playHit(sessionId: string, {log, lines, session}: Pick<LogHit, 'log' | 'lines' | 'session'>): string {
  const all = log.text.split('\n');
  const [line = 0] = lines;
  const next = log.lineTimes.find(([timed]) => timed > line)?.[0] ?? all.length;
  const isPushedOff = lines.length > 0 && next - line >= (session.rows || DEFAULT_ROWS);
  return playCommand(sessionId, hitTimeUs({log, lines}), isPushedOff ? all[line] : '');
}

function playCommand(sessionId: string, elapsedUs: number, line = ''): string {
  const begin = printable(line.trim().slice(0, MAX_LINE_CHARS)).trim();
  const at = begin === '' ? formatOffset(elapsedUs) : `${formatOffset(elapsedUs)}/${begin}`;
  return `ddcoterm play ${sessionId} --at ${formatArgv([at])}`;
}
