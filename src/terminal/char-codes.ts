/**
 * The UTF-16 units of a text as numbers. Node 20 reads a typed array four to five times faster than it calls `charCodeAt`,
 * so whoever looks at every character of a flood reads them here.
 */

/** A frame of 1 MiB and what was left of the one before fit; what is longer gets units of its own. */
const MAX_SHARED_UNITS = 1280 * 1024;
const FIRST_UNITS = 64 * 1024;

let shared = createUnits(FIRST_UNITS);
/** Whose units these are: a reader that stops at a line asks for the same text again. */
let sharedText = '';

/** @returns At least `text.length` units; those behind have no meaning. Good until the next call, and not to be written to. */
export function codesOf(text: string): Uint16Array {
  if (text.length > MAX_SHARED_UNITS) return fill(createUnits(text.length), text);
  if (text === sharedText) return shared.units;
  if (text.length > shared.units.length) shared = createUnits(Math.min(text.length * 2, MAX_SHARED_UNITS));
  sharedText = text;
  return fill(shared, text);
}

interface Units {
  units: Uint16Array;
  bytes: Buffer;
}

function createUnits(count: number): Units {
  const units = new Uint16Array(count);
  return {units, bytes: Buffer.from(units.buffer)};
}

function fill({units, bytes}: Units, text: string): Uint16Array {
  bytes.write(text, 0, 'utf16le');
  return units;
}
