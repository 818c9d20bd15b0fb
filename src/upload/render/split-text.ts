/** A long text as parts, cut at line ends. The same text and limit give the same parts, whenever it is done. Pure. */
import {beginningOf, jsonBytes, MOST_BYTES_A_UNIT} from './plain-text.ts';

export interface TextPart {
  text: string;
  /** Number of its first line in the whole, from 0. */
  firstLine: number;
}

/**
 * @param limitBytes Of one part as a JSON string.
 * @returns At least one. Joined by line ends they are the text; a line that is too long for a part is cut.
 */
export function splitText(text: string, limitBytes: number): TextPart[] {
  if (text.length * MOST_BYTES_A_UNIT <= limitBytes || fits(text, limitBytes)) return [{text, firstLine: 0}];
  const parts: TextPart[] = [];
  let current: string[] = [];
  let bytes = 0;
  let firstLine = 0;
  const finish = (nextLine: number) => {
    if (current.length > 0) parts.push({text: current.join('\n'), firstLine});
    current = [];
    bytes = 0;
    firstLine = nextLine;
  };
  for (const [number, line] of text.split('\n').entries()) {
    for (const piece of cutLine(line, limitBytes)) {
      const added = jsonBytes(piece) + LINE_END_BYTES;
      if (current.length > 0 && (bytes + added > limitBytes + LINE_END_BYTES || piece !== line)) finish(number);
      current.push(piece);
      bytes += added;
    }
  }
  finish(0);
  return parts;
}

/** `\n` in JSON. */
const LINE_END_BYTES = 2;

const fits = (text: string, limitBytes: number): boolean => text.length <= limitBytes && jsonBytes(text) <= limitBytes;

function cutLine(line: string, limitBytes: number): string[] {
  const pieces: string[] = [];
  let rest = line;
  while (!fits(rest, limitBytes)) {
    // No more characters than bytes fit: of a line of a hundred megabytes only so much is looked at.
    const piece = beginningOf(rest.slice(0, limitBytes + 1), limitBytes);
    pieces.push(piece);
    rest = rest.slice(piece.length);
  }
  return [...pieces, rest];
}
