/** Lines as a terminal of some width shows them, read back as text. */
import {Screen} from '../terminal/screen.ts';

/** Whole lines as a program wrote them: characters, tabs, colours, CR LF. */
export interface TerminalLines {
  text: string;
  /** Complete ones in `text`. */
  count: number;
  columns: number;
  timeUs: number;
}

/** Two rows are enough for what only moves on: a row that leaves tells whether it is wrapped into the next. */
const ROWS = 2;

export function foldLines({text, columns}: TerminalLines): string[] {
  const lines: string[] = [];
  let joined = '';
  const screen = new Screen(columns, ROWS, {
    onScrollOff: (row, wrapped) => {
      joined += row;
      if (wrapped) return;
      lines.push(joined.trimEnd());
      joined = '';
    },
  });
  screen.write(text);
  // The last line still stands above the cursor.
  screen.write('\n');
  return lines;
}
