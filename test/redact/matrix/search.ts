/** Looks for pieces of a secret in all that is stored, in each form in which somebody could read it. */
import {type Stored, screensOf} from './stored.ts';

const PIECE_CHARS = 8;

/** @returns Eight characters in a row of one of the secrets, and where they stand; null: there are none. */
export function findLeak(stored: Stored, secrets: readonly string[]): string | null {
  const pieces = new Set(secrets.flatMap(piecesOf));
  for (const kept of stored.kept) {
    for (const text of readings(kept)) {
      const leak = leakIn(text, pieces);
      if (leak !== null) return `kept: ${leak}`;
    }
  }
  const typed = leakIn(keysIn(stored), pieces);
  if (typed !== null) return `keys: ${typed}`;
  let frame = 0;
  for (const screen of screensOf(stored)) {
    const leak = leakIn(screen, pieces);
    if (leak !== null) return `frame ${frame}: ${leak}`;
    frame++;
  }
  return leakIn(withoutSequences(stored.pieces.join('')), pieces);
}

/** All that was typed, as one text: each key is an event of its own. */
const keysIn = ({kept}: Stored): string =>
  kept
    .flatMap((text) => text.split('\n'))
    .map((line) => /^\[[\d.]+, ?"i", ?(".*")\]$/.exec(line)?.[1])
    .map((key) => (key === undefined ? '' : (JSON.parse(key) as string).replace(/[^ -~]/g, '')))
    .join('');

function piecesOf(secret: string): string[] {
  const count = Math.max(secret.length - PIECE_CHARS + 1, 1);
  return Array.from({length: count}, (_, at) => secret.slice(at, at + PIECE_CHARS));
}

function leakIn(text: string, pieces: ReadonlySet<string>): string | null {
  for (let at = 0; at + PIECE_CHARS <= text.length; at++) {
    const piece = text.slice(at, at + PIECE_CHARS);
    if (pieces.has(piece)) return piece;
  }
  return null;
}

const SEQUENCE = /\x1b(?:\[[0-9;:?<>=]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()][A-Z0-9]|[=>78DEMc])/g;
const withoutSequences = (text: string) => text.replace(SEQUENCE, '').replace(/[\r\n\x08]/g, '');

/** The text itself, as JSON tells it, without sequences, and what stands in it as base64 or percent-encoded. */
function readings(kept: string): string[] {
  const strings = kept.split('\n').flatMap(jsonStrings);
  const output = strings.map(withoutSequences);
  const decoded = strings.flatMap((text) => [...base64In(text), ...percentIn(text)]);
  return [kept, ...strings, ...output, output.join(''), ...decoded];
}

function jsonStrings(line: string): string[] {
  if (!/^[[{]/.test(line)) return [line];
  const found: string[] = [];
  JSON.parse(line, (_key, value: unknown) => {
    if (typeof value === 'string') found.push(value);
    return value;
  });
  return found;
}

const base64In = (text: string) =>
  [...text.matchAll(/[A-Za-z0-9+/]{16,}={0,2}/g)].map(([run]) => Buffer.from(run, 'base64').toString('latin1'));

const percentIn = (text: string) =>
  text.includes('%')
    ? [text.replace(/%([0-9a-fA-F]{2})/g, (_all, hex) => String.fromCharCode(Number.parseInt(hex, 16)))]
    : [];
