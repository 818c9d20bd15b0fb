import type {LogHitJson} from '../../../src/review/api/types.ts';
import type {ListQuery} from '../../../src/web/api/client.ts';
import {lineAt} from '../../../src/web/replay/transcript-lines.ts';
import {TranscriptWindow} from '../../../src/web/replay/transcript-window.ts';

const STARTED_MS = 1_000_000;
/** One entry a second. */
const entries = Array.from(
  {length: 100},
  (_, second) => ({id: `log ${second}`, startUs: second * 1_000_000, text: 'x'}) as LogHitJson,
);

/** As the server lists them. */
async function read({fromMs, toMs, order, limit = 10, cursor}: ListQuery) {
  const startMs = ({startUs}: LogHitJson) => STARTED_MS + startUs / 1000;
  const found = entries.filter((entry) => startMs(entry) >= (fromMs ?? 0) && startMs(entry) < (toMs ?? 1e15));
  const sorted = order === 'newest' ? found.reverse() : found;
  const start = Number(cursor ?? 0);
  const next = start + limit < sorted.length ? String(start + limit) : null;
  return {items: sorted.slice(start, start + limit), next};
}

describe('TranscriptWindow', () => {
  const ids = (window: TranscriptWindow) => window.state.entries.map(({startUs}) => startUs / 1_000_000);

  test('shows what is around the moment, once each and in order', async () => {
    const window = new TranscriptWindow(read, STARTED_MS);
    await window.showAt(50_000_000);
    expect(ids(window)).toEqual(Array.from({length: 20}, (_, index) => 41 + index));
    expect(window.state).toMatchObject({hasBefore: true, hasAfter: true});
    expect([window.covers(50_000_000), window.covers(5_000_000)]).toEqual([true, false]);
  });

  test('grows in both directions to the ends', async () => {
    const window = new TranscriptWindow(read, STARTED_MS);
    await window.showAt(50_000_000);
    for (let count = 0; count < 12; count++) {
      await window.extendBefore();
      await window.extendAfter();
    }
    expect(ids(window)).toEqual(Array.from({length: 100}, (_, index) => index));
    expect(window.covers(1e12)).toBe(true);
  });
});

describe('lineAt', () => {
  const entry = {
    startUs: 10,
    lineTimes: [
      [0, 10],
      [3, 20],
      [5, 40],
    ] as [number, number][],
  };

  test.each([
    [5, -1],
    [10, 0],
    [25, 3],
    [99, 5],
  ])('at %d µs it is line %d', (us, line) => {
    expect(lineAt(entry, us)).toBe(line);
  });
});
