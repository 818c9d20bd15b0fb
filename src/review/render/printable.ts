/**
 * Text from recordings is hostile: a title or an argument may hold escape sequences that would reprogram the terminal of
 * whoever lists it. Everything that `review` prints in lists and tables goes through here first.
 */
import {textWidth} from '../../terminal/width.ts';

// C0, DEL, C1, line and paragraph separators, the embeddings and overrides of UAX #9 (they reorder what is read), and lone
// surrogates (how RedactedText carries bytes that were no UTF-8).
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Surrogate}/gu;

/** One line of text with its control characters made visible: ESC as `␛`, a newline as `␊`, others as `\u009b`. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, visible);
}

/** Text of several lines: line ends stay, tabs become blanks up to the next stop of eight, the rest as in `printable`. */
export function printableLines(text: string): string[] {
  return text.split(/\r?\n/).map((line) => printable(expandTabs(line)));
}

function visible(character: string): string {
  const code = character.codePointAt(0)!;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code); // Control Pictures block
  if (code === 0x7f) return '\u2421';
  if (code >= 0xd800 && code <= 0xdfff) return '\ufffd';
  return `\\u${code.toString(16).padStart(4, '0')}`;
}

function expandTabs(line: string): string {
  if (!line.includes('\t')) return line;
  let expanded = '';
  for (const part of line.split(/(\t)/)) {
    expanded += part === '\t' ? ' '.repeat(8 - (textWidth(expanded) % 8)) : part;
  }
  return expanded;
}
