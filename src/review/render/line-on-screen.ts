/** How a line of a log is found again on the screen that shows it. Pure; both players use it. */

/** The times of lines are noted in steps of this: a line may have been written so much later (`recorder/log-text.ts`). */
export const LINE_TIME_GRAIN_US = 100_000;

/** A line of the transcript may be wrapped into some rows. */
const RECENT_ROWS = 4;
/** So much of a line is looked for: what comes behind is wrapped, or was drawn over. */
const MAX_NEEDLE_CHARS = 60;

/** A line ends, or what stands on the screen is about to go: it is cleared, or the other screen comes. */
const PIECE_END = /\n|(?=\x1b\[(?:\?(?:47|1047|1049)[hl]|[23]?J))/g;

/** Where the piece of an event that begins at `start` ends: behind a line, or before the screen goes. */
export function pieceEnd(text: string, start: number): number {
  PIECE_END.lastIndex = start + 1;
  if (text[start] === '\n') return start + 1;
  const match = PIECE_END.exec(text);
  return match === null ? text.length : match.index + match[0].length;
}

/** What is searched of a screen. */
export interface SearchedScreen {
  readonly columns: number;
  readonly rows: number;
  readonly cursorRow: number;
  rowText(row: number): string;
}

/**
 * Whether the line of a transcript, or its begin, stands in one of the rows that end at the cursor. At its begin: what was
 * typed to have it printed is not it.
 */
export function hasJustWritten(screen: SearchedScreen, line: string): boolean {
  const {cursorRow} = screen;
  return hasRow(screen, line, Math.max(0, cursorRow - RECENT_ROWS), cursorRow);
}

/** Whether the line of a transcript, or its begin, stands anywhere. */
export function shows(screen: SearchedScreen, line: string): boolean {
  return hasRow(screen, line, 0, screen.rows - 1);
}

function hasRow(screen: SearchedScreen, line: string, first: number, last: number): boolean {
  // Blanks may have been tabs.
  const needle = withPlainBlanks(line.slice(0, Math.min(MAX_NEEDLE_CHARS, screen.columns)));
  if (needle === '') return false;
  for (let row = first; row <= last; row++) {
    if (withPlainBlanks(screen.rowText(row)).startsWith(needle)) return true;
  }
  return false;
}

const withPlainBlanks = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
