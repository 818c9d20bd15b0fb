/** Text as a receiver can take it: well-formed, without NUL, and no longer than it may be. Pure. */

/** Bytes that were no UTF-8 stand in redacted text as lone surrogates, which JSON parsers refuse. */
const UNSENDABLE = /[\0\p{Surrogate}]/gu;

/** No UTF-16 code unit takes more in JSON: `\u0000`. */
export const MOST_BYTES_A_UNIT = 6;

export const toPlainText = (text: string): string => text.replace(UNSENDABLE, '\ufffd');

/** Bytes of `text` within a JSON document. */
export const jsonBytes = (text: string): number => Buffer.byteLength(JSON.stringify(text)) - 2;

/** @returns The beginning of `text`, `…` behind it where something is missing, at most `limitBytes` of JSON. */
export function clip(text: string, limitBytes: number): string {
  const plain = toPlainText(text);
  if (plain.length * MOST_BYTES_A_UNIT <= limitBytes) return plain;
  if (jsonBytes(plain.slice(0, limitBytes + 1)) <= limitBytes && plain.length <= limitBytes) return plain;
  return `${beginningOf(plain, limitBytes - ELLIPSIS_BYTES)}…`;
}

/** The longest beginning that is no more than `limitBytes` of JSON; never half a character. */
export function beginningOf(text: string, limitBytes: number): string {
  let room = limitBytes;
  let end = 0;
  // In long steps first: to measure each character by itself takes seconds for a line of megabytes.
  for (let step = LONGEST_STEP; step >= 1; step = Math.floor(step / 2)) {
    while (end < text.length) {
      const next = endOfCharacter(text, end + step);
      const bytes = jsonBytes(text.slice(end, next));
      if (bytes > room) break;
      room -= bytes;
      end = next;
    }
  }
  return text.slice(0, end);
}

const LONGEST_STEP = 4_096;

/** @returns `at`, or one more where that is between the halves of a character. */
function endOfCharacter(text: string, at: number): number {
  const isLow = (text.charCodeAt(at) & 0xfc00) === 0xdc00;
  const isHigh = (text.charCodeAt(at - 1) & 0xfc00) === 0xd800;
  return isLow && isHigh ? at + 1 : at;
}

const ELLIPSIS_BYTES = Buffer.byteLength('…');
