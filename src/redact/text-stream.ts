/**
 * One stream of bytes on its way through the redactor. Lines that hold nothing of interest, which are nearly all, are only
 * scanned; where a keyword or a movement of the cursor comes, a `TerminalView` reads on until plain lines follow again.
 */
import {Utf8Decoder} from '../terminal/utf8.ts';
import {ColouredLine} from './coloured-line.ts';
import type {Detector} from './detector.ts';
import {EditedLine} from './edited-line.ts';
import {Findings} from './findings.ts';
import type {KnownValues} from './known-values.ts';
import {LineJudge} from './line-judge.ts';
import {maskKnownText} from './mask-known-text.ts';
import {afterInvisible, afterSequence, PlainScanner, Stop, startOfLastVisible, visibleText} from './plain-scanner.ts';
import type {RedactedText, RedactionPlace} from './redacted.ts';
import type {Position} from './replacements.ts';
import {NOWHERE} from './sheet-line.ts';
import {TerminalView} from './terminal-view.ts';

/** A keyword of which fewer characters came may be any word: it is not worth holding back a line. */
const MIN_PARTIAL_CHARS = 3;
/** So many are the beginning of a token and of nothing else. */
const TELLING_CHARS = 8;
/** A line without a keyword is not kept beyond this: so much of it may belong to a secret whose keyword comes. */
const MAX_TAIL_CHARS = 32 * 1024;
const KEPT_TAIL_CHARS = 8 * 1024;
/** Eight characters with colours between them take no more. */
const MAX_PIECE_UNITS = 256;

export class TextStream {
  /** Characters that came so far. */
  end: Position = 0;
  /** From here on text may belong to a secret and waits until it is decided. */
  heldFrom: Position = NOWHERE;
  /** From here on it only helps to recognise what may come, so it waits a moment. */
  lingersFrom: Position = NOWHERE;
  /** From here on it is being edited: what comes before it in the end may tell that it is secret. */
  editedFrom: Position = NOWHERE;
  private readonly edited = new EditedLine();
  private readonly decoder = new Utf8Decoder();
  private readonly findings = new Findings();
  private readonly judge: LineJudge;
  private readonly scanner: PlainScanner;
  private view: TerminalView | null = null;
  /** The line that is not finished, as far as it was only scanned. */
  private tail = '';

  constructor(
    detector: Detector,
    private readonly values: KnownValues,
    private readonly place: RedactionPlace,
    private columns: number,
    private rows: number,
  ) {
    this.judge = new LineJudge(detector, values);
    this.scanner = new PlainScanner(detector.keywords);
  }

  /** Begins behind text that has left already, through another stream. */
  resume(text: string): void {
    this.read(text);
    this.findings.take(text);
  }

  /** @returns The bytes as text; what the cut left of a character comes with the next ones. */
  push(bytes: Uint8Array): string {
    return this.read(this.decoder.push(bytes));
  }

  /** The rest of a character that did not come: its bytes as they are. */
  flush(): string {
    return this.read(this.decoder.end());
  }

  /** It stops within a character or an escape sequence: a reader that begins here would not understand what follows. */
  get isCut(): boolean {
    return this.decoder.isCut || (this.view?.isCut ?? false);
  }

  /** Rows are drawn in any order; see `TerminalView.isScreen`. */
  get isScreen(): boolean {
    return this.view?.isScreen ?? false;
  }

  /** A line editor reads a line that is typed. */
  get isEdited(): boolean {
    return this.edited.isOpen && !this.isScreen;
  }

  /** Visible text of the unfinished line, as far as the cursor. */
  get lineBeforeCursor(): string {
    return this.view?.lineBeforeCursor ?? visibleText(this.tail);
  }

  resize(columns: number, rows: number): void {
    this.columns = columns;
    this.rows = rows;
    this.view?.resize(columns, rows);
  }

  /** Decides what can be decided. `force`: nothing may wait, so what is undecided is masked as it stands. */
  settle(force: boolean): void {
    const undecided = this.view?.settle(force);
    this.heldFrom = NOWHERE;
    this.lingersFrom = NOWHERE;
    this.editedFrom = NOWHERE;
    if (force) return;
    if (this.isEdited) this.editedFrom = this.suspectFrom();
    const blockFrom = this.judge.blockStart ?? NOWHERE;
    this.heldFrom = Math.min(undecided?.heldFrom ?? NOWHERE, blockFrom, this.partialFrom(TELLING_CHARS));
    const lingersFrom = Math.min(undecided?.lingersFrom ?? NOWHERE, this.partialFrom(MIN_PARTIAL_CHARS));
    this.lingersFrom = this.isScreen ? 0 : Math.min(lingersFrom, this.view?.movedFrom ?? NOWHERE);
  }

  /** Masks what repeats known values in text that has not left yet: it came before they were known. */
  maskKnown(held: string): void {
    maskKnownText(held, this.place, this.values, this.findings);
    this.view?.lookAgain();
  }

