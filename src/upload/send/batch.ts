/** Rendered entries as bodies of requests. Pure but for gzip. */
import {promisify} from 'node:util';
import {gzip} from 'node:zlib';
import type {RequestBody} from '../../datadog/http-client.ts';

const gzipAsync = promisify(gzip);

/**
 * Datadog takes 1000 logs and 5 MB, uncompressed, in one request. Half of it is as quick, and takes half the memory: the
 * next batch is made while one is on its way.
 */
export const LARGEST_BATCH: BatchLimit = {items: 500, bytes: 2_500_000};

/** What one request takes. */
export interface BatchLimit {
  items: number;
  /** Uncompressed. */
  bytes: number;
}

/** Half the time of level 6 for a tenth more bytes, on log text. */
const GZIP_LEVEL = 3;

/** Smaller bodies than this do not gain by it. */
const MIN_GZIP_BYTES = 1_024;

/** One object of a request, and where it came from. */
export interface Item {
  sequence: number;
  /** From 0. */
  part: number;
  /** Nothing of the entry comes behind it. */
  isLast: boolean;
  json: string;
  bytes: number;
}

export const itemOf = (sequence: number, part: number, isLast: boolean, value: unknown): Item => {
  const json = JSON.stringify(value);
  return {sequence, part, isLast, json, bytes: Buffer.byteLength(json)};
};

/** @returns How many of the first items make one request; at least one. */
export function measureBatch(items: readonly Item[], limit: BatchLimit = LARGEST_BATCH): number {
  let bytes = 2;
  let count = 0;
  for (const item of items) {
    bytes += item.bytes + 1;
    if (count > 0 && (count >= limit.items || bytes > limit.bytes)) break;
    count++;
  }
  return count;
}

export const isFullBatch = (items: readonly Item[], limit: BatchLimit = LARGEST_BATCH): boolean =>
  measureBatch(items, limit) < items.length;

/**
 * After a failure: what never arrives in time over a slow line, or is too large for a proxy that cuts the connection
 * instead of saying so, arrives in smaller requests.
 */
export const shrink = ({items, bytes}: BatchLimit): BatchLimit => ({
  items: Math.max(1, Math.floor(items / 2)),
  bytes: Math.max(1, Math.floor(bytes / 2)),
});

export const grow = ({items, bytes}: BatchLimit): BatchLimit => ({
  items: Math.min(LARGEST_BATCH.items, items * 2),
  bytes: Math.min(LARGEST_BATCH.bytes, bytes * 2),
});

/** Makes bodies of batches, one after the other: each is good until the next one is made. */
export class BodyEncoder {
  /** Kept from one batch to the next: what is allocated anew stays in memory until the collector comes by. */
  private buffer = Buffer.alloc(0);

  async array(items: readonly Item[]): Promise<RequestBody> {
    const needed = items.reduce((sum, item) => sum + item.bytes + 1, 1);
    if (this.buffer.length < needed) this.buffer = Buffer.allocUnsafe(needed);
    let end = 0;
    for (const item of items) {
      end += this.buffer.write(end === 0 ? '[' : ',', end);
      end += this.buffer.write(item.json, end);
    }
    this.buffer.write(']', end);
    return encode(this.buffer.subarray(0, needed));
  }
}

export const objectBody = ({json}: Item): Promise<RequestBody> => encode(Buffer.from(json));

async function encode(bytes: Buffer): Promise<RequestBody> {
  if (bytes.length < MIN_GZIP_BYTES) return {bytes, encoding: 'identity'};
  return {bytes: await gzipAsync(bytes, {level: GZIP_LEVEL}), encoding: 'gzip'};
}
