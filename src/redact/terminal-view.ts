/**
 * The careful way to read a stream: an emulator small enough for it tells which characters stand beside each other,
 * whatever the order in which they were drawn and whatever stands between them in the stream.
 */
import type {Params} from '../terminal/params.ts';
import {type Sequence, SequenceParser, type StringSequence} from '../terminal/sequence-parser.ts';
import type {Span, Unfinished} from './detector.ts';
import type {Findings} from './findings.ts';
import {findFragments} from './fragments.ts';
import type {LineJudge} from './line-judge.ts';
import type {RedactionPlace} from './redacted.ts';
import type {Position} from './replacements.ts';
import {Sheet} from './sheet.ts';
import {type Ink, positionOf, type SheetRow, widthOf} from './sheet-row.ts';
import {redactString, redactUnfinishedString} from './string-sequence.ts';

export interface ViewOptions {
  judge: LineJudge;
  findings: Findings;
  place: RedactionPlace;
  columns: number;
  rows: number;
  /** Where the first character that is pushed stands in the stream. */
  start: Position;
}

/** From where on text must wait; NOWHERE when it need not. */
export interface Undecided {
  /** It may belong to a secret. */
  heldFrom: Position;
  /** It only helps to recognise what comes next. */
  lingersFrom: Position;
}

export const NOWHERE = Number.POSITIVE_INFINITY;

/** A line that is longer, in characters, is judged in parts. */
const MAX_LINE_CHARS = 64 * 1024;
/** What is kept of its end then, for secrets across the parts. */
const KEPT_CHARS = 16 * 1024;
/** So much is read before the line's length is looked at. */
const SLICE_CHARS = 16 * 1024;
/** After so many lines without anything but text the plain reading is enough again. */
const PLAIN_LINES = 16;

/** ESC and the character, or the C1 control, that begins a string sequence. */
const STRING_START = /^(?:\x1b[PX\]^_]|[\x90\x98\x9d-\x9f])/;

type Handler = (sheet: Sheet, params: Params) => void;

/** Prefix, intermediates and final character: what moves the cursor or changes the cells. All else shows nothing. */
const CSI_HANDLERS: Record<string, Handler> = {
  A: (sheet, params) => sheet.moveBy(-params.orDefault(0, 1), 0),
  B: (sheet, params) => sheet.moveBy(params.orDefault(0, 1), 0),
  e: (sheet, params) => sheet.moveBy(params.orDefault(0, 1), 0),
  C: (sheet, params) => sheet.moveBy(0, params.orDefault(0, 1)),
  a: (sheet, params) => sheet.moveBy(0, params.orDefault(0, 1)),
  D: (sheet, params) => sheet.moveBy(0, -params.orDefault(0, 1)),
  E: (sheet, params) => {
    sheet.moveBy(params.orDefault(0, 1), 0);
    sheet.carriageReturn();
  },
  F: (sheet, params) => {
    sheet.moveBy(-params.orDefault(0, 1), 0);
    sheet.carriageReturn();
  },
  G: (sheet, params) => sheet.moveToColumn(params.orDefault(0, 1) - 1),
  '`': (sheet, params) => sheet.moveToColumn(params.orDefault(0, 1) - 1),
  d: (sheet, params) => sheet.moveToRow(params.orDefault(0, 1) - 1),
  H: (sheet, params) => sheet.moveTo(params.orDefault(0, 1) - 1, params.orDefault(1, 1) - 1),
  f: (sheet, params) => sheet.moveTo(params.orDefault(0, 1) - 1, params.orDefault(1, 1) - 1),
  I: (sheet, params) => sheet.tab(params.orDefault(0, 1)),
  Z: (sheet, params) => sheet.tab(-params.orDefault(0, 1)),
  J: (sheet, params) => sheet.eraseDisplay(params.at(0)),
  K: (sheet, params) => sheet.eraseLine(params.at(0)),
  X: (sheet, params) => sheet.eraseCharacters(params.orDefault(0, 1)),
  '@': (sheet, params) => sheet.insertCharacters(params.orDefault(0, 1)),
  P: (sheet, params) => sheet.deleteCharacters(params.orDefault(0, 1)),
  L: (sheet, params) => sheet.insertLines(params.orDefault(0, 1)),
  M: (sheet, params) => sheet.deleteLines(params.orDefault(0, 1)),
  S: (sheet, params) => sheet.scrollUp(params.orDefault(0, 1)),
  T: (sheet, params) => sheet.scrollDown(0, params.orDefault(0, 1)),
  b: (sheet, params) => sheet.repeat(params.orDefault(0, 1)),
  r: (sheet, params) => sheet.setRegion(params.orDefault(0, 1) - 1, params.orDefault(1, 0x7fff) - 1),
  s: (sheet) => sheet.saveCursor(),
  u: (sheet) => sheet.restoreCursor(),
  '?h': (sheet, params) => setModes(sheet, params, true),
  '?l': (sheet, params) => setModes(sheet, params, false),
};

