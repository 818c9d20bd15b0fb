/** Judges the lines of one stream of text in order: what stands in a line, and what goes over many. */
import {BlockTracker} from './block-tracker.ts';
import {cutInCells} from './cut-secrets.ts';
import type {Detector, Span, Unfinished} from './detector.ts';
import {DumpReader, type TextJudge} from './dump-reader.ts';
import {FoldReader} from './fold-reader.ts';
import {KnownValues} from './known-values.ts';
import {type Follower, ReaderPlace, type Reading} from './line-reader.ts';
import {linesInQuotes} from './literals.ts';
import {ManifestReader} from './manifest-reader.ts';
import {NamedValueReader} from './named-value-reader.ts';
import type {Position} from './replacements.ts';
import {maySpread} from './spreading.ts';
import {TableReader} from './table-reader.ts';
import {formsOf} from './value-forms.ts';
import {WordWrapReader} from './word-wrap-reader.ts';

export class LineJudge {
  /** Where the line began in which the open block began; null when there is none. */
  blockStart: Position | null = null;
  private readonly blocks: BlockTracker;
  private readonly followers: Follower[];

  /** @param values Of all streams of the session. */
  constructor(
    readonly detector: Detector,
    readonly values: KnownValues,
    isOfDump = false,
  ) {
    this.blocks = new BlockTracker(detector.rules);
    this.followers = [
      new ReaderPlace(new ManifestReader()),
      new ReaderPlace(new TableReader(detector)),
      new ReaderPlace(new NamedValueReader(detector)),
      new ReaderPlace(new FoldReader(detector)),
      new ReaderPlace(new WordWrapReader(detector)),
    ];
    if (!isOfDump) this.followers.push(new ReaderPlace(new DumpReader(textJudge(detector))));
  }

  /** The next line may belong to a secret whatever stands in it. */
  get isOpen(): boolean {
    return this.blocks.isOpen || this.followers.some(({isOpen}) => isOpen);
  }

  /** Takes a line that is complete. `position`: where it began in its stream. */
  push(line: string, position: Position = 0, candidates = this.detector.candidates(line)): Span[] {
    if (candidates.size === 0 && !this.isOpen) return this.values.find(line);
    const inBlock = this.blocks.push(line);
    if (!this.blocks.holdsLines) this.blockStart = null;
    else this.blockStart ??= position;
    const spans = [...inBlock, ...this.findIn(line, candidates)];
    for (const follower of this.followers) {
      const reading = follower.push(line);
      this.addRead(line, reading, spans);
    }
    for (const span of spans) this.learn(line, span);
    return this.withKnown(line, spans);
  }

  /** Looks at lines that may still change; a later `push` or `peek` sees them again. */
  peek(lines: readonly string[]): {spans: Span[][]; opensBlock: boolean} {
    const candidates = lines.map((line) => this.detector.candidates(line));
    if (!this.isOpen && candidates.every((found) => found.size === 0)) {
      return {spans: lines.map((line) => this.values.find(line)), opensBlock: false};
    }
    const {spans, isOpen} = this.blocks.peek(lines);
    const all = lines.map((line, at) => [...spans[at]!, ...this.findIn(line, candidates[at]!)]);
    for (const follower of this.followers) {
      follower.peek(lines).forEach((reading, at) => {
        this.addRead(lines[at]!, reading, all[at]!);
      });
    }
    return {spans: all.map((found, at) => this.withKnown(lines[at]!, found)), opensBlock: isOpen};
  }

  /** @returns The spans, and what else of the line repeats a known value. */
  withKnown(line: string, spans: Span[]): Span[] {
    const known = this.values.find(line);
    return known.length === 0 ? spans : [...spans, ...known.filter((span) => !isCovered(span, spans))];
  }

  /** What one line tells by itself, and the lines that it holds in quotes. */
  private findIn(line: string, candidates: ReadonlySet<number>): Span[] {
    const spans = this.detector.find(line, candidates);
    if (candidates.size === 0) return spans;
    for (const [start, end] of linesInQuotes(line)) {
      const found = this.detector.find(line.slice(start, end), candidates);
      for (const span of found) {
        const moved = {...span, start: span.start + start, end: span.end + start};
        if (!isCovered(moved, spans)) spans.push(moved);
      }
    }
    const cut = cutInCells(line, (text) => this.detector.unfinished(text, candidates));
    spans.push(...cut.filter((span) => !isCovered(span, spans)));
    return spans;
  }

  private addRead(line: string, {spans, told = []}: Reading, found: Span[]): void {
    found.push(...spans.filter((span) => !isCovered(span, found) && this.isWanted(line, span)));
    for (const {value, ruleId} of told) {
      if (this.isWanted(value, {start: 0, end: value.length, ruleId})) this.learnValue(value, ruleId);
    }
  }

  /** The user may have switched the rule off or allowed the value. */
  private isWanted(line: string, {start, end, ruleId}: Span): boolean {
    const rule = this.detector.rules.find(({id}) => id === ruleId);
    return rule !== undefined && !rule.allows?.(line, start, end);
  }

  /** What was recognised here is masked wherever else it stands, if it is no value that stands elsewhere by chance. */
  learn(line: string, {start, end, ruleId}: Span): void {
    this.learnValue(line.slice(start, end), ruleId);
  }

  private learnValue(value: string, ruleId: string): void {
    // What a profile or a name told is judged by the value alone.
    const rule = this.detector.rules.find(({id}) => id === ruleId) ?? {};
    if (!maySpread(rule, value)) return;
    for (const form of formsOf(value)) this.values.add(form, ruleId);
  }

  /** What at the end of a line could still become a secret. `reach`: see `Detector.unfinished`. */
  unfinished(line: string, reach?: number): Unfinished[] {
    const candidates = this.detector.candidates(line);
    const found = candidates.size === 0 ? [] : this.detector.unfinished(line, candidates, reach);
    return this.blocks.holds(line) || this.followers.some((follower) => follower.holds(line))
      ? [...found, {from: 0, mask: null, ruleId: null}]
      : found;
  }

  /** What a header began is gone from sight: the next line is no body. */
  forgetBlock(): void {
    this.blocks.reset();
    for (const follower of this.followers) follower.reset();
    this.blockStart = null;
  }
}

/** Made when there is a dump. */
function textJudge(detector: Detector): TextJudge {
  let made: LineJudge | null = null;
  const judge = () => {
    made ??= new LineJudge(detector, new KnownValues(), true);
    return made;
  };
  return {
    peek: (lines) => judge().peek(lines),
    unfinished: (line) => judge().unfinished(line),
    candidates: (line) => detector.candidates(line),
  };
}

const isCovered = (span: Span, spans: readonly Span[]) =>
  spans.some(({start, end}) => start <= span.start && span.end <= end);
