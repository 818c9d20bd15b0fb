/** Pushes frames through a redactor as an agent does, and looks at what comes out. */
import type {RedactedBatch} from '../../../src/redact/redacted.ts';
import type {RedactionRule} from '../../../src/redact/rule.ts';
import {BUILT_IN_RULES} from '../../../src/redact/rules/index.ts';
import {type SessionInput, SessionRedactor} from '../../../src/redact/session-redactor.ts';
import {encodeLossless} from '../../../src/terminal/utf8.ts';

export interface RunOptions {
  rules?: readonly RedactionRule[];
  columns?: number;
  rows?: number;
  kind?: 'output' | 'input';
  /** Time between two frames, microseconds. */
  paceUs?: number;
}

/** @returns All text that came out: what `release` after each frame gave, and then `finish`. */
export function redactFrames(frames: readonly (string | Uint8Array)[], options: RunOptions = {}): string {
  return redactedText(runFrames(frames, options));
}

export function runFrames(frames: readonly (string | Uint8Array)[], options: RunOptions = {}): RedactedBatch[] {
  const {rules = BUILT_IN_RULES, kind = 'output', paceUs = 1000, ...size} = options;
  const redactor = new SessionRedactor({rules, startOffset: 0, ...size});
  let offset = 0;
  const batches = frames.map((frame, index) => {
    const bytes = typeof frame === 'string' ? encodeLossless(frame) : frame;
    offset += bytes.length;
    redactor.push({kind, elapsedUs: index * paceUs, bytes}, offset);
    return redactor.release(index * paceUs);
  });
  return [...batches, redactor.finish()];
}

export const redactedText = (batches: readonly RedactedBatch[]): string =>
  batches
    .flatMap(({events}) => events)
    .map((event) => ('text' in event ? event.text : ''))
    .join('');

export const output = (text: string, elapsedUs = 0): SessionInput => ({
  kind: 'output',
  elapsedUs,
  bytes: Buffer.from(text),
});

/** Eight characters of the secret in a row, or nothing. */
export function leakOf(secret: string, text: string): string | null {
  const length = Math.min(8, secret.length);
  for (let at = 0; at + length <= secret.length; at++) {
    const piece = secret.slice(at, at + length);
    if (text.includes(piece)) return piece;
  }
  return null;
}

/** Text without colours and the like. */
export const withoutSequences = (text: string): string => text.replace(/\x1b\[[0-9;?]*[A-Za-z]/g, '');
