/** Records as `--json` shows them: times in ISO 8601 UTC beside the microseconds of the replay. */
import type {EventRecord, LogRecord, SessionRecord} from '../../store/records.ts';
import type {EventHit, LogHit, Tombstone} from '../../store/store.ts';
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
    replay: replayOf(event.sessionId, event.startUs),
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
    replay: replayOf(log.sessionId, hitTimeUs({log, lines})),
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

const replayOf = (sessionId: string, elapsedUs: number) => `ddcoterm play ${sessionId} --at ${formatOffset(elapsedUs)}`;
