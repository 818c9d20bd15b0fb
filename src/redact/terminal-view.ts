/**
 * The careful way to read a stream: an emulator small enough for it tells which characters stand beside each other,
 * whatever the order in which they were drawn and whatever stands between them in the stream.
 */
import {cutSecrets, isCutAtMargin, withoutMarginMark} from './cut-secrets.ts';
import type {Span, Unfinished} from './detector.ts';
import type {Findings} from './findings.ts';
import {findFragments} from './fragments.ts';
import type {LineJudge} from './line-judge.ts';
import type {RedactionPlace} from './redacted.ts';
import type {Position} from './replacements.ts';
import {type Region, type RegionLine, regionsOf} from './screen-regions.ts';
import {Sheet} from './sheet.ts';
import {NOWHERE, SheetLine} from './sheet-line.ts';
import {type Ink, positionOf, widthOf} from './sheet-row.ts';
import {redactString, redactUnfinishedString} from './string-sequence.ts';
import {TerminalWriter} from './terminal-writer.ts';

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

export class TerminalView {
  private readonly sheet: Sheet;
  private readonly writer: TerminalWriter;
  private readonly judge: LineJudge;
  private readonly findings: Findings;
  private readonly place: RedactionPlace;
  private plainLines = 0;
  private isLinePlain = true;
  private wasMoved = false;
  private readonly keywords = new Set<number>();

  constructor({judge, findings, place, columns, rows, start}: ViewOptions) {
    this.judge = judge;
    this.findings = findings;
    this.place = place;
    this.sheet = new Sheet(columns, rows, {
      onOverwrite: (row) => this.judgeBeforeChange(row),
      onLineDone: () => this.endLine(),
      onNewLine: () => this.finishLine(this.sheet.row - 1),
      onScrollOff: () => this.finishLine(0),
      onClear: () => this.finishAll(),
    });
    this.writer = new TerminalWriter(this.sheet, start, {
      onString: (sequence, position) => redactString(sequence, position, judge, findings),
      onMove: () => this.noteMove(),
    });
  }

  push(text: string): void {
    for (let at = 0; at < text.length; at += SLICE_CHARS) {
      this.writer.push(text.slice(at, at + SLICE_CHARS));
      if (!this.sheet.isScreen) this.shortenLine();
    }
  }

  resize(columns: number, rows: number): void {
    this.sheet.resize(columns, rows);
  }

  /** More is known than when the rows were judged. */
  lookAgain(): void {
    for (const row of this.sheet.rows) row.isDirty = true;
  }

  /** The stream stops within an escape sequence. */
  get isCut(): boolean {
    return this.writer.pending !== '';
  }

  /** Rows have numbers: programs draw them in any order, so a moment must pass before a row can be believed. */
  get isScreen(): boolean {
    return this.sheet.isScreen;
  }

  /** Where the cursor's line begins if it is not written from left to right; else NOWHERE. */
  get movedFrom(): Position {
    const line = this.lineAt(this.sheet.row);
    const isAtEnd = this.isLinePlain && this.beforeCursor(line).length >= line.text.trimEnd().length;
    return isAtEnd ? NOWHERE : line.firstPosition(0, this.findings.released);
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
    return this.beforeCursor(this.lineAt(this.sheet.row));
  }

  /** @param find Finds a place in the cursor's line, or -1. */
  positionOf(find: (line: string) => number): Position {
    const line = this.lineAt(this.sheet.row);
    const unit = find(line.text);
    return unit === -1 ? NOWHERE : line.firstPosition(unit, this.findings.released);
  }

  /** Masks what is decided. `force`: nothing can wait any longer, so what is undecided is masked as it stands. */
  settle(force: boolean): Undecided {
    const current = this.lineAt(this.sheet.row);
    const spans = this.sheet.isScreen ? this.judgeScreen(current) : this.judgeRoll(current);
    const line = spans === null ? NOTHING_UNDECIDED : this.settleLine(current, spans, force);
    return {heldFrom: Math.min(line.heldFrom, this.settleString(force)), lingersFrom: line.lingersFrom};
  }

  /** Where the keyword begins of which at least so many characters stand left of the cursor. */
  partialFrom(minChars: number): Position {
    const line = this.lineAt(this.sheet.row);
    const text = this.beforeCursor(line);
    const chars = this.judge.detector.keywords.partialChars(text);
    if (chars < minChars) return NOWHERE;
    return line.firstPosition(text.length - chars, this.findings.released);
  }

  /** A title, a link or the like of which the end has not come is judged then. */
  private settleString(force: boolean): Position {
    const {pending, position} = this.writer;
    if (!STRING_START.test(pending)) return NOWHERE;
    if (force) redactUnfinishedString(pending, position, this.judge, this.findings);
    return position;
  }

