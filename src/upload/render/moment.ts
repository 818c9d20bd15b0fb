/** Times of an entry, and the link to its moment in the replay. Pure. */

/** Datadog takes nothing older than 18 hours; an hour is left for the way. */
export const OLDEST_MS = 17 * 60 * 60 * 1000;

/** Clocks that are set while a command runs differ by so much without anybody's fault. */
const AHEAD_MS = 1_000;

export interface SendTime {
  /** Milliseconds since 1970, as they are sent. */
  timestampMs: number;
  /** Where that is the time of sending, the one that was recorded. */
  trueTimestampMs: number | null;
  /** Why it is not sent: too old, or of a clock that was ahead. */
  mark: 'late' | 'ahead' | null;
}

/** Nothing older than receivers take, nothing that is still to come. */
export function timeToSend(timestampMs: number, nowMs: number): SendTime {
  const recorded = Math.round(timestampMs);
  const now = Math.round(nowMs);
  if (now - recorded > OLDEST_MS) return {timestampMs: now, trueTimestampMs: recorded, mark: 'late'};
  if (recorded - now > AHEAD_MS) return {timestampMs: now, trueTimestampMs: recorded, mark: 'ahead'};
  return {timestampMs: Math.min(recorded, now), trueTimestampMs: null, mark: null};
}

/** Dates beyond those that ISO 8601 has are told in milliseconds. */
export function isoTime(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? String(ms) : date.toISOString();
}

/** As `ddcoterm ui` has it: `/sessions/ID?t=SECONDS`. */
export function replayLink(replayUrl: string, sessionId: string, elapsedUs: number): string {
  const seconds = Math.floor(elapsedUs / 1000) / 1000;
  return `${replayUrl.replace(/\/+$/, '')}/sessions/${sessionId}${seconds > 0 ? `?t=${seconds}` : ''}`;
}

/** When the line was drawn. @param lineTimes Rising, not for every line. */
export function timeOfLine(lineTimes: readonly [line: number, elapsedUs: number][], line: number): number | null {
  let found: number | null = null;
  for (const [number, elapsedUs] of lineTimes) {
    if (number > line) break;
    found = elapsedUs;
  }
  return found;
}
