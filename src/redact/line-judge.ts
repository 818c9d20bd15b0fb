/** Judges the lines of one stream of text in order: what stands in a line, and what goes over many. */
import {BlockTracker} from './block-tracker.ts';
import type {Detector, Span, Unfinished} from './detector.ts';
import type {Position} from './replacements.ts';

export class LineJudge {
  /** Where the line began in which the open block began; null when there is none. */
  blockStart: Position | null = null;
  private readonly blocks: BlockTracker;

  constructor(readonly detector: Detector) {
    this.blocks = new BlockTracker(detector.rules);
  }

  /** The next line belongs to a secret that began before. */
  get isInBlock(): boolean {
    return this.blocks.isOpen;
  }

  /** Takes a line that is complete. `position`: where it began in its stream. */
  push(line: string, position: Position = 0, candidates = this.detector.candidates(line)): Span[] {
    if (candidates.size === 0 && !this.blocks.isOpen) return [];
    const inBlock = this.blocks.push(line);
    if (!this.blocks.isOpen) this.blockStart = null;
    else this.blockStart ??= position;
    return [...inBlock, ...this.detector.find(line, candidates)];
  }

  /** Looks at lines that may still change; a later `push` or `peek` sees them again. */
  peek(lines: readonly string[]): {spans: Span[][]; opensBlock: boolean} {
    const candidates = lines.map((line) => this.detector.candidates(line));
    if (!this.blocks.isOpen && candidates.every((found) => found.size === 0)) {
      return {spans: lines.map(() => []), opensBlock: false};
    }
    const {spans, isOpen} = this.blocks.peek(lines);
    const all = lines.map((line, at) => [...spans[at]!, ...this.detector.find(line, candidates[at]!)]);
    return {spans: all, opensBlock: isOpen};
  }

  /** What at the end of a line could still become a secret. */
  unfinished(line: string, reach?: number): Unfinished[] {
    const candidates = this.detector.candidates(line);
    return candidates.size === 0 ? [] : this.detector.unfinished(line, candidates, reach);
  }

  /** What a header began is gone from sight: the next line is no body. */
  forgetBlock(): void {
    this.blocks.reset();
    this.blockStart = null;
  }
}
