/** The screen against xterm.js: the same text makes the same rows and leaves the cursor in the same place. */
import * as fc from 'fast-check';
import {Screen} from '../../src/terminal/screen.ts';
import {createOracle, oracleCursor, oracleRows, writeOracle} from './support/oracle.ts';
import {screenSize, sessionText} from './support/session-text.ts';

const rowsOf = (screen: Screen) => Array.from({length: screen.rows}, (_, row) => screen.rowText(row));
const cursorOf = ({cursorRow, cursorColumn}: Screen) => ({row: cursorRow, column: cursorColumn});

describe('Screen', () => {
  test('shows what xterm.js shows, whatever a program sends', async () => {
    await fc.assert(
      fc.asyncProperty(screenSize(), sessionText(), async (size, text) => {
        const oracle = createOracle(size);
        const screen = new Screen(size.columns, size.rows);
        screen.write(text);
        await writeOracle(oracle, text);
        expect({rows: rowsOf(screen), cursor: cursorOf(screen), alternate: screen.isAlternate}).toEqual({
          rows: oracleRows(oracle),
          cursor: oracleCursor(oracle),
          alternate: oracle.buffer.active.type === 'alternate',
        });
        oracle.dispose();
      }),
      {numRuns: 3_000},
    );
  }, 120_000);
});
