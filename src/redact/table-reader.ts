/**
 * Tables: a column whose head says that it is secret, and cells in which a token goes on in the next row. Their rows say
 * nothing of it by themselves.
 */
import type {Detector, Span} from './detector.ts';
import type {LineReader, LineReading, Told} from './line-reader.ts';
import {isPlaceholder, SECRET_NAME} from './rules/value.ts';
import {looksRandom} from './spreading.ts';

/** What is found by a column's head is the value of a name. */
const RULE_ID = 'secret-assignment';

interface Cell {
  start: number;
  text: string;
}

/** How the rows of a table are divided. */
interface Layout {
  /** Columns that begin at these places; null: cells are divided by lines. */
  starts: readonly number[] | null;
  columns: number;
  /** Numbers of the columns that are secret. */
  secret: readonly number[];
  /** No rule below the head tells that it is one: only values that look like secrets are believed. */
  isGuess: boolean;
}

interface TableState {
  layout: Layout | null;
  /** The line before, which may be a head. */
  head: string | null;
  /** A cell whose text may go on in the next row. */
  cut: {column: number; columns: number; text: string; cellChars: number} | null;
}

const IDLE: TableState = {layout: null, head: null, cut: null};

const DIVIDER = /[|│┃║]/;
/** A line between head and rows: `---+---`, `|---|:-:|`, `├──┼──┤`, `----  ----`. */
const RULE = /^[\s|│┃║+:├┼┤┌┬┐└┴┘╞╪╡╟╫╢╠╬╣═─━=-]*(?:[-─━═=]{2,}|:-+:?)[\s|│┃║+:├┼┤┌┬┐└┴┘╞╪╡╟╫╢╠╬╣═─━=-]*$/;
const SECRET_HEAD = new RegExp(`^[\\w .-]{0,80}?${SECRET_NAME}(?:[ _-]?hash)?$`, 'i');
/** A head in capitals, as of kubectl, docker and kubeadm: words with two blanks between them at least. */
const CAPITALS = /^[A-Z][A-Z0-9 _-]*(?: {2,}[A-Z][A-Z0-9 _-]*)+\s*$/;
const MAX_CUT_CHARS = 4096;

export class TableReader implements LineReader<TableState> {
  readonly idle = IDLE;

  constructor(private readonly detector: Detector) {}

  read(line: string, {layout, head, cut}: TableState): LineReading<TableState> {
    if (line.trim() === '') return {spans: [], state: IDLE};
    if (RULE.test(line)) return this.afterRule(line, layout, head);
    const joined = this.joinCells(line, cut);
    const inColumns = layout === null ? null : secretCells(line, layout);
    const kept = inColumns === null ? guessFromCapitals(line) : layout;
    const state = {layout: kept, head: mayBeHead(line) ? line : null, cut: joined.cut};
    const isIdle = state.layout === null && state.head === null && state.cut === null;
    return {spans: [...(inColumns ?? []), ...joined.spans], state: isIdle ? IDLE : state, told: joined.told};
  }

  holds(line: string, {layout}: TableState): boolean {
    if (layout === null || layout.isGuess) return false;
    if (layout.starts === null) return DIVIDER.test(line);
    const first = layout.starts[layout.secret[0]!]!;
    return isAligned(line, layout.starts) && line.length > first;
  }

  /** Below a head begin its rows; below rows the table may end or go on. */
  private afterRule(rule: string, layout: Layout | null, head: string | null): LineReading<TableState> {
    const begun = head === null ? layout : layoutOf(head, rule);
    return {spans: [], state: begun === null ? IDLE : {layout: begun, head: null, cut: null}};
  }

  /** A cell of the row before goes on in the same column of this one. */
  private joinCells(line: string, cut: TableState['cut']): {spans: Span[]; told: Told[]; cut: TableState['cut']} {
    const cells = DIVIDER.test(line) ? cellsOf(line) : [];
    const goesOn = cut !== null && cells.length === cut.columns && isContinued(cells, cut.column);
    const next = goesOn ? cells[cut.column] : undefined;
    if (cut === null || next === undefined || next.text === '') return {spans: [], told: [], cut: this.cutCell(cells)};
    const text = cut.text + withoutMark(next.text);
    const told: Told[] = [];
    const spans: Span[] = [];
    for (const {start, end, ruleId} of this.secretsIn(text)) {
      told.push({value: text.slice(start, end), ruleId});
      const from = Math.max(start - cut.text.length, 0);
      const to = end - cut.text.length;
      if (to > from) spans.push({start: next.start + from, end: next.start + to, ruleId});
    }
    const isFull = next.text.length >= cut.cellChars && text.length < MAX_CUT_CHARS;
    return {spans, told, cut: isFull ? {...cut, text} : null};
  }

