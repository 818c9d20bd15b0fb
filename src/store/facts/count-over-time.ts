/** When the selected rows started, and which of them failed. */
import {emptyHistogram} from '../histogram.ts';
import type {Scope} from '../query-fields.ts';
import type {CountOptions, Histogram} from '../store.ts';
import type {FactTables} from './leaf.ts';
import type {Selection} from './selection.ts';
import type {Dictionaries} from './session-facts.ts';
import {fillByStatus} from './status.ts';

export interface HistogramRequest {
  scope: Scope;
  options: CountOptions;
  wantedBuckets: number;
  nowMs: number;
}

export function countOverTime(
  {scope, options, wantedBuckets, nowMs}: HistogramRequest,
  tables: FactTables,
  dictionaries: Dictionaries,
  selection: Selection,
): Histogram {
  const {startedAtMs} = tables.rows.numbers;
  const histogram = emptyHistogram(options, boundsOf(selection, startedAtMs), wantedBuckets, nowMs);
  const {fromMs, bucketMs, buckets} = histogram;
  const looked = new Float64Array(buckets.length);
  const counts = new Float64Array(buckets.length);
  const failures = new Float64Array(buckets.length);
  const fillFailed = fillByStatus(scope, tables, dictionaries, (word) => word === 'error');
  const {bits, bounds} = selection;
  const failed = new Uint8Array(bits.length);
  selection.forEachRun((start, end) => {
    fillFailed(failed.subarray(start, end), bounds.start + start, bounds.start + end);
    for (let index = start; index < end; index++) {
      const bucket = Math.floor((startedAtMs[bounds.start + index]! - fromMs) / bucketMs);
      looked[bucket]!++;
      if (bits[index] !== 1) continue;
      counts[bucket]!++;
      failures[bucket]! += failed[index]!;
    }
  });
  const scale = selection.isWhole ? null : scales(selection, startedAtMs, looked, {fromMs, bucketMs});
  for (const [index, bucket] of buckets.entries()) {
    bucket.count = Math.round(counts[index]! * (scale?.[index] ?? 1));
    bucket.failed = Math.round(failures[index]! * (scale?.[index] ?? 1));
  }
  histogram.isExact = selection.isWhole;
  return histogram;
}

/** First and last start of what is selected; of a sample: of what could be. */
function boundsOf(selection: Selection, startedAtMs: Float64Array): {firstMs: number; lastMs: number} | null {
  const {bits, bounds, isWhole} = selection;
  let firstMs = Number.POSITIVE_INFINITY;
  let lastMs = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < bits.length; index++) {
    if (isWhole && bits[index] !== 1) continue;
    const ms = startedAtMs[bounds.start + index]!;
    if (ms < firstMs) firstMs = ms;
    if (ms > lastMs) lastMs = ms;
  }
  return firstMs > lastMs ? null : {firstMs, lastMs};
}

/** By bucket: all its rows for each that was looked at. */
function scales(
  {bits, bounds}: Selection,
  startedAtMs: Float64Array,
  looked: Float64Array,
  {fromMs, bucketMs}: {fromMs: number; bucketMs: number},
): number[] {
  const all = new Float64Array(looked.length);
  for (let index = 0; index < bits.length; index++) {
    all[Math.floor((startedAtMs[bounds.start + index]! - fromMs) / bucketMs)]!++;
  }
  return Array.from(looked, (count, bucket) => (count === 0 ? 0 : all[bucket]! / count));
}
