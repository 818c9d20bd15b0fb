/** The keys that a user typed, on their way through the redactor: judged as the lines they make. */
import {Utf8Decoder} from '../terminal/utf8.ts';
import type {Detector, Span} from './detector.ts';
import {suspectFrom} from './edited-line.ts';
import {Findings} from './findings.ts';
import {findFragments} from './fragments.ts';
import {InputLine} from './input-line.ts';
import type {KnownValues} from './known-values.ts';
import {LineJudge} from './line-judge.ts';
import {maskKnownText} from './mask-known-text.ts';
import type {RedactedText, RedactionPlace} from './redacted.ts';
import type {Position} from './replacements.ts';
import {positionOf, widthOf} from './sheet-row.ts';
import type {TextStream} from './text-stream.ts';
import {TypedEcho} from './typed-echo.ts';

const NOWHERE = Number.POSITIVE_INFINITY;
/** Keys that were not echoed: of a password, or of a program that has none to show for them. */
const HIDDEN_RULE = 'input-without-echo';
/** A line that is longer is no line but a paste into a program that reads keys. */
const MAX_LINE_CHARS = 16 * 1024;

export class InputStream {
  end: Position = 0;
  heldFrom: Position = NOWHERE;
  /** From here on it is not known whether the terminal has shown it. */
  lingersFrom: Position = NOWHERE;
  /** As of a `TextStream`. */
  editedFrom: Position = NOWHERE;
  private readonly decoder = new Utf8Decoder();
  private readonly findings = new Findings();
  private readonly judge: LineJudge;
  private readonly line: InputLine;
  private readonly echo = new TypedEcho();
  /** What the terminal showed left of the cursor when the line began: the question that it answers. */
  private prompt = '';

  /** @param terminal What is seen there. */
  constructor(
    detector: Detector,
    private readonly values: KnownValues,
    private readonly terminal: Pick<TextStream, 'lineBeforeCursor' | 'isEdited'>,
  ) {
    this.judge = new LineJudge(detector, values);
    this.line = new InputLine({
      onInsert: (character, inkPosition) => this.echo.type(character, inkPosition),
      onErase: () => this.mask(this.spans()),
      onDone: () => this.finishLine(),
    });
  }

  push(bytes: Uint8Array): string {
    return this.read(this.decoder.push(bytes));
  }

  flush(): string {
    return this.read(this.decoder.end());
  }

  /** What a program wrote may be the echo of what was typed. */
  noteShown(text: string): void {
    this.echo.show(text);
  }

  get isCut(): boolean {
    return this.decoder.isCut || this.line.isCut;
  }

  /** The line was given up without a key that says so. */
  forgetLine(): void {
    this.finishLine();
  }

  settle(force: boolean): void {
    const text = this.prompt + this.line.text;
    const unfinished = this.judge.unfinished(text);
    const from = Math.min(...unfinished.map((each) => each.from), text.length);
    this.mask(this.spans().filter(({end}) => force || end <= from));
    if (force) this.mask(unfinished.flatMap(({mask}) => mask ?? []));
    this.lingersFrom = force ? NOWHERE : this.echo.waitsFrom;
    this.editedFrom = force || !this.terminal.isEdited ? NOWHERE : this.suspectFrom();
    this.heldFrom = force ? NOWHERE : Math.min(this.judge.blockStart ?? NOWHERE, this.undecidedFrom(from, text.length));
  }

  /** As of a `TextStream`. */
  maskKnown(held: string): void {
    maskKnownText(held, 'input', this.values, this.findings);
  }

  take(text: string): {text: RedactedText; found: {ruleId: string; place: RedactionPlace}[]} {
    this.maskHidden(this.findings.released + text.length);
    return this.findings.take(text);
  }

  private read(text: string): string {
    if (this.line.isEmpty) this.prompt = this.terminal.lineBeforeCursor;
    this.line.type(text, this.end);
    this.end += text.length;
    if (this.line.text.length > MAX_LINE_CHARS) this.finishLine();
    return text;
  }

  private suspectFrom(): Position {
    const {text} = this.line;
    const from = suspectFrom(text, 0);
    return from === -1 ? NOWHERE : this.undecidedFrom(this.prompt.length + from, this.prompt.length + text.length);
  }

  private undecidedFrom(from: number, length: number): Position {
    if (from >= length) return NOWHERE;
    const offset = this.prompt.length;
    const inks = [...this.line.inksBetween(from - offset, length - offset), ...this.line.erased.inks];
    const waiting = inks.map(positionOf).filter((position) => position >= this.findings.released);
    return waiting.reduce((first, position) => Math.min(first, position), NOWHERE);
  }

  private spans(): Span[] {
    return this.judge.peek([this.prompt + this.line.text]).spans[0]!;
  }

  /** What the terminal did not show until now is not kept. */
  private maskHidden(end: Position): void {
    const hidden = this.echo.takeHidden(end);
    if (hidden.length === 0) return;
    for (const {character, position} of hidden) this.findings.maskText(character, position);
    this.findings.report(HIDDEN_RULE, 'input', hidden[0]!.position);
    const text = hidden.map(({character}) => character).join('');
    this.judge.learn(text, {start: 0, end: text.length, ruleId: HIDDEN_RULE});
  }

  private finishLine(): void {
    // Several words are a command that was typed ahead, and shown later.
    const hidden = this.echo.enter();
    if (!/\s/.test(hidden)) this.judge.learn(hidden, {start: 0, end: hidden.length, ruleId: HIDDEN_RULE});
    this.mask(this.judge.push(this.prompt + this.line.text, this.end));
    this.line.clear();
    this.prompt = '';
  }

  private mask(spans: readonly Span[]): void {
    const offset = this.prompt.length;
    for (const span of spans) {
      const {start, end, ruleId} = span;
      this.judge.learn(this.prompt + this.line.text, span);
      const inks = new Set(this.line.inksBetween(start - offset, end - offset));
      const secret = (this.prompt + this.line.text).slice(start, end);
      for (const ink of findFragments([this.line.erased], secret)) inks.add(ink);
      for (const ink of inks) this.findings.mask(positionOf(ink), widthOf(ink));
      if (inks.size > 0) this.findings.report(ruleId, 'input', positionOf([...inks][0]!));
    }
  }
}
