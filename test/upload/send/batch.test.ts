import {gunzipSync} from 'node:zlib';
import {judge} from '../../../src/upload/send/answer.ts';
import {
  BodyEncoder,
  grow,
  itemOf,
  LARGEST_BATCH,
  measureBatch,
  objectBody,
  shrink,
} from '../../../src/upload/send/batch.ts';
import {outcomeOf} from '../../../src/upload/send/outcome.ts';

const items = (count: number, chars: number) =>
  Array.from({length: count}, (_, index) => itemOf(index, 0, true, {message: 'é'.repeat(chars)}));

describe('batches', () => {
  test('stay below a thousand entries and five megabytes, and hold at least one', () => {
    expect(measureBatch(items(2_000, 1))).toBeLessThan(1_000);
    const large = items(50, 100_000);
    const count = measureBatch(large);
    expect(count * 200_000).toBeLessThan(5_000_000);
    expect(count).toBeGreaterThan(5);
    expect(measureBatch(items(3, 4_000_000))).toBe(1);
  });

  test('are halved by a failure, down to one entry, and grow again', () => {
    let limit = LARGEST_BATCH;
    for (let failures = 0; failures < 40; failures++) limit = shrink(limit);
    expect(measureBatch(items(9, 100), limit)).toBe(1);
    for (let successes = 0; successes < 40; successes++) limit = grow(limit);
    expect(limit).toEqual(LARGEST_BATCH);
  });

  test('are JSON, compressed where it pays', async () => {
    const encoder = new BodyEncoder();
    const small = items(2, 3);
    expect(await encoder.array(small)).toMatchObject({
      encoding: 'identity',
      bytes: Buffer.from('[{"message":"ééé"},{"message":"ééé"}]'),
    });
    const large = await encoder.array(items(3, 2_000));
    expect(large.encoding).toBe('gzip');
    expect(JSON.parse(gunzipSync(large.bytes).toString())).toHaveLength(3);
    expect((await objectBody(small[0]!)).bytes.toString()).toBe('{"message":"ééé"}');
  });
});

describe('judge', () => {
  test.each([
    ...[200, 202, 204].map((status) => [status, 'accepted']),
    ...[400, 413, 422].map((status) => [status, 'refused']),
    ...[401, 403].map((status) => [status, 'key-refused']),
    ...[301, 404, 405, 408, 409, 418, 429, 500, 502, 503, 504, 599].map((status) => [status, 'later']),
  ] as const)('takes %i for %s', (status, verdict) => {
    expect(judge(status as number)).toBe(verdict);
  });
});

describe('outcomeOf', () => {
  test('lets whole entries go, and remembers the part of others', () => {
    const batch = [itemOf(1, 0, true, 0), itemOf(2, 0, false, 0), itemOf(2, 1, false, 0)];
    expect(outcomeOf(batch, null)).toEqual({delivered: [1], progressed: [{sequence: 2, firstPart: 2}], refused: []});
  });

  test('sets aside a whole entry, or the part alone', () => {
    expect(outcomeOf([itemOf(1, 0, true, 0)], 'why')).toMatchObject({
      delivered: [1],
      refused: [{sequence: 1, part: null, reason: 'why'}],
    });
    expect(outcomeOf([itemOf(2, 3, false, 0)], 'why')).toMatchObject({
      ...{delivered: [], progressed: [{sequence: 2, firstPart: 4}], refused: [{sequence: 2, part: 3, reason: 'why'}]},
    });
    expect(outcomeOf([itemOf(2, 4, true, 0)], 'why')).toMatchObject({
      delivered: [2],
      refused: [{sequence: 2, part: 4, reason: 'why'}],
    });
  });
});
