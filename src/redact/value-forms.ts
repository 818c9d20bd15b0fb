/** The forms in which programs show one and the same value: as it is, as base64, percent-encoded. */
import {isUtf8} from 'node:buffer';
import {looksRandom} from './spreading.ts';

const BASE64 = /^[A-Za-z0-9+/]{12,}={0,2}$/;
const PRINTABLE = /^[\x20-\x7e\u00a0-\uffff]+$/;
/** A byte that was no UTF-8; such values have no percent-encoded form. */
const LONE_SURROGATE = /\p{Surrogate}/u;
/** What follows the value in the encoded text (a line end) changes the last group. */
const GROUP_CHARS = 4;

/** The value itself first. All are as sure to be secret as the value is. */
export function formsOf(value: string): string[] {
  const bytes = Buffer.from(value, 'utf8');
  const forms = [value, ...[0, 1, 2].map((before) => encodeBehind(bytes, before))];
  if (!LONE_SURROGATE.test(value)) forms.push(encodeURIComponent(value));
  const decoded = decodeBase64(value);
  if (decoded !== null) forms.push(decoded);
  return forms;
}

/** As it is encoded in a text in which so many bytes stand before it in its group: only what they do not change. */
function encodeBehind(bytes: Buffer, before: number): string {
  const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
  return encoded.slice(before === 0 ? 0 : before + 1, encoded.length - GROUP_CHARS);
}

/** What the value is the base64 of, where that is text which is secret by its looks. */
function decodeBase64(value: string): string | null {
  if (!BASE64.test(value)) return null;
  const bytes = Buffer.from(value, 'base64');
  if (!isUtf8(bytes)) return null;
  const text = bytes.toString('utf8').trim();
  return PRINTABLE.test(text) && looksRandom(text) ? text : null;
}
