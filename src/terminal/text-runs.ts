/** Text of a row that was only appended to: strings with their styles, one UTF-16 unit a cell. */
import type {Style} from './style.ts';

const SPACE = 0x20;

/** Cells that were skipped stand in a run as this; its code is that of an empty cell. */
const GAP = '\0';

export class TextRuns {
  /** Columns that the runs take. */
  length = 0;
  private texts: string[] = [];
  private styles: Style[] = [];

  append(text: string, style: Style): void {
    const last = this.texts.length - 1;
    if (last >= 0 && this.styles[last] === style) {
      this.texts[last] += text;
    } else {
      this.texts.push(text);
      this.styles.push(style);
    }
    this.length += text.length;
  }

  /** Empty cells up to `column`. */
  skipTo(column: number, style: Style): void {
    if (column > this.length) this.append(GAP.repeat(column - this.length), style);
  }

  clear(): void {
    if (this.length === 0) return;
    this.texts = [];
    this.styles = [];
    this.length = 0;
  }

  /** Drops what is at `column` and behind. */
  truncate(column: number): void {
    while (this.length > column) {
      const last = this.texts.length - 1;
      const start = this.length - this.texts[last]!.length;
      if (start < column) {
        this.texts[last] = this.texts[last]!.slice(0, column - start);
      } else {
        this.texts.pop();
        this.styles.pop();
      }
      this.length = Math.max(start, column);
    }
  }

  /** Writes codes and styles of the cells. */
  copyTo(codes: Uint32Array, styles: Style[]): void {
    let at = 0;
    for (const [index, text] of this.texts.entries()) {
      const style = this.styles[index]!;
      for (let k = 0; k < text.length; k++, at++) {
        codes[at] = text.charCodeAt(k);
        styles[at] = style;
      }
    }
  }

  /** Without trailing blanks; skipped cells are spaces. */
  text(): string {
    const text = this.texts.length === 1 ? this.texts[0]! : this.texts.join('');
    let end = text.length;
    while (end > 0 && (text.charCodeAt(end - 1) === SPACE || text.charCodeAt(end - 1) === 0)) end--;
    const trimmed = end === text.length ? text : text.slice(0, end);
    return trimmed.includes(GAP) ? trimmed.replaceAll(GAP, ' ') : trimmed;
  }
}
