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
  let bytes = 0;
  let end = 0;
  for (const character of text) {
    bytes += jsonBytes(character);
    if (bytes > limitBytes) break;
    end += character.length;
  }
  return text.slice(0, end);
}

const ELLIPSIS_BYTES = Buffer.byteLength('…');
