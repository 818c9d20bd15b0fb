/**
 * Tells text, controls and escape sequences apart: the VT500 state machine of https://vt100.net/emu/dec_ansi_parser as
 * xterm.js 6 runs it. C1 controls count as they do there: U+009B in decoded text begins a CSI as ESC [ does.
 *
 * Two differences: sequences have a length limit, and an APC, PM or SOS string may hold characters beyond ASCII, as in
 * xterm and kitty (xterm.js 6 drops out of the string and prints the rest).
 */
import {Sequence, type SequenceSink, type StringKind} from './sequence.ts';

export type {Sequence, SequenceSink, StringSequence} from './sequence.ts';

/**
 * A CSI or ESC sequence that is longer is none: 32 parameters of 10 digits, with sub-parameters, take 700 characters.
 * A sequence that is cut is read again from its start when more comes, so this also bounds the work per character.
 */
export const MAX_SEQUENCE_CHARS = 4096;

/**
 * A string sequence (OSC, DCS, …) that is longer is given out in pieces of this length, so that memory stays bounded.
 * tmux stops at the same length (INPUT_BUF_LIMIT): a clipboard (OSC 52) beyond it works nowhere, and pictures (sixel,
 * kitty, iTerm2) need not be held in one piece.
 */
export const MAX_STRING_CHARS = 1024 * 1024;

interface OpenString {
  kind: StringKind;
  introducer: string;
  /** What was read of it so far. */
  body: string;
  controls: string;
  isFirst: boolean;
}

const ESC = 0x1b;
const BEL = 0x07;
const CAN = 0x18;
const SUB = 0x1a;
const DEL = 0x7f;
const C1_FIRST = 0x80;
const C1_LAST = 0x9f;
const C1_ST = 0x9c;
const BACKSLASH = 0x5c;

/** Final character of ESC, and the C1 control of the same meaning (0x40 higher). */
const STRING_KINDS: Record<number, StringKind> = {80: 'dcs', 88: 'sos', 93: 'osc', 94: 'pm', 95: 'apc'};
const CSI_INTRODUCER = 0x5b;
const INCOMPLETE = -1;

/** Where in a CSI's or DCS's header we are. */
const Header = {Entry: 0, Param: 1, Intermediate: 2, Ignore: 3} as const;
type Header = (typeof Header)[keyof typeof Header];

/** Reads text cut anywhere, also between the halves of a surrogate pair. */
export class SequenceParser {
  private readonly sequence = new Sequence();
  private held = '';
  private open: OpenString | null = null;
  /** Where the text that may be read ends; a high surrogate at the very end waits for its other half. */
  private limit = 0;

  constructor(private readonly sink: SequenceSink) {}

  /** What waits for its end; bounded by MAX_STRING_CHARS. */
  get pending(): string {
    if (this.open === null) return this.held;
    return this.open.introducer + this.open.body + this.held;
  }

  push(text: string): void {
    const source = this.held === '' ? text : this.held + text;
    this.limit = source.length - (isHighSurrogate(source.charCodeAt(source.length - 1)) ? 1 : 0);
    const done = this.read(source);
    this.held = done === source.length ? '' : source.slice(done);
  }

  private read(source: string): number {
    let at = 0;
    if (this.open !== null) at = this.readString(source, at);
    while (at < this.limit) {
      const next = this.readOne(source, at);
      if (next === INCOMPLETE) return at;
      at = next;
      if (this.open !== null) at = this.readString(source, at);
    }
    return at;
  }

  private readOne(source: string, at: number): number {
    const code = source.charCodeAt(at);
    if (isPrintable(code)) return this.readText(source, at);
    if (code === ESC) return this.readEscape(source, at);
    if (code >= C1_FIRST) {
      const introducer = code - 0x40;
      if (introducer === CSI_INTRODUCER || STRING_KINDS[introducer] !== undefined) {
        this.resetSequence();
        return this.introduce(introducer, source, at, at + 1);
      }
    }
    this.sink.onControl(code);
    return at + 1;
  }

  private readText(source: string, start: number): number {
    const limit = this.limit;
    let at = start;
    let bits = 0;
    for (; at < limit; at++) {
      const code = source.charCodeAt(at);
      if (!isPrintable(code)) break;
      bits |= code;
    }
    this.sink.onText(source, start, at, bits < 0x80);
    return at;
  }

  private readEscape(source: string, start: number): number {
    this.resetSequence();
    const {sequence} = this;
    const end = Math.min(this.limit, start + MAX_SEQUENCE_CHARS);
    for (let at = start + 1; at < end; at++) {
      const code = source.charCodeAt(at);
      if (code < 0x20) {
        if (isCancel(code)) return this.malformed(source, start, at);
        sequence.controls += source[at]!;
      } else if (code < 0x30) {
        sequence.intermediates = (sequence.intermediates << 8) | code;
      } else if (code < DEL) {
        if (sequence.intermediates === 0 && isIntroducer(code)) return this.introduce(code, source, start, at + 1);
        sequence.final = code;
        this.sink.onEscape(source, start, at + 1, sequence);
        return at + 1;
      } else if (code > DEL) {
        return this.malformed(source, start, afterStranger(source, at, code));
      }
    }
    return this.unfinished(source, start);
  }