/** Final characters after which text goes on where it was: they do not make a line anything but plain. */
const HARMLESS = new Set(['m', '?h', '?l', 'K', 'J', 'n', 'c', '>c', '>m', '=u', '>u', '<u', '?u', ' q', 't']);

const ESC_HANDLERS: Record<string, (sheet: Sheet) => void> = {
  '7': (sheet) => sheet.saveCursor(),
  '8': (sheet) => sheet.restoreCursor(),
  c: (sheet) => sheet.clear(),
  D: (sheet) => sheet.lineFeed(),
  E: (sheet) => {
    sheet.lineFeed();
    sheet.carriageReturn();
  },
  M: (sheet) => sheet.reverseLineFeed(),
};

export class TerminalView {
  private readonly sheet: Sheet;
  private readonly parser: SequenceParser;
  private readonly judge: LineJudge;
  private readonly findings: Findings;
  /** Where the next character that the parser gives out stands. */
  private position: Position;
  private plainLines = 0;
  private isLinePlain = true;
  private wasMoved = false;
  private readonly found = new Set<number>();

  constructor(private readonly options: ViewOptions) {
    this.judge = options.judge;
    this.findings = options.findings;
    this.position = options.start;
    this.sheet = new Sheet(options.columns, options.rows, {
      onOverwrite: (row) => this.judgeAt(row),
      onLineDone: () => this.endLine(),
      onNewLine: () => this.finishLine(this.sheet.row - 1),
      onScrollOff: () => this.finishLine(0),
      onClear: () => this.finishAll(),
    });
    this.parser = new SequenceParser({
      onText: (source, start, end) => this.print(source, start, end),
      onControl: (code) => this.control(code),
      onCsi: (_source, start, end, sequence) => this.csi(sequence, end - start),
      onEscape: (_source, start, end, sequence) => this.escape(sequence, end - start),
      onString: (sequence) => this.string(sequence),
      onMalformed: (_source, start, end, controls) => this.advance(end - start, controls),
    });
  }

  push(text: string): void {
    for (let at = 0; at < text.length; at += SLICE_CHARS) {
      this.parser.push(text.slice(at, at + SLICE_CHARS));
      if (!this.sheet.isScreen) this.shortenLine();
    }
  }

  resize(columns: number, rows: number): void {
    this.sheet.resize(columns, rows);
  }

  /** The stream stops within an escape sequence. */
  get isCut(): boolean {
    return this.parser.pending !== '';
  }

  /** Rows have numbers: programs draw them in any order, so a moment must pass before a row can be believed. */
  get isScreen(): boolean {
    return this.sheet.isScreen;
  }

  /** The last line feed left nothing for which the sheet would be needed. */
  get isPlain(): boolean {
    const {sheet} = this;
    const isAtEnd = sheet.isScreen ? !sheet.isAlternate : sheet.row === sheet.rows.length - 1;
    const isBlank = sheet.current.length === 0 && sheet.current.erased.inks.length === 0;
    return isAtEnd && isBlank && !this.isCut && this.plainLines >= (this.wasMoved ? PLAIN_LINES : 1);
  }

  /** What stands left of the cursor in its line. */
  get lineBeforeCursor(): string {
    const {first} = this.sheet.lineAt(this.sheet.row);
    return this.textBeforeCursor(first);
  }

