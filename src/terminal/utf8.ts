/** Bytes of a terminal as text and back, without losing one: see `RedactedText` for how invalid bytes stand in it. */
import {isUtf8} from 'node:buffer';

/** Added to a byte that is not part of valid UTF-8 (Python's surrogateescape, PEP 383). Only 0x80 … 0xFF can be such. */
const ESCAPED_BYTE = 0xdc00;
const NO_BYTES = Buffer.alloc(0);

/** Decodes a byte stream cut anywhere. A sequence that the cut left unfinished waits for its rest, 3 bytes at most. */
export class Utf8Decoder {
  private held: Buffer = NO_BYTES;

  /** @param bytes Any length, also 0. Not kept after the call. */
  push(bytes: Uint8Array): string {
    const joined = this.held.length === 0 ? asBuffer(bytes) : Buffer.concat([this.held, bytes]);
    const whole = unfinishedStart(joined);
    this.held = whole === joined.length ? NO_BYTES : Buffer.from(joined.subarray(whole));
    return decodeLossless(joined.subarray(0, whole));
  }

  /** The bytes so far end within a character. */
  get isCut(): boolean {
    return this.held.length > 0;
  }

  /** What still waited, its bytes as invalid ones: nothing more will come. */
  end(): string {
    const rest = this.held;
    this.held = NO_BYTES;
    return decodeLossless(rest);
  }
}

/** Text that holds exactly these bytes; `encodeLossless` gives them back. */
export function decodeLossless(bytes: Uint8Array): string {
  if (isUtf8(bytes)) return asBuffer(bytes).toString('utf8');
  return decodeInvalid(bytes);
}

/** The bytes that a `Utf8Decoder` made this text from. A lone surrogate that stands for no byte becomes U+FFFD. */
export function encodeLossless(text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8');
  // Node writes U+FFFD for a lone surrogate; without one in the result there was none in the text.
  if (bytes.indexOf('\ufffd') === -1) return bytes;
  return encodeEscaped(text, bytes.length);
}

const asBuffer = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Where the unfinished sequence at the end begins, or the length when there is none. */
function unfinishedStart(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const at = bytes.length - back;
    const byte = bytes[at]!;
    if (byte >= 0xc0) return sequenceBytes(bytes, at) === 0 ? at : bytes.length;
    if (byte < 0x80) break;
  }
  return bytes.length;
}

/**
 * Length of the valid sequence at `at`; 0 when the bytes end before it does; -1 when it is none.
 *
 * The second byte's range excludes overlong forms, surrogates and what is beyond U+10FFFF (Unicode 15, table 3-7).
 */
function sequenceBytes(bytes: Uint8Array, at: number): number {
  const lead = bytes[at]!;
  if (lead < 0x80) return 1;
  if (lead < 0xc2 || lead > 0xf4) return -1;
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  for (let k = 1; k < length; k++) {
    const byte = bytes[at + k];
    if (byte === undefined) return 0;
    if (byte < (k === 1 ? low : 0x80) || byte > (k === 1 ? high : 0xbf)) return -1;
  }
  return length;
}

function decodeInvalid(bytes: Uint8Array): string {
  const units = new Uint16Array(bytes.length);
  let count = 0;
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceBytes(bytes, at);
    if (length <= 0) {
      units[count++] = ESCAPED_BYTE + bytes[at++]!;
      continue;
    }
    const code = codePoint(bytes, at, length);
    if (code > 0xffff) units[count++] = 0xd7c0 + (code >> 10);
    units[count++] = code > 0xffff ? 0xdc00 | (code & 0x3ff) : code;
    at += length;
  }
  return Buffer.from(units.buffer, 0, count * 2).toString('utf16le');
}

function codePoint(bytes: Uint8Array, at: number, length: number): number {
  if (length === 1) return bytes[at]!;
  let code = bytes[at]! & (0xff >> (length + 1));
  for (let k = 1; k < length; k++) code = (code << 6) | (bytes[at + k]! & 0x3f);
  return code;
}

/** @param roomBytes As many as Node needed with U+FFFD for every escaped byte, which is more than what they take. */
function encodeEscaped(text: string, roomBytes: number): Buffer {
  const bytes = Buffer.allocUnsafe(roomBytes);
  let length = 0;
  // In a Unicode pattern a trailing surrogate that belongs to a pair does not match.
  for (const part of text.split(/([\udc80-\udcff]+)/u)) {
    const isEscaped = (part.charCodeAt(0) & 0xfc00) === 0xdc00 && part.charCodeAt(0) >= 0xdc80;
    // latin1 keeps the low eight bits of every unit: the byte.
    length += bytes.write(part, length, isEscaped ? 'latin1' : 'utf8');
  }
  return bytes.subarray(0, length);
}
