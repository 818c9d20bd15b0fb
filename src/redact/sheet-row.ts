/** One row of a sheet: what each cell shows, which characters of the stream drew it, and what it showed before. */
import type {Position} from './replacements.ts';

/** A character that drew a cell: its position in the stream times four, plus the cells it takes. */
export type Ink = number;

export const NO_INK = -1;
export const inkOf = (position: Position, width: number): Ink => position * 4 + width;
export const positionOf = (ink: Ink): Position => Math.floor(ink / 4);
export const widthOf = (ink: Ink): number => ink % 4;

/** A character that was drawn in the row and is overwritten or erased now. */
export interface Erased {
  ink: Ink;
  character: string;
}

/** In the right half of a wide character. */
const TAIL = '';
const BLANK = ' ';

/** A row that is drawn over and over (a progress bar) remembers so many characters; what is older has left long ago. */
const MAX_ERASED = 4096;

export class SheetRow {
  /** The text of the row above goes on in this one. */
  isContinuation = false;
  /** It may go on here: the next character tells. Then `isContinuation` is set as well. */
  isTentative = false;
  /** Drawn or changed since it was judged. */
  isDirty = false;
  /** What was reported of the line that begins here, so that it is reported once. */
  readonly reported = new Set<string>();
  readonly erased: Erased[] = [];
  private chars: string[] = [];
  private inks: Ink[] = [];

  /** Columns up to the last one that was drawn. */
  get length(): number {
    return this.chars.length;
  }

  /** What the row shows; the two cells of a wide character give one, and blanks never drawn at its end none. */
  get text(): string {
    return this.chars.join('');
  }

  /** Does the stretch show something that somebody could have read? */
  shows(start: number, end: number): boolean {
    const last = Math.min(end, this.chars.length);
    for (let column = start; column < last; column++) if (this.chars[column] !== BLANK) return true;
    return false;
  }

  draw(column: number, character: string, width: number, ink: Ink): void {
    while (this.chars.length < column) this.put(this.chars.length, BLANK, NO_INK);
    this.put(column, character, ink);
    if (width === 2) this.put(column + 1, TAIL, NO_INK);
    this.isDirty = true;
  }

  /** A character without a cell of its own (a combining mark) is drawn, and none that one could search for. */
  mark(ink: Ink, character: string): void {
    this.remember(ink, character);
  }

  erase(start: number, end: number): void {
    const last = Math.min(end, this.chars.length);
    for (let column = start; column < last; column++) this.put(column, BLANK, NO_INK);
    if (end >= this.chars.length && start < this.chars.length) this.cut(start);
    this.isDirty = true;
  }

  insert(column: number, count: number, columns: number): void {
    if (column >= this.chars.length) return;
    this.chars.splice(column, 0, ...new Array<string>(count).fill(BLANK));
    this.inks.splice(column, 0, ...new Array<Ink>(count).fill(NO_INK));
    if (this.chars.length > columns) this.cut(columns);
    this.isDirty = true;
  }

  delete(column: number, count: number): void {
    const last = Math.min(column + count, this.chars.length);
    for (let at = column; at < last; at++) this.remember(this.inks[at]!, this.chars[at]!);
    this.chars.splice(column, count);
    this.inks.splice(column, count);
    this.isDirty = true;
  }

  /** The inks of the UTF-16 units of `text` from `start` to `end`. */
  inksBetween(start: number, end: number): Ink[] {
    const inks: Ink[] = [];
    let unit = 0;
    for (let column = 0; column < this.chars.length && unit < end; column++) {
      unit += this.chars[column]!.length;
      const ink = this.inks[column]!;
      if (unit > start && ink !== NO_INK) inks.push(ink);
    }
    return inks;
  }

  /** UTF-16 units of `text` left of a column. */
  unitsBefore(column: number): number {
    let units = 0;
    for (let at = 0; at < Math.min(column, this.chars.length); at++) units += this.chars[at]!.length;
    return units;
  }

  private put(column: number, character: string, ink: Ink): void {
    if (column < this.inks.length) this.remember(this.inks[column]!, this.chars[column]!);
    this.chars[column] = character;
    this.inks[column] = ink;
  }

  private cut(column: number): void {
    for (let at = column; at < this.chars.length; at++) this.remember(this.inks[at]!, this.chars[at]!);
    this.chars.length = column;
    this.inks.length = column;
  }

  private remember(ink: Ink, character: string): void {
    if (ink === NO_INK) return;
    this.erased.push({ink, character});
    if (this.erased.length > MAX_ERASED) this.erased.splice(0, MAX_ERASED / 2);
  }
}