  /** Masks what is decided. `force`: nothing can wait any longer, so what is undecided is masked as it stands. */
  settle(force: boolean): Undecided {
    const current = this.sheet.lineAt(this.sheet.row);
    if (this.sheet.isScreen) this.judgeScreen(current.first);
    else this.judgeOthers(current.first);
    const line = this.settleLine(current, force);
    const string = this.settleString(force);
    return {heldFrom: Math.min(line.heldFrom, string), lingersFrom: line.lingersFrom};
  }

  /** A title, a link or the like of which the end has not come is judged then. */
  private settleString(force: boolean): Position {
    const {pending} = this.parser;
    if (!STRING_START.test(pending)) return NOWHERE;
    if (force) redactUnfinishedString(pending, this.position, this.judge.detector, this.findings);
    return this.position;
  }

  /** Where the keyword begins of which at least so many characters stand left of the cursor. */
  partialFrom(minChars: number): Position {
    const line = this.sheet.lineAt(this.sheet.row);
    const text = this.textBeforeCursor(line.first);
    const chars = this.judge.detector.keywords.partialChars(text);
    if (chars < minChars) return NOWHERE;
    return this.firstPosition(this.rowsOf(line), text.length - chars);
  }

  private settleLine(line: {first: number; last: number}, force: boolean): Undecided {
    const rows = this.rowsOf(line);
    if (!this.mayHoldSecret(rows)) return {heldFrom: NOWHERE, lingersFrom: NOWHERE};
    const text = textOf(rows);
    const {spans, opensBlock} = this.judge.peek([text]);
    const unfinished = this.unfinishedIn(rows, text, this.textBeforeCursor(line.first));
    const heldFrom = opensBlock ? 0 : startOf(unfinished);
    for (const span of spans[0]!) if (force || span.end <= heldFrom) this.maskSpan(rows, text, span);
    if (force) for (const {mask} of unfinished) if (mask !== null) this.maskSpan(rows, text, mask);
    // A blank may be what is left of an erased character, and the value goes on in its place.
    const trimmed = text.trimEnd();
    const lingersFrom = trimmed === text ? NOWHERE : startOf(this.judge.unfinished(trimmed));
    return {heldFrom: this.firstPosition(rows, heldFrom), lingersFrom: this.firstPosition(rows, lingersFrom)};
  }

  private unfinishedIn(rows: readonly SheetRow[], text: string, beforeCursor: string): Unfinished[] {
    // Line editors write a blank behind a full row, only to make the terminal wrap: the value goes on there.
    const isAtWrap = rows.length > 1 && rows.at(-1)!.text.trim() === '';
    const unfinished = this.judge.unfinished(isAtWrap ? text.trimEnd() : text);
    return beforeCursor.length < text.length ? [...unfinished, ...this.judge.unfinished(beforeCursor)] : unfinished;
  }

  /** Lines other than the cursor's are as they are, until they change. */
  private judgeOthers(currentFirst: number): void {
    for (let row = 0; row < this.sheet.rows.length; row++) {
      if (!this.sheet.rows[row]!.isDirty) continue;
      const line = this.sheet.lineAt(row);
      if (line.first !== currentFirst) this.judgeAt(row);
      row = line.last;
    }
  }

  /** All lines of the screen at once, since a block of lines may have scrolled in. */
  private judgeScreen(currentFirst: number): void {
    const {rows: all} = this.sheet;
    if (!all.some((row) => row.isDirty)) return;
    const lines = this.lines();
    if (!lines.some((line) => this.mayHoldSecret(this.rowsOf(line)))) {
      for (const row of all) row.isDirty = false;
      return;
    }
    const texts = lines.map((line) => textOf(this.rowsOf(line)));
    const {spans} = this.judge.peek(texts);
    lines.forEach((line, at) => {
      if (line.first === currentFirst) return;
      const rows = this.rowsOf(line);
      for (const span of spans[at]!) this.maskSpan(rows, texts[at]!, span);
      for (const row of rows) row.isDirty = false;
    });
  }

  private lines(): {first: number; last: number}[] {
    const lines: {first: number; last: number}[] = [];
    for (let row = 0; row < this.sheet.rows.length; ) {
      const line = this.sheet.lineAt(row);
      lines.push(line);
      row = line.last + 1;
    }
    return lines;
  }

