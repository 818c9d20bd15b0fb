/** Buckets of time that people read as such. */
import type {CountOptions, Histogram} from './store.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Milliseconds. */
const WIDTHS = [
  ...[1, 10, 100],
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR),
  ...[1, 2, 7, 14, 28, 91, 182, 364].map((days) => days * DAY),
];

/**
 * @param found First and last start of what matches; null: nothing does.
 * @param wantedBuckets About so many.
 */
export function emptyHistogram(
  {startedAfterMs, startedBeforeMs}: CountOptions,
  found: {firstMs: number; lastMs: number} | null,
  wantedBuckets: number,
  nowMs: number,
): Histogram {
  const endMs = startedBeforeMs ?? (found === null ? nowMs : found.lastMs + 1);
  const beginMs = Math.min(startedAfterMs ?? found?.firstMs ?? endMs - HOUR, endMs);
  const ideal = Math.max(1, (endMs - beginMs) / Math.max(1, Math.floor(wantedBuckets)));
  const bucketMs = WIDTHS.find((width) => width >= ideal) ?? Math.ceil(ideal / DAY) * DAY;
  // Days begin at midnight where the user is.
  const offsetMs = bucketMs >= HOUR ? new Date(beginMs).getTimezoneOffset() * MINUTE : 0;
  const fromMs = Math.floor((beginMs - offsetMs) / bucketMs) * bucketMs + offsetMs;
  const count = Math.max(1, Math.ceil((endMs - fromMs) / bucketMs));
  const buckets = Array.from({length: count}, (_, index) => ({
    startMs: fromMs + index * bucketMs,
    count: 0,
    failed: 0,
  }));
  return {fromMs, toMs: fromMs + count * bucketMs, bucketMs, buckets, isExact: true};
}