  /** The cursor's line, to which more may come. */
  private settleLine(line: SheetLine, {spans, opensBlock}: Verdict, force: boolean): Undecided {
    const {text} = line;
    const unfinished = this.unfinishedIn(line, text);
    const heldFrom = opensBlock ? 0 : startOf(unfinished);
    for (const span of spans) if (force || span.end <= heldFrom) this.mask(line, text, span);
    if (force) for (const {mask} of unfinished) if (mask !== null) this.mask(line, text, mask);
    // A blank may be what is left of an erased character, and the value goes on in its place.
    const trimmed = text.trimEnd();
    const lingersFrom = trimmed === text ? NOWHERE : startOf(this.judge.unfinished(trimmed));
    const {released} = this.findings;
    return {heldFrom: line.firstPosition(heldFrom, released), lingersFrom: line.firstPosition(lingersFrom, released)};
  }

  private unfinishedIn(line: SheetLine, text: string): Unfinished[] {
    const unfinished = this.judge.unfinished(line.isAtWrap ? text.trimEnd() : text);
    const beforeCursor = this.beforeCursor(line);
    return beforeCursor.length < text.length ? [...unfinished, ...this.judge.unfinished(beforeCursor)] : unfinished;
  }

  /** Lines other than the cursor's are as they are, until they change. Null: the cursor's line needs no look either. */
  private judgeRoll(current: SheetLine): Verdict | null {
    const {rows} = this.sheet;
    for (let row = 0; row < rows.length; ) {
      const line = rows[row]!.isDirty ? this.lineAt(row) : null;
      if (line !== null && line.first !== current.first) this.judgeNow(line);
      row = line === null ? row + 1 : line.first + line.rows.length;
    }
    if (!this.mayHoldSecret([current])) return null;
    const {spans, opensBlock} = this.judge.peek([current.text]);
    return {spans: spans[0]!, opensBlock};
  }

  /** All lines of the screen at once, since a block of lines may have scrolled in. */
  private judgeScreen(current: SheetLine): Verdict | null {
    const lines = this.lines();
    const regions = lines.some((line) => line.isDirty) ? regionsOf(this.sheet.rows, this.sheet.columns) : [];
    if (!this.mayHoldSecret(lines) && !regions.some((region) => this.mayGoOn(region))) {
      for (const line of lines) line.markJudged();
      return null;
    }
    const {spans} = this.judge.peek(lines.map((line) => line.text));
    this.judgeRegions(regions);
    lines.forEach((line, at) => {
      if (line.first === current.first) return;
      if (line.isDirty) for (const span of spans[at]!) this.mask(line, line.text, span);
      line.markJudged();
    });
    return {spans: spans[lines.findIndex((line) => line.first === current.first)] ?? [], opensBlock: false};
  }

  /** Panes, and rows that go on in the next one: what is secret there is masked as far as it is drawn. */
  private judgeRegions(regions: readonly Region[]): void {
    regions.forEach((region, number) => {
      const {spans} = this.judge.peek(region.map(({text}) => text));
      region.forEach((line, at) => {
        // Single rows as wide as the screen are judged as lines.
        if (number > 0 || line.segments.length > 1) for (const span of spans[at]!) this.maskIn(line, span);
        // What the row, the pane or a ticker's window cut off.
        const text = withoutMarginMark(line.text.trimEnd());
        for (const span of cutSecrets(text, this.judge.unfinished(text))) this.maskIn(line, span);
      });
    });
  }

  /** Does a line over several rows hold what none of them holds by itself? */
  private mayGoOn(region: Region): boolean {
    return region.some(({text, segments}) => segments.length > 1 && this.judge.detector.candidates(text).size > 0);
  }

  private maskIn({text, segments}: RegionLine, span: Span): void {
    const inks: Ink[] = [];
    let offset = 0;
    for (const {row: number, start, end} of segments) {
      const row = this.sheet.rows[number]!;
      const {length} = row.textBetween(start, end);
      const before = row.unitsBefore(start);
      const from = Math.max(span.start - offset, 0);
      const to = Math.min(span.end - offset, length);
      if (from < to) inks.push(...row.inksBetween(before + from, before + to));
      offset += length;
    }
    this.judge.learn(text, span);
    const reportAt = this.maskInks(inks);
    if (reportAt !== NOWHERE) this.findings.report(span.ruleId, this.place, reportAt);
  }

  private lines(): SheetLine[] {
    const lines: SheetLine[] = [];
    for (let row = 0; row < this.sheet.rows.length; ) {
      const line = this.lineAt(row);
      lines.push(line);
      row = line.first + line.rows.length;
    }
    return lines;
  }

  private judgeNow(line: SheetLine): void {
    line.markJudged();
    if (!this.mayHoldSecret([line])) return;
    const {text} = line;
    for (const span of this.judge.peek([text]).spans[0]!) this.mask(line, text, span);
  }

