/** Terminal output as a list of tokens: text, controls and escape sequences, each with exactly the text it was read from. */
import type {Sequence, SequenceSink, StringKind, StringSequence} from './sequence.ts';
import {SequenceParser} from './sequence-parser.ts';

export type Token = TextToken | ControlToken | CsiToken | EscToken | OscToken | StringToken | MalformedToken;

/** Printable characters; a run that the stream's cuts divided comes as several tokens. */
export interface TextToken {
  kind: 'text';
  raw: string;
}

/** One C0 or C1 control or DEL. */
export interface ControlToken {
  kind: 'control';
  raw: string;
  code: number;
}

interface SequenceToken {
  raw: string;
  /** C0 controls that stood inside the sequence; a terminal executes them before it. Nearly always empty. */
  controls: string;
}

export interface CsiToken extends SequenceToken {
  kind: 'csi';
  /** `<`, `=`, `>`, `?` or empty. */
  prefix: string;
  /** Without sub-parameters; at least one, 0 where it was left out. */
  params: number[];
  intermediates: string;
  final: string;
}

export interface EscToken extends SequenceToken {
  kind: 'esc';
  intermediates: string;
  final: string;
}

interface StringTokenBase extends SequenceToken {
  /** BEL, ST, or empty: another ESC ended the string, it was cancelled, or it goes on in the next token. */
  terminator: string;
  /** A terminal acts on it. False when it was cancelled, or is a piece and not the last. */
  isComplete: boolean;
  /** Strings longer than MAX_STRING_CHARS come in pieces: `first`, any `middle`, `last`. */
  part: StringSequence['part'];
}

export interface OscToken extends StringTokenBase {
  kind: 'osc';
  /** -1 when there is none, and in pieces after the first. */
  code: number;
  /** What follows `code;`; controls, which a terminal ignores there, are taken out. */
  payload: string;
}

export interface StringToken extends StringTokenBase {
  kind: Exclude<StringKind, 'osc'>;
  payload: string;
}

/** Cancelled, too long, or no sequence that exists; nothing of it shows. */
export interface MalformedToken extends SequenceToken {
  kind: 'malformed';
}

/** Splits text that is cut anywhere. The `raw` of all tokens and then `pending` are exactly what was pushed. */
export class Tokenizer {
  private tokens: Token[] = [];
  private readonly parser = new SequenceParser(this.createSink());

  push(text: string): Token[] {
    this.parser.push(text);
    const {tokens} = this;
    this.tokens = [];
    return tokens;
  }

  /** An unfinished sequence; at most MAX_STRING_CHARS long. */
  get pending(): string {
    return this.parser.pending;
  }

  private createSink(): SequenceSink {
    const add = (token: Token) => this.tokens.push(token);
    return {
      onText: (source, start, end) => add({kind: 'text', raw: source.slice(start, end)}),
      onControl: (code) => add({kind: 'control', raw: String.fromCharCode(code), code}),
      onCsi: (source, start, end, sequence) => add(csiToken(source.slice(start, end), sequence)),
      onEscape: (source, start, end, sequence) => add(escToken(source.slice(start, end), sequence)),
      onString: (sequence) => add(stringToken(sequence)),
      onMalformed: (source, start, end, controls) => add({kind: 'malformed', raw: source.slice(start, end), controls}),
    };
  }
}

/** Code and payload of an OSC's body, as a terminal reads them: `code` or `code;payload`, code in digits. */
export function parseOsc(body: string): {code: number; payload: string} {
  const match = /^(\d{1,9})(?:;|$)/.exec(stripControls(body.slice(0, 64)));
  if (match === null) return {code: -1, payload: stripControls(body)};
  return {code: Number(match[1]), payload: stripControls(body).slice(match[0].length)};
}

/** Terminals ignore C0 controls in strings, so they must not hide a word from who looks for it. */
const stripControls = (text: string) => text.replace(/[\0-\x1f]+/g, '');

function csiToken(raw: string, sequence: Sequence): CsiToken {
  const {prefix, params, intermediates, final, controls} = sequence;
  return {
    kind: 'csi',
    raw,
    prefix: prefix === 0 ? '' : String.fromCharCode(prefix),
    params: params.toArray(),
    intermediates: unpack(intermediates),
    final: String.fromCharCode(final),
    controls,
  };
}

function escToken(raw: string, {intermediates, final, controls}: Sequence): EscToken {
  return {kind: 'esc', raw, intermediates: unpack(intermediates), final: String.fromCharCode(final), controls};
}

function stringToken(sequence: StringSequence): OscToken | StringToken {
  const {kind, body, ...rest} = sequence;
  if (kind !== 'osc') return {...rest, kind, payload: body};
  const isStart = rest.part === 'whole' || rest.part === 'first';
  const {code, payload} = isStart ? parseOsc(body) : {code: -1, payload: stripControls(body)};
  return {...rest, kind, code, payload};
}

/** The characters of `Sequence.intermediates`. */
function unpack(intermediates: number): string {
  if (intermediates === 0) return '';
  return unpack(intermediates >>> 8) + String.fromCharCode(intermediates & 0xff);
}