  /** A cell at whose end a token is not complete. */
  private cutCell(cells: readonly Cell[]): TableState['cut'] {
    for (const [column, cell] of cells.entries()) {
      const text = withoutMark(cell.text);
      const candidates = this.detector.candidates(text);
      if (candidates.size === 0 || this.detector.unfinished(text, candidates).length === 0) continue;
      return {column, columns: cells.length, text, cellChars: text.length};
    }
    return null;
  }

  private secretsIn(text: string): Span[] {
    const candidates = this.detector.candidates(text);
    const spans = this.detector.find(text, candidates);
    const masks = this.detector.unfinished(text, candidates).flatMap(({mask}) => mask ?? []);
    return [...spans, ...masks];
  }
}

const mayBeHead = (line: string) =>
  (DIVIDER.test(line) ? cellsOf(line).map(({text}) => text) : line.trim().split(/\s{2,}/)).some((text) =>
    SECRET_HEAD.test(text),
  );

/** Null: no column of the table is secret. */
function layoutOf(head: string, rule: string): Layout | null {
  if (DIVIDER.test(head)) {
    const cells = cellsOf(head);
    return layoutIfSecret(
      null,
      cells.map(({text}) => text),
    );
  }
  const starts = [...rule.matchAll(/[^\s+|]+/g)].map(({index}) => index);
  const texts = starts.map((start, at) => head.slice(start, starts[at + 1]).trim());
  // A rule may be wider than its column, as around a centred head.
  return layoutIfSecret(starts.length === 1 ? [0] : starts, starts.length === 1 ? [head.trim()] : texts);
}

function layoutIfSecret(starts: readonly number[] | null, heads: readonly string[], isGuess = false): Layout | null {
  const secret = heads.flatMap((text, column) => (SECRET_HEAD.test(text) ? [column] : []));
  return secret.length === 0 ? null : {starts, columns: heads.length, secret, isGuess};
}

function guessFromCapitals(line: string): Layout | null {
  if (!CAPITALS.test(line)) return null;
  const heads = [...line.matchAll(/\S+(?: \S+)*/g)];
  return layoutIfSecret(
    heads.map(({index}) => index),
    heads.map(([text]) => text),
    true,
  );
}

/** Null: the line is no row of this table. */
function secretCells(line: string, {starts, columns, secret, isGuess}: Layout): Span[] | null {
  if (starts !== null && !isAligned(line, starts)) return null;
  const cells = starts === null ? cellsOf(line) : cellsAt(line, starts);
  if (cells.length !== columns) return null;
  if (/^\(\d+ rows?\)$/.test(line.trim())) return null;
  return secret.flatMap((column) => {
    const {start, text} = cells[column]!;
    const isValue = text.length >= 3 && !isPlaceholder(text) && (!isGuess || looksRandom(text));
    return isValue ? [{start, end: start + text.length, ruleId: RULE_ID}] : [];
  });
}

/** Blanks stand between its columns; the only column of a table stands behind one. */
const isAligned = (line: string, starts: readonly number[]) =>
  starts.length === 1
    ? line.startsWith(' ')
    : starts.every((start) => start === 0 || /^ ?$/.test(line.slice(start - 1, start)));

/** Cells between lines, with an empty one outside of a line at either end. */
function cellsOf(line: string): Cell[] {
  const cells: Cell[] = [];
  let start = 0;
  for (let at = 0; at <= line.length; at++) {
    if (at < line.length && !DIVIDER.test(line[at]!)) continue;
    cells.push(cellOf(line, start, at));
    start = at + 1;
  }
  return cells;
}

const cellsAt = (line: string, starts: readonly number[]): Cell[] =>
  starts.map((start, at) => cellOf(line, start, Math.min(starts[at + 1] ?? line.length, line.length)));

function cellOf(line: string, start: number, end: number): Cell {
  const text = line.slice(start, end);
  const lead = text.length - text.trimStart().length;
  return {start: start + lead, text: text.trim()};
}

/** Where one cell of a row goes on, the others have nothing more to say, or go on as well. */
const isContinued = (cells: readonly Cell[], column: number) =>
  cells.every(({text}, at) => at === column || text === '' || /^[.↵…]/.test(text));

/** psql puts a dot behind a cell that it wraps, and others a sign of their own. */
const withoutMark = (text: string) => text.replace(/^[.↵…]|[.↵…+\\]$/g, '');
