import fc from 'fast-check';
import {excerptOf} from '../../../src/web/logs/excerpt.ts';

const lines = (count: number) => Array.from({length: count}, (_, index) => `line ${index}`);

describe('excerptOf', () => {
  test('shows lines around a match, and says how many are folded', () => {
    expect(excerptOf(lines(100), [50])).toEqual([
      {kind: 'gap', count: 47},
      {kind: 'lines', first: 47, lines: lines(54).slice(47)},
      {kind: 'gap', count: 46},
    ]);
  });

  test('shows the begin where no line matches', () => {
    expect(excerptOf(lines(10), [])).toEqual([
      {kind: 'lines', first: 0, lines: lines(8)},
      {kind: 'gap', count: 2},
    ]);
    expect(excerptOf([], [])).toEqual([]);
  });

  test('tells every line once: shown, or counted in a gap', () => {
    fc.assert(
      fc.property(fc.integer({min: 1, max: 300}), fc.array(fc.nat(299)), (count, found) => {
        const matches = [...new Set(found.filter((line) => line < count))].sort((a, b) => a - b);
        let next = 0;
        for (const part of excerptOf(lines(count), matches)) {
          if (part.kind === 'lines') {
            expect(part.first).toBe(next);
            expect(part.lines[0]).toBe(`line ${next}`);
          }
          next += part.kind === 'lines' ? part.lines.length : part.count;
        }
        expect(next).toBe(count);
      }),
    );
  });
});