  /** What a row shows is about to change: whatever secret it shows now was seen. */
  private judgeAt(row: number): void {
    const rows = this.rowsOf(this.sheet.lineAt(row));
    for (const each of rows) each.isDirty = false;
    if (!this.mayHoldSecret(rows)) return;
    const text = textOf(rows);
    for (const span of this.judge.peek([text]).spans[0]!) this.maskSpan(rows, text, span);
    // A row of a screen ends where the screen does; a line that is typed may have ended in the middle of a token.
    if (this.sheet.isScreen) return;
    for (const {mask} of this.judge.unfinished(text)) if (mask !== null) this.maskSpan(rows, text, mask);
  }

  /** Cheap, since it is asked all the time and nearly always denied. */
  private mayHoldSecret(rows: readonly SheetRow[]): boolean {
    if (this.judge.isInBlock) return true;
    const {keywords} = this.judge.detector;
    this.found.clear();
    let state = 0;
    for (const row of rows) state = keywords.collectCodes(row.codes, state, this.found);
    return this.found.size > 0;
  }

  /** A line editor (fish) may move to the next row by itself when a row is full: then the line is not complete. */
  private endLine(): boolean {
    const line = this.sheet.lineAt(this.sheet.row);
    const isFull = this.sheet.current.length >= this.options.columns;
    if (isFull && this.judge.unfinished(textOf(this.rowsOf(line))).length > 0) return false;
    this.finishLine();
    return true;
  }

  /** The line is complete, or leaves the sheet: by default the cursor's. */
  private finishLine(row = this.sheet.row): void {
    const rows = this.rowsOf(this.sheet.lineAt(row));
    for (const each of rows) each.isDirty = false;
    if (this.mayHoldSecret(rows)) {
      const text = textOf(rows);
      const start = Math.min(this.position, this.firstPosition(rows, 0));
      for (const span of this.judge.push(text, start)) this.maskSpan(rows, text, span);
    }
    this.plainLines = this.isLinePlain ? this.plainLines + 1 : 0;
    this.isLinePlain = true;
  }

  private finishAll(): void {
    this.settle(true);
    this.judge.forgetBlock();
  }

  private maskSpan(rows: SheetRow[], text: string, span: Span): void {
    const inks: Ink[] = [];
    let offset = 0;
    for (const row of rows) {
      const {length} = row.text;
      if (span.end > offset && span.start < offset + length) {
        inks.push(...row.inksBetween(span.start - offset, span.end - offset));
      }
      offset += length;
    }
    const secret = text.slice(span.start, span.end);
    this.findings.know(secret);
    for (const ink of findFragments(
      rows.flatMap((row) => row.erased),
      secret,
    ))
      inks.push(ink);
    for (const ink of inks) this.findings.mask(positionOf(ink), widthOf(ink));
    this.report(rows[0]!, span, inks);
  }

  private report(row: SheetRow, {ruleId, start}: Span, inks: readonly Ink[]): void {
    const key = `${ruleId}:${start}`;
    const waiting = inks.map(positionOf).filter((position) => position >= this.findings.released);
    if (row.reported.has(key) || waiting.length === 0) return;
    row.reported.add(key);
    this.findings.report(
      ruleId,
      this.options.place,
      waiting.reduce((first, position) => Math.min(first, position)),
    );
  }

  /** Where the stream's first character stands that drew something of the line from `unit` on and has not left yet. */
  private firstPosition(rows: SheetRow[], unit: number): Position {
    if (unit === NOWHERE) return NOWHERE;
    let first = NOWHERE;
    let offset = 0;
    const see = (ink: Ink) => {
      const position = positionOf(ink);
      if (position >= this.findings.released && position < first) first = position;
    };
    for (const row of rows) {
      const {length} = row.text;
      if (offset + length > unit) row.inksBetween(unit - offset, length).forEach(see);
      row.erased.inks.forEach(see);
      offset += length;
    }
    return first;
  }

  private rowsOf({first, last}: {first: number; last: number}): SheetRow[] {
    return this.sheet.rows.slice(first, last + 1);
  }

