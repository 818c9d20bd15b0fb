/** Rendered entries as bodies of requests. Pure but for gzip. */
import {promisify} from 'node:util';
import {gzip} from 'node:zlib';
import type {RequestBody} from '../../datadog/http-client.ts';

const gzipAsync = promisify(gzip);

/** Datadog takes 1000 logs and 5 MB, uncompressed, in one request; the margin is for what a proxy may add. */
const MAX_ITEMS = 900;
const MAX_BYTES = 4_250_000;

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
export function measureBatch(items: readonly Item[]): number {
  let bytes = 2;
  let count = 0;
  for (const item of items) {
    bytes += item.bytes + 1;
    if (count > 0 && (count >= MAX_ITEMS || bytes > MAX_BYTES)) break;
    count++;
  }
  return count;
}

export const isFullBatch = (items: readonly Item[]): boolean => measureBatch(items) < items.length;

export const arrayBody = (items: readonly Item[]): Promise<RequestBody> =>
  encode(`[${items.map(({json}) => json).join(',')}]`);

export const objectBody = ({json}: Item): Promise<RequestBody> => encode(json);

async function encode(json: string): Promise<RequestBody> {
  const bytes = Buffer.from(json);
  if (bytes.length < MIN_GZIP_BYTES) return {bytes, encoding: 'identity'};
  return {bytes: await gzipAsync(bytes, {level: GZIP_LEVEL}), encoding: 'gzip'};
}
