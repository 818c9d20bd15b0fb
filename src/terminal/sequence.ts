/** What a SequenceParser finds in output, and who is told. */
import {Params} from './params.ts';

export type StringKind = 'osc' | 'dcs' | 'apc' | 'pm' | 'sos';

/** The CSI or ESC sequence being read; borrowed, it is used again for the next one. */
export class Sequence {
  /** The code of `<`, `=`, `>` or `?`, or 0. */
  prefix = 0;
  readonly params = new Params();
  /** Codes of the intermediate characters, eight bits each, the first one highest; 0 when there is none. */
  intermediates = 0;
  final = 0;
  /** C0 controls that stood inside it; a terminal executes them before the sequence. */
  controls = '';
}

export interface StringSequence {
  kind: StringKind;
  raw: string;
  /** Without introducer and terminator. */
  body: string;
  /** BEL, ST, or empty: the string was ended by another ESC, cancelled, or goes on in the next piece. */
  terminator: string;
  /** A terminal acts on it. False when it was cancelled or goes on. */
  isComplete: boolean;
  /** A longer string comes as `first`, any `middle`, `last`. */
  part: 'whole' | 'first' | 'middle' | 'last';
  /** C0 controls that stood inside the introducer. */
  controls: string;
}

/** Receives what was read, in order. `source.slice(start, end)` is the raw text in each case. */
export interface SequenceSink {
  /** @param isAscii No character of the run is beyond U+007E. */
  onText(source: string, start: number, end: number, isAscii: boolean): void;
  /** C0, DEL or C1. */
  onControl(code: number): void;
  onCsi(source: string, start: number, end: number, sequence: Sequence): void;
  onEscape(source: string, start: number, end: number, sequence: Sequence): void;
  onString(sequence: StringSequence): void;
  /** Cancelled, too long or not a sequence that exists. `controls`: those inside it, still to be executed. */
  onMalformed(source: string, start: number, end: number, controls: string): void;
}
