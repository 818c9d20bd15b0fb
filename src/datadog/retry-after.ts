/** What a server says about the next try. Pure. */

export interface RetryHeaders {
  status: number;
  /** `Retry-After`: seconds, or a date (RFC 9110, 10.2.3). */
  retryAfter: string | null;
  /** `X-RateLimit-Reset`: seconds until the count begins anew (Datadog, rate limits). */
  rateReset: string | null;
  /** `X-RateLimit-Remaining`: requests until then. */
  rateRemaining: string | null;
}

/** Nobody is kept from trying for longer than this, milliseconds: a header may be wrong by any factor. */
const LONGEST_MS = 60 * 60 * 1000;

/** @returns Milliseconds; null: the server does not say. */
export function parseRetryAfter(headers: RetryHeaders, nowMs: number): number | null {
  const {status, retryAfter, rateReset, rateRemaining} = headers;
  const isUsedUp = status === 429 || parseSeconds(rateRemaining) === 0;
  const waits = [parseWait(retryAfter, nowMs), isUsedUp ? parseSeconds(rateReset) : null].filter(
    (wait) => wait !== null,
  );
  return waits.length === 0 ? null : Math.min(Math.max(...waits), LONGEST_MS);
}

function parseWait(text: string | null, nowMs: number): number | null {
  if (text === null) return null;
  const seconds = parseSeconds(text);
  if (seconds !== null) return seconds;
  // Without a letter it is no date of HTTP, whatever `Date` makes of it.
  const dateMs = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(dateMs) ? null : Math.max(0, dateMs - nowMs);
}

function parseSeconds(text: string | null): number | null {
  return text !== null && /^\s*\d+(\.\d+)?\s*$/.test(text) ? Math.ceil(Number(text) * 1000) : null;
}
