/** When the selected rows started, and which of them failed. */
import {emptyHistogram} from '../histogram.ts';
import type {Scope} from '../query-fields.ts';
import type {CountOptions, Histogram} from '../store.ts';
import type {FactTables} from './leaf.ts';
import type {Selection} from './selection.ts';
import type {Dictionaries} from './session-facts.ts';
import {statusTest} from './status.ts';

export interface HistogramRequest {
  scope: Scope;
  options: CountOptions;
  wantedBuckets: number;
  nowMs: number;
}

/** @param rows Those of the selection. */
export function countOverTime(
  {scope, options, wantedBuckets, nowMs}: HistogramRequest,
  tables: FactTables,
  dictionaries: Dictionaries,
  selection: Selection,
  rows: Int32Array,
): Histogram {
  const {startedAtMs} = tables.rows.numbers;
  const histogram = emptyHistogram(options, boundsOf(selection, rows, startedAtMs), wantedBuckets, nowMs);
  const {fromMs, bucketMs, buckets} = histogram;
  const bucketOf = (row: number) => Math.floor((startedAtMs[row]! - fromMs) / bucketMs);
  const counts = new Float64Array(buckets.length);
  const failures = new Float64Array(buckets.length);
  const isFailed = failedTest(scope, tables, dictionaries);
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index]!;
    const bucket = Math.floor((startedAtMs[row]! - fromMs) / bucketMs);
    counts[bucket]!++;
    if (isFailed(row) === 1) failures[bucket]!++;
  }
  const scales = selection.isWhole ? null : scalesOf(selection, buckets.length, bucketOf);
  for (const [index, bucket] of buckets.entries()) {
    bucket.count = Math.round(counts[index]! * (scales?.[index] ?? 1));
    bucket.failed = Math.round(failures[index]! * (scales?.[index] ?? 1));
  }
  histogram.isExact = selection.isWhole;
  return histogram;
}

function failedTest(scope: Scope, {rows, sessions}: FactTables, dictionaries: Dictionaries): (row: number) => number {
  const test = statusTest(dictionaries, (word) => word === 'error');
  const {exit, signal, session, kind} = rows.codes;
  const ofSessions = Uint8Array.from({length: sessions.count}, (_, ordinal) =>
    test(sessions.codes.exit[ordinal]!, sessions.codes.signal[ordinal]!),
  );
  if (scope === 'sessions') return (row) => ofSessions[session[row]!]!;
  const byExit = Uint8Array.from(dictionaries.exit.values, (_, code) => test(code, 0));
  return (row) => {
    if (kind[row] === 0) return ofSessions[session[row]!]!;
    return signal[row] === 0 ? byExit[exit[row]!]! : 1;
  };
}

/** First and last start of what is selected; of a sample: of all that could be. */
function boundsOf(
  {bounds, isWhole}: Selection,
  rows: Int32Array,
  startedAtMs: Float64Array,
): {firstMs: number; lastMs: number} | null {
  let firstMs = Number.POSITIVE_INFINITY;
  let lastMs = Number.NEGATIVE_INFINITY;
  const note = (ms: number) => {
    if (ms < firstMs) firstMs = ms;
    if (ms > lastMs) lastMs = ms;
  };
  if (isWhole) for (let index = 0; index < rows.length; index++) note(startedAtMs[rows[index]!]!);
  else for (let row = bounds.start; row < bounds.end; row++) note(startedAtMs[row]!);
  return firstMs > lastMs ? null : {firstMs, lastMs};
}

/** By bucket: all its rows for each that was looked at. */
function scalesOf(selection: Selection, buckets: number, bucketOf: (row: number) => number): number[] {
  const all = new Float64Array(buckets);
  for (let row = selection.bounds.start; row < selection.bounds.end; row++) all[bucketOf(row)]!++;
  const looked = new Float64Array(buckets);
  selection.forEachRun((start, end) => {
    for (let row = start; row < end; row++) looked[bucketOf(row)]!++;
  });
  return Array.from(looked, (count, bucket) => (count === 0 ? 0 : all[bucket]! / count));
}
