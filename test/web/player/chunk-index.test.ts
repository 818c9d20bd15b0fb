import fc from 'fast-check';
import {ChunkIndex} from '../../../src/web/player/chunk-index.ts';

const index = new ChunkIndex([
  {sequence: 0, startUs: 0},
  {sequence: 10, startUs: 5_000_000},
  {sequence: 12, startUs: 9_000_000},
]);

describe('ChunkIndex', () => {
  test.each([
    [0, 0],
    [4_999_999, 0],
    [5_000_000, 1],
    [8_999_999, 1],
    [1e12, 2],
  ])('finds for %d µs chunk %d', (us, chunk) => {
    expect(index.indexAt(us)).toBe(chunk);
  });

  test('finds the chunk of a member', () => {
    expect([0, 9, 10, 11, 12, 99].map((sequence) => index.indexOf(sequence))).toEqual([0, 0, 1, 1, 2, 2]);
  });

  test('says which members belong to a chunk', () => {
    expect(index.chunk(1)).toEqual({sequence: 10, startUs: 5_000_000, lastSequence: 11});
    expect(index.chunk(2).lastSequence).toBeNull();
    expect(() => index.chunk(3)).toThrow(RangeError);
  });

  test('begins with a blank screen where the recording says nothing', () => {
    expect(new ChunkIndex([]).chunk(0)).toEqual({sequence: 0, startUs: 0, lastSequence: null});
    expect(new ChunkIndex([{sequence: 7, startUs: 3}]).chunk(0)).toEqual({sequence: 0, startUs: 0, lastSequence: 6});
  });

  test('covers every member once, however the keyframes are told', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(1000), {minLength: 1}), (sequences) => {
        const entries = sequences.map((sequence) => ({sequence, startUs: sequence * 10}));
        const chunks = new ChunkIndex([...entries, ...entries]);
        const all = Array.from({length: chunks.length}, (_, at) => chunks.chunk(at));
        expect(all[0]!.sequence).toBe(0);
        for (const [at, chunk] of all.entries()) {
          expect(chunk.lastSequence).toBe(all[at + 1] === undefined ? null : all[at + 1]!.sequence - 1);
          expect(chunks.indexAt(chunk.startUs)).toBe(at);
        }
      }),
    );
  });
});
