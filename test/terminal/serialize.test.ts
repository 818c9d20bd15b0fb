/** What `serialize` writes makes the same screen again, in a fresh Screen and in xterm.js. */
import * as fc from 'fast-check';
import {Screen} from '../../src/terminal/screen.ts';
import {createOracle, oracleCells, oracleCursor, oracleUnderline, writeOracle} from './support/oracle.ts';
import {screenSize, sessionText} from './support/session-text.ts';

// Reverse wrap-around asks whether a row was wrapped; of rows that were partly erased since, that is not kept.
// Links are not kept either; xterm.js calls their text underlined.
const keptText = sessionText().map((text) => text.replace(/\x1b\[\?45h|\x1b\]8;.*?\x1b\\/g, ''));

// With a single row and no scrollback xterm.js clears the rest of a wrapped row in the one that takes its place.
const sizes = screenSize().map((size) => ({...size, rows: size.rows + 1}));

function screenOf(size: {columns: number; rows: number}, text: string): Screen {
  const screen = new Screen(size.columns, size.rows);
  screen.write(text);
  return screen;
}

describe('Screen.serialize', () => {
  test('makes xterm.js show the same cells as the text itself, and go on in the same way', async () => {
    await fc.assert(
      fc.asyncProperty(sizes, keptText, keptText, async (size, text, more) => {
        const original = createOracle(size);
        const copy = createOracle(size);
        await writeOracle(original, text);
        await writeOracle(copy, screenOf(size, text).serialize());
        expect(oracleCells(copy)).toEqual(oracleCells(original));
        expect(oracleCursor(copy)).toEqual(oracleCursor(original));
        // REP has nothing to repeat after a sequence.
        await writeOracle(original, `\x1b[m${more}`);
        await writeOracle(copy, `\x1b[m${more}`);
        expect(oracleCells(copy)).toEqual(oracleCells(original));
        expect(oracleCursor(copy)).toEqual(oracleCursor(original));
        original.dispose();
        copy.dispose();
      }),
      {numRuns: 1_000},
    );
  }, 120_000);

  test('keeps the kind and the colour of underlines', async () => {
    const size = {columns: 10, rows: 2};
    const original = createOracle(size);
    const copy = createOracle(size);
    const text = '\x1b[4:3;58;5;9ma\x1b[4:5;58:2::1:2:3mb\x1b[59mc\x1b[21md';
    await writeOracle(original, text);
    await writeOracle(copy, screenOf(size, text).serialize());
    for (const column of [0, 1]) {
      expect(oracleUnderline(copy, 0, column)).toEqual(oracleUnderline(original, 0, column));
    }
    expect(oracleUnderline(copy, 0, 2)).toEqual({kind: 5, color: 0});
    expect(oracleUnderline(copy, 0, 3)).toEqual({kind: 2, color: 0});
  });

  test('makes a fresh Screen that shows and serialises the same', () => {
    fc.assert(
      fc.property(screenSize(), sessionText(), (size, text) => {
        const original = screenOf(size, text);
        const copy = screenOf(size, original.serialize());
        expect(copy.text()).toBe(original.text());
        // An empty last cell before which the cursor waits to wrap becomes a space; from then on nothing changes.
        const again = screenOf(size, copy.serialize());
        expect(again.serialize()).toBe(copy.serialize());
      }),
      {numRuns: 5_000},
    );
  });
});
