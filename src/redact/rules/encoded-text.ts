/** Tells a token from a piece of base64: of images, programs and certificates every sequence of letters is there somewhere. */
import {looksRandom} from '../spreading.ts';

/** So many characters around the match decide. */
const NEAR_CHARS = 80;
/** Shorter words around a token are what it was glued to. */
const MIN_AROUND_CHARS = 16;
/** Zeros, encoded. A random token has such a row once in a hundred thousand. */
const ZEROS = /([A-Za-z0-9+/])\1{4}/;
/** No character of random text of this length takes more of it. */
const EVEN_CHARS = 40;
const MAX_SHARE = 0.2;
/** MIME's lines (RFC 2045). */
const LINE_CHARS = 76;

/** Is the match a piece of a longer word of base64? `prefixChars`: what all tokens of its kind begin with. */
export function isPieceOfBase64(match: RegExpMatchArray, prefixChars: number): boolean {
  const {index: start = 0, input = ''} = match;
  const text = match[0];
  if (holdsZeros(text, prefixChars) || (text.length === LINE_CHARS && input.trim() === text)) return true;
  const before = /[A-Za-z0-9+/]*$/.exec(input.slice(Math.max(0, start - NEAR_CHARS), start))![0];
  const end = start + text.length;
  const after = /^[A-Za-z0-9+/]*/.exec(input.slice(end, end + NEAR_CHARS))![0];
  return before.length + after.length >= MIN_AROUND_CHARS && looksRandom(before + after);
}

/** Binary data in base64, most of which is zeros. `prefixChars`: what is there in each of its kind. */
function holdsZeros(text: string, prefixChars = 0): boolean {
  const body = text.slice(prefixChars);
  if (ZEROS.test(body)) return true;
  if (body.length < EVEN_CHARS) return false;
  const counts = new Map<string, number>();
  for (const character of body) counts.set(character, (counts.get(character) ?? 0) + 1);
  return Math.max(...counts.values()) > MAX_SHARE * body.length;
}
