/** Judges the lines of one stream of text in order: what stands in a line, and what goes over many. */
import {BlockTracker} from './block-tracker.ts';
import type {Detector, Span, Unfinished} from './detector.ts';
import {findPieces} from './fragments.ts';
import type {Position} from './replacements.ts';

/** Shorter secrets, and shorter pieces of secrets, are words that stand elsewhere by chance. */
const MIN_SECRET_CHARS = 12;
const MIN_PIECE_CHARS = 8;
const MAX_SECRETS = 64;
/** Of a long secret the beginning is what is shown. */
const MAX_PIECES = 16;

export class LineJudge {
  /** Where the line began in which the open block began; null when there is none. */
  blockStart: Position | null = null;
  private readonly blocks: BlockTracker;
  /** Secrets of complete lines and their rules, as long as the stream goes on, in memory only. */
  private readonly known = new Map<string, string>();
  /** All pieces of them of the least length, so that lines without any are passed over. */
  private pieces = new Set<string>();

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
    const spans = this.findIn(line, candidates);
    for (const {start, end, ruleId} of spans) this.know(line.slice(start, end), ruleId);
    return [...inBlock, ...spans];
  }

  /** Looks at lines that may still change; a later `push` or `peek` sees them again. */
  peek(lines: readonly string[]): {spans: Span[][]; opensBlock: boolean} {
    const candidates = lines.map((line) => this.detector.candidates(line));
    if (!this.blocks.isOpen && candidates.every((found) => found.size === 0)) {
      return {spans: lines.map(() => []), opensBlock: false};
    }
    const {spans, isOpen} = this.blocks.peek(lines);
    return {spans: lines.map((line, at) => [...spans[at]!, ...this.findIn(line, candidates[at]!)]), opensBlock: isOpen};
  }

  /** What at the end of a line could still become a secret. `reach`: see `Detector.unfinished`. */
  unfinished(line: string, reach?: number): Unfinished[] {
    const candidates = this.detector.candidates(line);
    return candidates.size === 0 ? [] : this.detector.unfinished(line, candidates, reach);
  }

  /** Pieces of secrets that were found before: lists and titles cut what they show, so that no rule knows it again. */
  piecesIn(text: string, minChars = MIN_PIECE_CHARS): Span[] {
    return [...this.known].flatMap(([secret, ruleId]) =>
      findPieces(text, secret, minChars).map(({start, end}) => ({start, end, ruleId})),
    );
  }

  /** What a header began is gone from sight: the next line is no body. */
  forgetBlock(): void {
    this.blocks.reset();
    this.blockStart = null;
  }

  private findIn(line: string, candidates: ReadonlySet<number>): Span[] {
    if (candidates.size === 0) return [];
    const spans = this.detector.find(line, candidates);
    if (!this.hasPiece(line)) return spans;
    const pieces = this.piecesIn(line).filter(
      ({start, end}) => !spans.some((span) => span.start <= start && end <= span.end),
    );
    return [...spans, ...pieces];
  }

  private hasPiece(line: string): boolean {
    if (this.pieces.size === 0) return false;
    for (let at = 0; at + MIN_PIECE_CHARS <= line.length; at++) {
      if (this.pieces.has(line.slice(at, at + MIN_PIECE_CHARS))) return true;
    }
    return false;
  }

  private know(secret: string, ruleId: string): void {
    if (secret.length < MIN_SECRET_CHARS || this.known.has(secret)) return;
    this.known.set(secret, ruleId);
    if (this.known.size > MAX_SECRETS) this.known.delete(this.known.keys().next().value!);
    for (const piece of piecesOf(secret)) this.pieces.add(piece);
    // Those of forgotten secrets do no harm until they are many.
    if (this.pieces.size > MAX_SECRETS * MAX_PIECES * 2)
      this.pieces = new Set([...this.known.keys()].flatMap(piecesOf));
  }
}

function piecesOf(secret: string): string[] {
  const count = secret.length - MIN_PIECE_CHARS + 1;
  return Array.from({length: Math.min(count, MAX_PIECES)}, (_, at) => secret.slice(at, at + MIN_PIECE_CHARS));
}
