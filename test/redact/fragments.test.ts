import {findFragments} from '../../src/redact/fragments.ts';
import {Erased, inkOf} from '../../src/redact/sheet-row.ts';

describe('findFragments', () => {
  /** The characters as they were drawn, one after the other. */
  const erased = (text: string) => {
    const drawn = new Erased();
    [...text].forEach((character, at) => {
      drawn.add(inkOf(at, 1), character.codePointAt(0)!);
    });
    return [drawn];
  };

  test.each([
    ['xx q7Kq yy', [3, 4, 5, 6]],
    ['q77KKqq2', [0, 1, 2, 3, 4, 5, 6, 7]],
    ['q7K', []],
    ['words only', []],
  ])('finds pieces of the secret in %j, also where characters were drawn again', (text, places) => {
    const found = findFragments(erased(text), 'q7Kq2mNvR4');
    expect([...found].sort((a, b) => a - b)).toEqual(places.map((at) => inkOf(at, 1)));
  });
});
