/**
 * Secrets in string sequences: window titles, links, the clipboard, what shells tell about command lines. They show no
 * character, so each is judged on its own, in the forms in which it may be written.
 */
import {isUtf8} from 'node:buffer';
import type {StringSequence} from '../terminal/sequence-parser.ts';
import {parseOsc} from '../terminal/tokens.ts';
import {findInText} from './find-in-text.ts';
import type {Findings} from './findings.ts';
import type {LineJudge} from './line-judge.ts';
import {maskSpans} from './mask.ts';
import type {RedactionPlace} from './redacted.ts';
import type {Position} from './replacements.ts';

const CLIPBOARD = 52;
const ITERM2 = 1337;
/** OSC numbers, and where what they carry is seen. */
const PLACES: Record<number, RedactionPlace> = {
  0: 'title',
  1: 'title',
  2: 'title',
  7: 'cwd',
  8: 'link',
  [CLIPBOARD]: 'clipboard',
};

/** @param position Where the sequence's first character stands in the stream. */
export function redactString(sequence: StringSequence, position: Position, judge: LineJudge, findings: Findings): void {
  const {raw, body, kind} = sequence;
  const {code} = kind === 'osc' ? parseOsc(body.slice(0, 16)) : {code: -1};
  const place = PLACES[code] ?? 'output';
  const bodyStart = position + raw.lastIndexOf(body);
  const report = (ruleIds: Iterable<string>) => {
    for (const ruleId of new Set(ruleIds)) findings.report(ruleId, place, position);
  };
  report([CONTROLS, PERCENT, BACKSLASH_HEX].flatMap((way) => maskForm(body, way, bodyStart, judge, findings)));
  if (code === CLIPBOARD || code === ITERM2) report(maskBase64(body, bodyStart, judge, findings));
}

/** The same for one whose end cannot be waited for. */
export function redactUnfinishedString(
  pending: string,
  position: Position,
  judge: LineJudge,
  findings: Findings,
): void {
  const masks = judge.unfinished(pending).map(({mask}) => mask);
  for (const span of [...findInText(pending, judge.detector, judge.values), ...masks]) {
    if (span === null) continue;
    findings.maskText(pending.slice(span.start, span.end), position + span.start);
    findings.report(span.ruleId, 'output', position);
  }
}

/** Shells cut long command lines in titles: a piece of a secret that is known already, too short to be one itself. */
const MIN_PIECE_CHARS = 6;

interface Escape {
  pattern: RegExp;
  /** What an escape stands for. */
  decode(match: RegExpExecArray): string;
}

const hexCharacter = (hex: string) => String.fromCharCode(Number.parseInt(hex, 16));

/** Terminals ignore controls in strings. */
const CONTROLS: Escape = {pattern: /[\0-\x1f]/g, decode: () => ''};
/** In URLs. */
const PERCENT: Escape = {pattern: /%([0-9a-fA-F]{2})/g, decode: (match) => hexCharacter(match[1]!)};
/** In VS Code's report of a command line (OSC 633). */
const BACKSLASH_HEX: Escape = {
  pattern: /\\(?:x([0-9a-fA-F]{2})|\\)/g,
  decode: (match) => (match[1] === undefined ? '\\' : hexCharacter(match[1])),
};

/** @returns The rules that found something in the body read this way; each of its characters is replaced by `*`. */
function maskForm(body: string, way: Escape, bodyStart: Position, judge: LineJudge, findings: Findings): string[] {
  const {text, starts} = readForm(body, way);
  // Without escapes the other forms read the same.
  if (text === body && way !== CONTROLS) return [];
  const spans = [...findInText(text, judge.detector, judge.values), ...judge.values.findShort(text, MIN_PIECE_CHARS)];
  for (const {start, end} of spans) {
    for (let at = start; at < end; at++) {
      if (text[at] !== '*') findings.replace(bodyStart + starts[at]!, bodyStart + starts[at + 1]!, '*');
    }
  }
  return spans.map(({ruleId}) => ruleId);
}

/** The body without its escapes, and where each character of that stands in it (one more for its end). */
function readForm(body: string, {pattern, decode}: Escape): {text: string; starts: number[]} {
  const starts: number[] = [];
  let text = '';
  let at = 0;
  const copyTo = (end: number) => {
    text += body.slice(at, end);
    for (; at < end; at++) starts.push(at);
  };
  for (const match of body.matchAll(pattern)) {
    copyTo(match.index);
    const decoded = decode(match);
    text += decoded;
    if (decoded !== '') starts.push(at);
    at += match[0].length;
  }
  copyTo(body.length);
  starts.push(body.length);
  return {text, starts};
}

/** What is copied to the clipboard, or set as a variable: the base64 at the end of the body. */
function maskBase64(body: string, bodyStart: Position, judge: LineJudge, findings: Findings): string[] {
  const match = /[;:=]([A-Za-z0-9+/]{8,}={0,2})\s*$/d.exec(body);
  const range = match?.indices?.[1];
  if (range === undefined) return [];
  const bytes = Buffer.from(body.slice(...range), 'base64');
  if (!isUtf8(bytes)) return [];
  const text = bytes.toString('utf8');
  const spans = findInText(text, judge.detector, judge.values);
  if (spans.length === 0) return [];
  findings.replace(bodyStart + range[0], bodyStart + range[1], Buffer.from(maskSpans(text, spans)).toString('base64'));
  return spans.map(({ruleId}) => ruleId);
}
