/**
 * Sends a text through the redactor as a recording would see it, line by line, and tells what was masked where. Holds what
 * may still become part of a secret, never the whole text.
 */
import {Detector} from '../../redact/detector.ts';
import {maskOf} from '../../redact/mask.ts';
import type {RedactedBatch} from '../../redact/redacted.ts';
import type {RedactionRule} from '../../redact/rule.ts';
import {SessionRedactor} from '../../redact/session-redactor.ts';
import {decodeLossless} from '../../terminal/utf8.ts';

/** A stretch of asterisks. */
export interface Mask {
  rule: string;
  /** From 1. */
  line: number;
  /** Characters (UTF-16 units) from the beginning of the line, from 1. */
  column: number;
  /** Masked characters. */
  count: number;
}

export interface MaskedPiece {
  /** As it would be recorded. */
  text: string;
  masks: Mask[];
}

interface Piece {
  text: string;
  line: number;
  column: number;
}

/** Longer lines are looked at in pieces. */
const MAX_PIECE_BYTES = 64 * 1024;
const LINE_FEED = 0x0a;
/** The redactor is asked what may go after so many pieces. */
const RELEASE_EACH = 64;

export class MaskedStream {
  private readonly redactor: SessionRedactor;
  private readonly detector: Detector;
  /** By the number that the redactor gets for its time. */
  private readonly waiting = new Map<number, Piece>();
  private rest: Buffer = Buffer.alloc(0);
  private line = 1;
  private column = 1;
  private pieces = 0;
  private offset = 0;

  constructor(rules: readonly RedactionRule[]) {
    this.redactor = new SessionRedactor({rules, startOffset: 0, columns: 200, rows: 50});
    this.detector = Detector.for(rules);
  }

  /** @returns What is decided by now. */
  *push(chunk: Uint8Array): Iterable<MaskedPiece> {
    const bytes = Buffer.concat([this.rest, chunk]);
    let start = 0;
    for (let end = nextEnd(bytes, 0); end !== null; end = nextEnd(bytes, start)) {
      this.addPiece(bytes.subarray(start, end));
      start = end;
      if (this.pieces % RELEASE_EACH === 0) yield* this.read(this.redactor.release(this.pieces));
    }
    this.rest = Buffer.from(bytes.subarray(start));
  }

  /** The text is over. */
  *finish(): Iterable<MaskedPiece> {
    if (this.rest.length > 0) this.addPiece(this.rest);
    yield* this.read(this.redactor.finish());
  }

  private addPiece(bytes: Buffer): void {
    const elapsedUs = this.pieces++;
    this.offset += bytes.length;
    this.redactor.push({kind: 'output', elapsedUs, bytes}, this.offset);
    const text = decodeLossless(bytes);
    this.waiting.set(elapsedUs, {text, line: this.line, column: this.column});
    const isLineEnd = bytes.at(-1) === LINE_FEED;
    this.column = isLineEnd ? 1 : this.column + text.length;
    if (isLineEnd) this.line++;
  }

  private *read({events, redactions}: RedactedBatch): Iterable<MaskedPiece> {
    const rules = new Map<number, string[]>();
    for (const {elapsedUs, ruleId} of redactions) rules.set(elapsedUs, [...(rules.get(elapsedUs) ?? []), ruleId]);
    for (const event of events) {
      if (event.kind !== 'output') continue;
      const piece = this.waiting.get(event.elapsedUs);
      this.waiting.delete(event.elapsedUs);
      if (piece === undefined) continue;
      yield {text: event.text, masks: this.masksOf(piece, event.text, rules.get(event.elapsedUs) ?? [])};
    }
  }

  private masksOf(piece: Piece, masked: string, ruleIds: readonly string[]): Mask[] {
    if (masked === piece.text) return [];
    const found = this.detector.find(piece.text, this.detector.candidates(piece.text));
    return differences(piece.text, masked).map(({start, end}) => ({
      rule: found.find((span) => span.start < end && start < span.end)?.ruleId ?? ruleIds[0] ?? KNOWN_VALUE,
      line: piece.line,
      column: piece.column + start,
      count: end - start,
    }));
  }
}

/** A value that was recognised elsewhere in the text, in a line that no rule knows. */
const KNOWN_VALUE = 'known-value';

function nextEnd(bytes: Buffer, start: number): number | null {
  const lineFeed = bytes.indexOf(LINE_FEED, start);
  const end = lineFeed === -1 ? bytes.length + 1 : lineFeed + 1;
  if (end - start > MAX_PIECE_BYTES) return start + MAX_PIECE_BYTES;
  return lineFeed === -1 ? null : end;
}

/** Stretches of the text that are asterisks in the masked one. */
function differences(text: string, masked: string): {start: number; end: number}[] {
  const found: {start: number; end: number}[] = [];
  let inMasked = 0;
  for (let at = 0; at < text.length; ) {
    const codePoint = text.codePointAt(at)!;
    const end = at + (codePoint > 0xffff ? 2 : 1);
    if (masked.startsWith(text.slice(at, end), inMasked)) {
      inMasked += end - at;
    } else {
      inMasked += maskOf(codePoint).length;
      const last = found.at(-1);
      if (last?.end === at) last.end = end;
      else found.push({start: at, end});
    }
    at = end;
  }
  return found;
}
