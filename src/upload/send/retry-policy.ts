/** How long to wait before the next try. Pure. */

/** As Datadog's Agent does it: 1 s, doubled with each failure, at most two minutes. */
const BASE_MS = 1_000;
const LONGEST_MS = 120_000;

/**
 * @param failures In a row, from 1.
 * @param retryAfterMs What the server asks for; it is never waited for less.
 * @param random From 0 to 1: half of the time is left to chance, so that a fleet does not come back at once.
 */
export function delayAfter(failures: number, retryAfterMs: number | null, random: number): number {
  const fullMs = Math.min(LONGEST_MS, BASE_MS * 2 ** Math.min(failures - 1, 30));
  const backOffMs = fullMs / 2 + (fullMs / 2) * random;
  if (retryAfterMs === null) return backOffMs;
  return Math.max(backOffMs, retryAfterMs + BASE_MS * random);
}