  /** What a row shows is about to change: whatever secret it shows now was seen. */
  private judgeBeforeChange(row: number): void {
    const line = this.lineAt(row);
    this.judgeNow(line);
    if (!this.mayHoldSecret([line])) return;
    // A row of a screen ends where the screen does; a line that is typed may have ended in the middle of a token.
    if (this.sheet.isScreen) {
      this.judgeRegions(regionsOf(this.sheet.rows, this.sheet.columns));
      return;
    }
    const {text} = line;
    for (const {mask} of this.judge.unfinished(text)) if (mask !== null) this.mask(line, text, mask);
  }

  /** Cheap, since it is asked all the time and nearly always denied. */
  private mayHoldSecret(lines: readonly SheetLine[]): boolean {
    if (this.judge.isOpen) return true;
    this.keywords.clear();
    for (const line of lines) line.collectKeywords(this.judge.detector.keywords, this.keywords);
    return this.keywords.size > 0 || lines.some((line) => this.judge.values.mayStandIn(line.codes));
  }

  /** A line editor (fish) may move to the next row by itself when a row is full: then the line is not complete. */
  private endLine(): boolean {
    const isFull = this.sheet.current.length >= this.sheet.columns;
    if (isFull && this.judge.unfinished(this.lineAt(this.sheet.row).text).length > 0) return false;
    this.finishLine(this.sheet.row);
    return true;
  }

  /** The line is complete, or leaves the sheet. */
  private finishLine(row: number): void {
    const line = this.lineAt(row);
    line.markJudged();
    if (this.mayHoldSecret([line])) {
      const {text} = line;
      const start = Math.min(this.writer.position, line.firstPosition(0, this.findings.released));
      for (const span of this.judge.push(text, start)) this.mask(line, text, span);
      this.maskAtMargin(line, text);
    }
    this.plainLines = this.isLinePlain ? this.plainLines + 1 : 0;
    this.isLinePlain = true;
  }

  /** What a pager does not show of a line that is wider than the screen. */
  private maskAtMargin(line: SheetLine, text: string): void {
    if (line.rows[0]!.length < this.sheet.columns || line.rows.length > 1 || !isCutAtMargin(text)) return;
    const shown = withoutMarginMark(text);
    for (const span of cutSecrets(shown, this.judge.unfinished(shown))) this.mask(line, text, span);
  }

  private finishAll(): void {
    this.settle(true);
    this.judge.forgetBlock();
  }

  private mask(line: SheetLine, text: string, span: Span): void {
    const {start, end, ruleId} = span;
    this.judge.learn(text, span);
    const inks = line.inksBetween(start, end);
    for (const ink of findFragments(line.erasedSince(text.slice(start, end)), text.slice(start, end))) inks.push(ink);
    const reportAt = this.maskInks(inks);
    const key = `${ruleId}:${start}`;
    if (reportAt === NOWHERE || line.reported.has(key)) return;
    line.reported.add(key);
    this.findings.report(ruleId, this.place, reportAt);
  }

  /** @returns Where the first of them stands that was not masked before; NOWHERE where there is none. */
  private maskInks(inks: readonly Ink[]): Position {
    let first = NOWHERE;
    for (const ink of inks) {
      const position = positionOf(ink);
      if (position < this.findings.released || this.findings.isMasked(position)) continue;
      this.findings.mask(position, widthOf(ink));
      first = Math.min(first, position);
    }
    return first;
  }

  private lineAt(row: number): SheetLine {
    return new SheetLine(this.sheet, row);
  }

  private beforeCursor(line: SheetLine): string {
    return line.text.slice(0, line.unitsBefore(this.sheet.row, this.sheet.column));
  }

  /** Keeps a line of a roll below its limit: judges it and lets its middle go. */
  private shortenLine(): void {
    const {sheet} = this;
    const line = this.lineAt(sheet.row);
    if (line.rows.length * sheet.columns < MAX_LINE_CHARS) return;
    this.settle(true);
    const {text} = line;
    // A value that goes on keeps what was before it, so that the rest of it is known for what it is.
    const unfinishedFrom = Math.min(startOf(this.judge.unfinished(text, text.length)), text.length);
    const keptHead = unfinishedFrom < text.length ? Math.ceil(unfinishedFrom / sheet.columns) + 1 : 0;
    const dropped = line.rows.length - keptHead - Math.ceil(KEPT_CHARS / sheet.columns);
    if (dropped > 0) sheet.dropRows(line.first + keptHead, dropped);
    if (keptHead === 0) sheet.rows[line.first]!.isContinuation = false;
  }

  private noteMove(): void {
    this.isLinePlain = false;
    this.wasMoved = true;
    this.plainLines = 0;
  }
}

/** What is secret in the cursor's line as it stands, and whether it begins a block of lines. */
interface Verdict {
  spans: readonly Span[];
  opensBlock: boolean;
}

const NOTHING_UNDECIDED: Undecided = {heldFrom: NOWHERE, lingersFrom: NOWHERE};

const startOf = (unfinished: readonly Unfinished[]) => Math.min(NOWHERE, ...unfinished.map(({from}) => from));
