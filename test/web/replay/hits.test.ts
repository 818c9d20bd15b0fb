import {type Hit, hitAt, neighbourHit} from '../../../src/web/replay/hits.ts';

const hits: Hit[] = [1000_000, 2000_000, 2000_000, 3000_000].map((us) => ({us, text: '', commandLine: null}));

describe('hitAt', () => {
  test('is the last one before the moment', () => {
    expect([0, 1000_000, 2500_000].map((us) => hitAt(hits, us, -1))).toEqual([-1, 0, 2]);
  });

  test('is the chosen one of several at the same moment', () => {
    expect(hitAt(hits, 2000_400, 1)).toBe(1);
    expect(hitAt(hits, 2900_000, 1)).toBe(2);
  });
});

describe('neighbourHit', () => {
  test('goes from one to the next, and begins anew at the end', () => {
    expect(neighbourHit(hits, 1, 2000_000, 1)).toBe(2);
    expect(neighbourHit(hits, 3, 3000_000, 1)).toBe(0);
    expect(neighbourHit(hits, 0, 1000_000, -1)).toBe(3);
    expect(neighbourHit(hits, -1, 0, 1)).toBe(0);
  });

  test('goes back to the one that was played past', () => {
    expect(neighbourHit(hits, 2, 2700_000, -1)).toBe(2);
  });

  test('says that there is none', () => {
    expect(neighbourHit([], -1, 0, 1)).toBe(-1);
  });
});
