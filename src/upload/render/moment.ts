/** Times of an entry, and the link to its moment in the replay. Pure. */

/** Datadog takes nothing older than 18 hours; an hour is left for the way. */
export const OLDEST_MS = 17 * 60 * 60 * 1000;

export interface SendTime {
  /** Milliseconds since 1970, as they are sent. */
  timestampMs: number;
  /** Where that is the time of sending, the true one. */
  trueTimestampMs: number | null;
}

/** @param oldestMs Age of what the receiver still takes; null: any. */
export function timeToSend(timestampMs: number, nowMs: number, oldestMs: number | null): SendTime {
  const rounded = Math.round(timestampMs);
  if (oldestMs === null || nowMs - timestampMs <= oldestMs) return {timestampMs: rounded, trueTimestampMs: null};
  return {timestampMs: Math.round(nowMs), trueTimestampMs: rounded};
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