  private introduce(introducer: number, source: string, start: number, at: number): number {
    if (introducer === CSI_INTRODUCER) return this.readCsi(source, start, at);
    const {controls} = this.sequence;
    const kind = STRING_KINDS[introducer]!;
    this.open = {kind, introducer: source.slice(start, at), body: '', controls, isFirst: true};
    return at;
  }

  private readCsi(source: string, start: number, from: number): number {
    const {sequence} = this;
    const {params} = sequence;
    const end = Math.min(this.limit, start + MAX_SEQUENCE_CHARS);
    let state: Header = Header.Entry;
    for (let at = from; at < end; at++) {
      const code = source.charCodeAt(at);
      if (code >= 0x30 && code <= 0x3b && state <= Header.Param) {
        state = Header.Param;
        params.add(code);
      } else if (code >= 0x40 && code < DEL) {
        if (state === Header.Ignore) return this.malformed(source, start, at + 1);
        sequence.final = code;
        this.sink.onCsi(source, start, at + 1, sequence);
        return at + 1;
      } else if (code < 0x20) {
        if (isCancel(code)) return this.malformed(source, start, at);
        sequence.controls += source[at]!;
      } else if (code < DEL) {
        state = this.readHeader(state, code);
      } else if (code > C1_LAST ? state !== Header.Ignore : code !== DEL) {
        return this.malformed(source, start, afterStranger(source, at, code));
      }
    }
    return this.unfinished(source, start);
  }

  private readHeader(state: Header, code: number): Header {
    const {sequence} = this;
    if (code < 0x30) {
      sequence.intermediates = (sequence.intermediates << 8) | code;
      return state === Header.Ignore ? Header.Ignore : Header.Intermediate;
    }
    if (state !== Header.Entry || code < 0x3c) return Header.Ignore;
    sequence.prefix = code;
    return Header.Param;
  }

  /** Goes on in the open string, over as many pieces of it as there are. */
  private readString(source: string, from: number): number {
    let at = from;
    while (this.open !== null && at < this.limit) {
      const open = this.open;
      const pieceEnd = at + MAX_STRING_CHARS - open.introducer.length - open.body.length;
      const end = Math.min(this.limit, pieceEnd);
      const start = at;
      while (at < end && !endsString(source.charCodeAt(at), open.kind)) at++;
      open.body += source.slice(start, at);
      if (at === pieceEnd) this.givePiece(open);
      else if (at < end) {
        const terminator = terminatorAt(source, at, this.limit);
        if (terminator === null) return at;
        this.endString(open, terminator, source.charCodeAt(at));
        at += terminator.length;
      }
    }
    return at;
  }

  private givePiece(open: OpenString): void {
    const {kind, controls, introducer, body} = open;
    const part = open.isFirst ? 'first' : 'middle';
    this.open = {kind, introducer: '', body: '', controls: '', isFirst: false};
    this.sink.onString({kind, raw: introducer + body, body, terminator: '', isComplete: false, part, controls});
  }

  private endString(open: OpenString, terminator: string, code: number): void {
    const {kind, controls, introducer, body} = open;
    const part = open.isFirst ? 'whole' : 'last';
    const isComplete = code === ESC || code === BEL || code === C1_ST;
    this.open = null;
    this.sink.onString({kind, raw: introducer + body + terminator, body, terminator, isComplete, part, controls});
  }

  private unfinished(source: string, start: number): number {
    const end = start + MAX_SEQUENCE_CHARS;
    return this.limit < end ? INCOMPLETE : this.malformed(source, start, end);
  }

  private malformed(source: string, start: number, end: number): number {
    this.sink.onMalformed(source, start, end, this.sequence.controls);
    return end;
  }

  private resetSequence(): void {
    const {sequence} = this;
    sequence.prefix = 0;
    sequence.intermediates = 0;
    sequence.controls = '';
    sequence.params.reset();
  }
}

const isPrintable = (code: number) => code >= 0x20 && (code < DEL || code > C1_LAST);
const isCancel = (code: number) => code === CAN || code === SUB || code === ESC;
const isIntroducer = (code: number) => code === CSI_INTRODUCER || STRING_KINDS[code] !== undefined;
const isHighSurrogate = (code: number) => (code & 0xfc00) === 0xd800;

/** A C1 control ends a sequence and is read on its own; any other character beyond ASCII is swallowed with it. */
function afterStranger(source: string, at: number, code: number): number {
  if (code <= C1_LAST) return at;
  const isPair = isHighSurrogate(code) && (source.charCodeAt(at + 1) & 0xfc00) === 0xdc00;
  return at + (isPair ? 2 : 1);
}

function endsString(code: number, kind: StringKind): boolean {
  if (code < 0x20) return isCancel(code) || (code === BEL && kind === 'osc');
  return code >= C1_FIRST && code <= C1_LAST;
}

/** The terminator that begins here, empty for a control that only cancels; null when the text ends after ESC. */
function terminatorAt(source: string, at: number, limit: number): string | null {
  const code = source.charCodeAt(at);
  if (code === BEL || code === C1_ST) return source[at]!;
  if (code !== ESC) return '';
  if (at + 1 >= limit) return null;
  return source.charCodeAt(at + 1) === BACKSLASH ? source.slice(at, at + 2) : '';
}