  /** The next piece of the stream, masked, and what was found in it. Pieces leave in order. */
  take(text: string): {text: RedactedText; found: {ruleId: string; place: RedactionPlace}[]} {
    return this.findings.take(text);
  }

  /** Where the keyword begins of which at least so many characters stand at the end. */
  private partialFrom(minChars: number): Position {
    if (this.view !== null) return this.view.partialFrom(minChars);
    const chars = this.scanner.partialChars;
    if (chars < minChars) return NOWHERE;
    return this.end - this.tail.length + startOfLastVisible(this.tail, chars);
  }

  private suspectFrom(): Position {
    if (this.view !== null) return this.view.positionOf((line) => this.edited.suspectFrom(line));
    const visible = visibleText(this.tail);
    const unit = this.edited.suspectFrom(visible);
    return unit === -1 ? NOWHERE : this.end - this.tail.length + startOfLastVisible(this.tail, visible.length - unit);
  }

  private read(text: string): string {
    this.end += text.length;
    if (this.place === 'output') this.edited.follow(text);
    let rest = text;
    while (rest !== '') rest = this.view === null ? this.scan(rest) : this.look(this.view, rest);
    return text;
  }

  /** Reads in the plain way. @returns What could not be read so; a view is there for it. */
  private scan(text: string): string {
    const {scanner} = this;
    const source = this.tail + text;
    const start = this.end - source.length;
    scanner.lineStart = 0;
    let {version} = this.values;
    let knownAt = this.nextKnown(source);
    for (;;) {
      const stop = scanner.scan(source, this.judge.isOpen ? 0 : knownAt);
      if (this.needsView(stop, source, knownAt)) return this.openView(source, start);
      if (stop === Stop.End) break;
      const line = source.slice(scanner.lineStart, scanner.lineEnd);
      if (scanner.hasSequences) this.judgeColoured(line, start + scanner.lineStart);
      else this.judgeLine(line, start + scanner.lineStart);
      scanner.startLine(scanner.at);
      if (knownAt > scanner.at && version === this.values.version) continue;
      version = this.values.version;
      knownAt = this.nextKnown(source);
    }
    this.keepTail(source.slice(scanner.lineStart), scanner.at - scanner.lineStart);
    return '';
  }

  /** Where the next piece of a known value ends that is not read in full yet. Infinity: there is none. */
  private nextKnown(source: string): number {
    const {lineStart, at} = this.scanner;
    return this.values.firstIn(source, Math.max(lineStart, at - MAX_PIECE_UNITS), afterInvisible);
  }

  private needsView(stop: Stop, source: string, knownAt: number): boolean {
    const {scanner} = this;
    if (stop === Stop.Line) return false;
    if (stop === Stop.Careful) return true;
    if (knownAt < NOWHERE) return true;
    // A line that may become a secret is followed character by character.
    return scanner.keywords.size > 0 || (this.judge.isOpen && scanner.lineStart < source.length);
  }

  private judgeLine(line: string, position: Position): void {
    const spans = this.judge.push(line, position, this.scanner.keywords);
    for (const {start, end, ruleId} of spans) {
      this.findings.maskText(line.slice(start, end), position + start);
      this.findings.report(ruleId, this.place, position + start);
    }
  }

  private judgeColoured(line: string, position: Position): void {
    const coloured = new ColouredLine(line);
    for (const {start, end, ruleId} of this.judge.push(coloured.shown, position, this.scanner.keywords)) {
      const places = coloured.placesOf(start, end);
      for (const place of places) this.findings.maskText(line.slice(place.start, place.end), position + place.start);
      this.findings.report(ruleId, this.place, position + places[0]!.start);
    }
  }

  private keepTail(tail: string, readChars: number): void {
    const cut = tail.length > MAX_TAIL_CHARS ? afterWholeSequence(tail, tail.length - KEPT_TAIL_CHARS) : 0;
    this.tail = cut === 0 ? tail : tail.slice(cut);
    this.scanner.lineStart = 0;
    this.scanner.at = readChars - cut;
  }

  private openView(source: string, start: Position): string {
    const {judge, findings, place, columns, rows, scanner} = this;
    const {lineStart} = scanner;
    this.view = new TerminalView({judge, findings, place, columns, rows, start: start + lineStart});
    this.tail = '';
    scanner.startLine(0);
    return source.slice(lineStart);
  }

  /** Reads with care, up to the next line end. @returns What is left. */
  private look(view: TerminalView, text: string): string {
    const lineFeed = text.indexOf('\n');
    if (lineFeed === -1) {
      view.push(text);
      return '';
    }
    view.push(text.slice(0, lineFeed + 1));
    if (view.isPlain) this.view = null;
    return text.slice(lineFeed + 1);
  }
}

/** The place, or where the sequence ends that it would cut. */
function afterWholeSequence(text: string, place: number): number {
  const start = text.lastIndexOf('\x1b', place);
  return start === -1 ? place : Math.max(place, afterSequence(text, start));
}
