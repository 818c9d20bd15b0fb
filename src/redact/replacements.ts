/** Which stretches of a stream are to be replaced, by their position in it, until they leave. */
import type {RedactedText} from './redacted.ts';

/** Position of a character in a stream of text, in UTF-16 units since its start. */
export type Position = number;

interface Replacement {
  /** UTF-16 units to take away; 0: the one character that stands there. */
  length: number;
  text: string;
}

export class Replacements {
  private readonly pending = new Map<Position, Replacement>();
  /** The positions in order, as far as they are not taken; null when they must be sorted anew. */
  private order: Position[] | null = null;
  private taken = 0;
  /** A replacement goes on beyond the piece in which it began. */
  private skipTo: Position = 0;

  has(position: Position): boolean {
    return this.pending.has(position);
  }

  /** The character at `position`, whatever it is, becomes `width` asterisks. */
  maskCharacter(position: Position, width: number): void {
    if (this.pending.has(position)) return;
    this.pending.set(position, {length: 0, text: '*'.repeat(width)});
    this.order = null;
  }

  replace(start: Position, end: Position, text: string): void {
    this.pending.set(start, {length: end - start, text});
    this.order = null;
  }

  /** @param text What stands at `start`; pieces must come in the stream's order, each once. */
  take(text: string, start: Position): RedactedText {
    const end = start + text.length;
    if (this.pending.size === 0 && this.skipTo <= start) return text as RedactedText;
    let result = '';
    let at = Math.min(Math.max(start, this.skipTo), end);
    for (let position = this.next(end); position !== null; position = this.next(end)) {
      const {length, text: replacement} = this.pending.get(position)!;
      this.pending.delete(position);
      if (position < at) continue;
      result += text.slice(at - start, position - start) + replacement;
      at = position + (length === 0 ? characterLength(text, position - start) : length);
    }
    this.skipTo = Math.max(this.skipTo, at);
    return (result + text.slice(Math.max(0, at - start))) as RedactedText;
  }

  private next(end: Position): Position | null {
    if (this.order === null) {
      this.order = [...this.pending.keys()].sort((a, b) => a - b);
      this.taken = 0;
    }
    const position = this.order[this.taken];
    if (position === undefined || position >= end) return null;
    this.taken++;
    return position;
  }
}

const characterLength = (text: string, at: number) => (text.codePointAt(at)! > 0xffff ? 2 : 1);
