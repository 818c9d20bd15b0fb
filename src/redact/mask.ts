/** Asterisks in the place of secrets. */
import {charWidth} from '../terminal/width.ts';
import type {RedactedText} from './redacted.ts';

/** What stands for a character: as many cells as it takes. Controls and combining marks take none and stay away. */
export const maskOf = (codePoint: number): string => '*'.repeat(charWidth(codePoint));

/** The text with these stretches masked, cell for cell. Stretches may overlap and come in any order. */
export function maskSpans(text: string, spans: readonly {start: number; end: number}[]): RedactedText {
  if (spans.length === 0) return text as RedactedText;
  let masked = '';
  let at = 0;
  for (const {start, end} of [...spans].sort((a, b) => a.start - b.start)) {
    if (end <= at) continue;
    masked += text.slice(at, Math.max(at, start));
    for (const character of text.slice(Math.max(at, start), end)) masked += maskOf(character.codePointAt(0)!);
    at = end;
  }
  return (masked + text.slice(at)) as RedactedText;
}
