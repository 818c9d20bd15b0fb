import {marksOf} from '../../../src/web/replay/marks.ts';

const at = (startUs: number, isFailed = false) => ({startUs, isFailed});

describe('marksOf', () => {
  test('places each command on the bar', () => {
    expect(marksOf([at(0), at(50), at(100, true)], 100)).toEqual([
      {at: 0, isFailed: false},
      {at: 0.5, isFailed: false},
      {at: 1, isFailed: true},
    ]);
  });

  test('joins marks that could not be told apart, and keeps that one of them failed', () => {
    const many = Array.from({length: 10_000}, (_, index) => at(index, index === 5001));
    const marks = marksOf(many, 10_000);
    expect(marks.length).toBeLessThanOrEqual(401);
    expect(marks.filter(({isFailed}) => isFailed)).toHaveLength(1);
  });

  test('bears a recording without a length', () => {
    expect(marksOf([at(0), at(7)], 0)).toEqual([{at: 0, isFailed: false}]);
  });
});
