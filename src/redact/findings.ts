/** What was found in one stream of text and waits for its text to leave: masks, and the audit of each masking. */
import {charWidth} from '../terminal/width.ts';
import type {RedactedText, RedactionPlace} from './redacted.ts';
import {type Position, Replacements} from './replacements.ts';

interface Finding {
  ruleId: string;
  place: RedactionPlace;
  position: Position;
}

export class Findings {
  /** Text before it has left; masks for it come too late. */
  released: Position = 0;
  private readonly replacements = new Replacements();
  private reports: Finding[] = [];

  mask(position: Position, width: number): void {
    if (position >= this.released) this.replacements.maskCharacter(position, width);
  }

  /** Masks a stretch of text that stands in the stream as it is, cell for cell. */
  maskText(text: string, position: Position): void {
    let at = position;
    for (const character of text) {
      this.mask(at, charWidth(character.codePointAt(0)!));
      at += character.length;
    }
  }

  isMasked(position: Position): boolean {
    return this.replacements.has(position);
  }

  replace(start: Position, end: Position, text: string): void {
    if (start >= this.released) this.replacements.replace(start, end, text);
  }

  report(ruleId: string, place: RedactionPlace, position: Position): void {
    this.reports.push({ruleId, place, position: Math.max(position, this.released)});
  }

  /** Lets the next piece of the stream go. */
  take(text: string): {text: RedactedText; found: {ruleId: string; place: RedactionPlace}[]} {
    const redacted = this.replacements.take(text, this.released);
    this.released += text.length;
    if (this.reports.length === 0) return {text: redacted, found: []};
    const found = this.reports.filter(({position}) => position < this.released);
    this.reports = this.reports.filter(({position}) => position >= this.released);
    return {text: redacted, found: found.map(({ruleId, place}) => ({ruleId, place}))};
  }
}