  private textBeforeCursor(first: number): string {
    const {rows, row, column} = this.sheet;
    const above = rows.slice(first, row).map((each) => each.text);
    return above.join('') + rows[row]!.text.slice(0, rows[row]!.unitsBefore(column));
  }

  /** Keeps a line of a roll below its limit: judges it and lets its middle go. */
  private shortenLine(): void {
    const {sheet, options} = this;
    const line = sheet.lineAt(sheet.row);
    const rowsAllowed = Math.ceil(MAX_LINE_CHARS / options.columns);
    if (line.last - line.first < rowsAllowed) return;
    const rows = this.rowsOf(line);
    const text = textOf(rows);
    this.settleLine(line, true);
    // A value that goes on keeps what was before it, so that the rest of it is known for what it is.
    const unfinishedFrom = Math.min(startOf(this.judge.unfinished(text, text.length)), text.length);
    const keptHead = unfinishedFrom < text.length ? Math.ceil(unfinishedFrom / options.columns) + 1 : 0;
    const keptTail = Math.ceil(KEPT_CHARS / options.columns);
    const dropped = rows.length - keptHead - keptTail;
    if (dropped > 0) sheet.dropRows(line.first + keptHead, dropped);
    if (keptHead === 0) sheet.rows[line.first]!.isContinuation = false;
  }

  private print(source: string, start: number, end: number): void {
    this.sheet.print(source, start, end, this.position);
    this.position += end - start;
  }

  private control(code: number): void {
    this.execute(code);
    this.position++;
  }

  private execute(code: number): void {
    const {sheet} = this;
    sheet.endRun();
    switch (code) {
      case 0x08:
        this.move();
        sheet.backspace();
        break;
      case 0x09:
        sheet.tab();
        break;
      case 0x0a:
        sheet.lineFeed();
        break;
      case 0x0b:
      case 0x0c:
      case 0x84:
        this.move();
        sheet.lineFeed();
        break;
      case 0x85:
        sheet.lineFeed();
        sheet.carriageReturn();
        break;
      case 0x0d:
        sheet.carriageReturn();
        break;
      case 0x8d:
        this.move();
        sheet.reverseLineFeed();
        break;
    }
  }

  private csi({prefix, params, intermediates, final, controls}: Sequence, length: number): void {
    const key = nameOf(prefix) + nameOf(intermediates) + nameOf(final);
    this.advance(length, controls);
    if (!HARMLESS.has(key)) this.move();
    const handler = CSI_HANDLERS[key];
    if (handler === undefined) return;
    this.sheet.endRun();
    handler(this.sheet, params);
  }

  private escape({intermediates, final, controls}: Sequence, length: number): void {
    this.advance(length, controls);
    const handler = ESC_HANDLERS[nameOf(intermediates) + nameOf(final)];
    if (handler === undefined) return;
    this.move();
    this.sheet.endRun();
    handler(this.sheet);
  }

  private string(sequence: StringSequence): void {
    redactString(sequence, this.position, this.judge.detector, this.findings);
    this.advance(sequence.raw.length, sequence.controls);
  }

  private advance(length: number, controls: string): void {
    this.position += length;
    for (const control of controls) this.execute(control.charCodeAt(0));
  }

  private move(): void {
    this.isLinePlain = false;
    this.wasMoved = true;
    this.plainLines = 0;
  }
}

const startOf = (unfinished: readonly Unfinished[]) => Math.min(NOWHERE, ...unfinished.map(({from}) => from));

const textOf = (rows: readonly SheetRow[]) => rows.map((row) => row.text).join('');

/** The character of a code, or nothing for 0. Two intermediates make a name that no handler has. */
const nameOf = (code: number) => (code === 0 ? '' : String.fromCharCode(code));

const ALTERNATE_SCREENS = new Set([47, 1047, 1049]);
const WRAP_MODE = 7;

function setModes(sheet: Sheet, params: Params, isOn: boolean): void {
  for (const mode of params.toArray()) {
    if (ALTERNATE_SCREENS.has(mode)) sheet.setAlternate(isOn);
    else if (mode === WRAP_MODE) sheet.setWrap(isOn);
  }
}
