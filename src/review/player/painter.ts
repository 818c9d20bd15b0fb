/** Turns frames into what must be written to the terminal: only the lines that changed. */
import type {Frame, Size} from './view.ts';

// Synchronised output (contour's mode 2026; others ignore it): the terminal shows a frame when it is whole.
const BEGIN = '\x1b[?2026h\x1b[?25l';
const END = '\x1b[?2026l';

export class Painter {
  private shown: string[] = [];
  private shownCursor = '';

  /** The next frame is painted whole. */
  invalidate(): void {
    this.shown = [];
    this.shownCursor = '';
  }

  /** @returns Empty when nothing changed. */
  paint({lines, cursor}: Frame, {rows}: Size): string {
    let changes = '';
    for (let row = 0; row < rows; row++) {
      const line = lines[row] ?? '';
      if (line === this.shown[row]) continue;
      changes += `\x1b[${row + 1};1H\x1b[m\x1b[2K${line}`;
      this.shown[row] = line;
    }
    const cursorPlace = cursor === null ? '' : `\x1b[${cursor.row + 1};${cursor.column + 1}H\x1b[?25h`;
    if (changes === '' && cursorPlace === this.shownCursor) return '';
    this.shownCursor = cursorPlace;
    return BEGIN + changes + cursorPlace + END;
  }
}
