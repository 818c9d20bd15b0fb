/** One row of a sheet: what each cell shows, which characters of the stream drew it, and what it showed before. */
import type {Position} from './replacements.ts';

/** A character that drew a cell: its position in the stream times four, plus the cells it takes. */
export type Ink = number;

export const NO_INK = -1;
export const inkOf = (position: Position, width: number): Ink => position * 4 + width;
export const positionOf = (ink: Ink): Position => Math.floor(ink / 4);
export const widthOf = (ink: Ink): number => ink % 4;

/** Characters that were drawn and are overwritten or erased now. */
export class Erased {
  readonly inks: Ink[] = [];
  /** Code points. */
  readonly codes: number[] = [];
  /** How many there were, with those that are forgotten. */
  count = 0;

  add(ink: Ink, code: number): void {
    if (ink === NO_INK) return;
    this.inks.push(ink);
    this.count++;
    this.codes.push(code);
    if (this.inks.length <= MAX_ERASED) return;
    this.inks.splice(0, MAX_ERASED / 2);
    this.codes.splice(0, MAX_ERASED / 2);
  }

  /** The last of them. */
  last(count: number): Erased {
    if (count >= this.inks.length) return this;
    const last = new Erased();
    last.inks.push(...this.inks.slice(-count));
    last.codes.push(...this.codes.slice(-count));
    return last;
  }

  addAll({inks, codes}: Erased): void {
    for (let at = 0; at < inks.length; at++) this.add(inks[at]!, codes[at]!);
  }
}

/** In the right half of a wide character. */
const TAIL = 0;
const BLANK = 0x20;

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
  /** How many of the line's erased characters were searched for pieces of a secret. */
  readonly searched = new Map<string, number>();
  readonly erased = new Erased();
  /** Code points of the cells, up to the last one that was drawn; TAIL counts for none. */
  readonly codes: number[] = [];
  private readonly inks: Ink[] = [];
  /** Of `text`, until a cell changes. */
  private knownText: string | null = null;

  get length(): number {
    return this.codes.length;
  }

  /** What the row shows; the two cells of a wide character give one, and blanks never drawn at its end none. */
  get text(): string {
    if (this.knownText === null) {
      let text = '';
      for (const code of this.codes) if (code !== TAIL) text += String.fromCodePoint(code);
      this.knownText = text;
    }
    return this.knownText;
  }

  /** What the cells from `start` up to `end` show, as far as they were drawn. */
  textBetween(start: number, end: number): string {
    if (start === 0 && end >= this.codes.length) return this.text;
    return this.text.slice(this.unitsBefore(start), this.unitsBefore(end));
  }

  /** Does the stretch show something that somebody could have read? */
  shows(start: number, end: number): boolean {
    const last = Math.min(end, this.codes.length);
    for (let column = start; column < last; column++) if (this.codes[column] !== BLANK) return true;
    return false;
  }

  draw(column: number, code: number, width: number, ink: Ink): void {
    while (this.codes.length < column) this.put(this.codes.length, BLANK, NO_INK);
    this.put(column, code, ink);
    if (width === 2) this.put(column + 1, TAIL, NO_INK);
    this.isDirty = true;
  }

  erase(start: number, end: number): void {
    const last = Math.min(end, this.codes.length);
    if (start >= last) return;
    if (last === this.codes.length) this.cut(start);
    else for (let column = start; column < last; column++) this.put(column, BLANK, NO_INK);
    this.isDirty = true;
  }

  insert(column: number, count: number, columns: number): void {
    if (column >= this.codes.length) return;
    this.knownText = null;
    this.codes.splice(column, 0, ...new Array<number>(count).fill(BLANK));
    this.inks.splice(column, 0, ...new Array<Ink>(count).fill(NO_INK));
    if (this.codes.length > columns) this.cut(columns);
    this.isDirty = true;
  }

  delete(column: number, count: number): void {
    const last = Math.min(column + count, this.codes.length);
    for (let at = column; at < last; at++) this.erased.add(this.inks[at]!, this.codes[at]!);
    this.knownText = null;
    this.codes.splice(column, count);
    this.inks.splice(column, count);
    this.isDirty = true;
  }

  /** The inks of the UTF-16 units of `text` from `start` to `end`. */
  inksBetween(start: number, end: number): Ink[] {
    const inks: Ink[] = [];
    let unit = 0;
    for (let column = 0; column < this.codes.length && unit < end; column++) {
      unit += unitsOf(this.codes[column]!);
      const ink = this.inks[column]!;
      if (unit > start && ink !== NO_INK) inks.push(ink);
    }
    return inks;
  }

  /** UTF-16 units of `text` left of a column. */
  unitsBefore(column: number): number {
    let units = 0;
    for (let at = 0; at < Math.min(column, this.codes.length); at++) units += unitsOf(this.codes[at]!);
    return units;
  }

  private put(column: number, code: number, ink: Ink): void {
    this.knownText = null;
    if (column < this.inks.length) this.erased.add(this.inks[column]!, this.codes[column]!);
    this.codes[column] = code;
    this.inks[column] = ink;
  }

  private cut(column: number): void {
    this.knownText = null;
    for (let at = column; at < this.codes.length; at++) this.erased.add(this.inks[at]!, this.codes[at]!);
    this.codes.length = column;
    this.inks.length = column;
  }
}

const unitsOf = (code: number) => (code === TAIL ? 0 : code > 0xffff ? 2 : 1);
