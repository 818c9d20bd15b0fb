/** A line of text on a sheet: one row, or several where it was wrapped. A short-lived look at it. */
import type {KeywordAutomaton} from './keyword-automaton.ts';
import type {Position} from './replacements.ts';
import type {Sheet} from './sheet.ts';
import {type Erased, type Ink, positionOf, type SheetRow} from './sheet-row.ts';

/** A piece that was searched in part begins at most so far before. */
const OVERLAP_CHARS = 64;
const MAX_SEARCHED = 32;

export const NOWHERE = Number.POSITIVE_INFINITY;

export class SheetLine {
  readonly rows: readonly SheetRow[];
  /** Number of its first row. */
  readonly first: number;

  constructor(sheet: Sheet, row: number) {
    const {first, last} = sheet.lineAt(row);
    this.first = first;
    this.rows = sheet.rows.slice(first, last + 1);
  }

  get text(): string {
    return this.rows.map((row) => row.text).join('');
  }

  /** Code points of its cells, row by row. */
  get codes(): readonly (readonly number[])[] {
    return this.rows.map((row) => row.codes);
  }

  get isDirty(): boolean {
    return this.rows.some((row) => row.isDirty);
  }

  /** What was reported of it. */
  get reported(): Set<string> {
    return this.rows[0]!.reported;
  }

  get erased(): Erased[] {
    return this.rows.map((row) => row.erased);
  }

  /**
   * What is erased and was not searched for pieces of this secret yet, with a little of what was. A program that draws one
   * line again and again would take quadratic time otherwise.
   */
  erasedSince(secret: string): Erased[] {
    const {erased} = this;
    const count = erased.reduce((sum, each) => sum + each.count, 0);
    const {searched} = this.rows[0]!;
    const before = searched.get(secret) ?? 0;
    if (count === before) return [];
    if (searched.size >= MAX_SEARCHED) searched.clear();
    searched.set(secret, count);
    return before === 0 ? erased : erased.map((each) => each.last(count - before + OVERLAP_CHARS));
  }

  /** Line editors write a blank behind a full row, only to make the terminal wrap: the text goes on there. */
  get isAtWrap(): boolean {
    return this.rows.length > 1 && this.rows.at(-1)!.text.trim() === '';
  }

  markJudged(): void {
    for (const row of this.rows) row.isDirty = false;
  }

  /** UTF-16 units of `text` left of a cell. */
  unitsBefore(row: number, column: number): number {
    const inRow = row - this.first;
    const above = this.rows.slice(0, inRow).reduce((units, each) => units + each.text.length, 0);
    return above + this.rows[inRow]!.unitsBefore(column);
  }

  /** @returns Numbers of the keywords in it, added to `found`. */
  collectKeywords(keywords: KeywordAutomaton, found: Set<number>): void {
    let state = 0;
    for (const row of this.rows) state = keywords.collectCodes(row.codes, state, found);
  }

  /** The characters of the stream that drew the UTF-16 units of `text` from `start` to `end`. */
  inksBetween(start: number, end: number): Ink[] {
    const inks: Ink[] = [];
    let offset = 0;
    for (const row of this.rows) {
      const {length} = row.text;
      if (end > offset && start < offset + length) {
        for (const ink of row.inksBetween(start - offset, end - offset)) inks.push(ink);
      }
      offset += length;
    }
    return inks;
  }

  /**
   * Where the stream's first character stands, from `released` on, that drew something of `text` from `unit` on, or
   * anything that is erased by now. NOWHERE when there is none, or `unit` is NOWHERE.
   */
  firstPosition(unit: number, released: Position): Position {
    if (unit === NOWHERE) return NOWHERE;
    let first = NOWHERE;
    const see = (ink: Ink) => {
      const position = positionOf(ink);
      if (position >= released && position < first) first = position;
    };
    this.inksBetween(unit, NOWHERE).forEach(see);
    for (const {inks} of this.erased) inks.forEach(see);
    return first;
  }
}
