/** Reads a terminal's stream and writes it on a sheet: which control and which sequence does what. */
import type {Params} from '../terminal/params.ts';
import {type Sequence, SequenceParser, type StringSequence} from '../terminal/sequence-parser.ts';
import type {Position} from './replacements.ts';
import type {Sheet} from './sheet.ts';

type Handler = (sheet: Sheet, params: Params) => void;

/** Prefix, intermediates and final character: what moves the cursor or changes the cells. All else shows nothing. */
const CSI_HANDLERS: Record<string, Handler> = {
  A: (sheet, params) => sheet.moveBy(-params.orDefault(0, 1), 0),
  B: (sheet, params) => sheet.moveBy(params.orDefault(0, 1), 0),
  e: (sheet, params) => sheet.moveBy(params.orDefault(0, 1), 0),
  C: (sheet, params) => sheet.moveBy(0, params.orDefault(0, 1)),
  a: (sheet, params) => sheet.moveBy(0, params.orDefault(0, 1)),
  D: (sheet, params) => sheet.moveBy(0, -params.orDefault(0, 1)),
  E: (sheet, params) => {
    sheet.moveBy(params.orDefault(0, 1), 0);
    sheet.carriageReturn();
  },
  F: (sheet, params) => {
    sheet.moveBy(-params.orDefault(0, 1), 0);
    sheet.carriageReturn();
  },
  G: (sheet, params) => sheet.moveToColumn(params.orDefault(0, 1) - 1),
  '`': (sheet, params) => sheet.moveToColumn(params.orDefault(0, 1) - 1),
  d: (sheet, params) => sheet.moveToRow(params.orDefault(0, 1) - 1),
  H: (sheet, params) => sheet.moveTo(params.orDefault(0, 1) - 1, params.orDefault(1, 1) - 1),
  f: (sheet, params) => sheet.moveTo(params.orDefault(0, 1) - 1, params.orDefault(1, 1) - 1),
  I: (sheet, params) => sheet.tab(params.orDefault(0, 1)),
  Z: (sheet, params) => sheet.tab(-params.orDefault(0, 1)),
  J: (sheet, params) => sheet.eraseDisplay(params.at(0)),
  K: (sheet, params) => sheet.eraseLine(params.at(0)),
  X: (sheet, params) => sheet.eraseCharacters(params.orDefault(0, 1)),
  '@': (sheet, params) => sheet.insertCharacters(params.orDefault(0, 1)),
  P: (sheet, params) => sheet.deleteCharacters(params.orDefault(0, 1)),
  L: (sheet, params) => sheet.insertLines(params.orDefault(0, 1)),
  M: (sheet, params) => sheet.deleteLines(params.orDefault(0, 1)),
  S: (sheet, params) => sheet.scrollUp(params.orDefault(0, 1)),
  T: (sheet, params) => sheet.scrollDown(0, params.orDefault(0, 1)),
  b: (sheet, params) => sheet.repeat(params.orDefault(0, 1)),
  r: (sheet, params) => sheet.setRegion(params.orDefault(0, 1) - 1, params.orDefault(1, 0x7fff) - 1),
  s: (sheet) => sheet.saveCursor(),
  u: (sheet) => sheet.restoreCursor(),
  '?h': (sheet, params) => setModes(sheet, params, true),
  '?l': (sheet, params) => setModes(sheet, params, false),
};

/** Final characters after which text goes on where it was: they do not make a line anything but plain. */
const HARMLESS = new Set(['m', '?h', '?l', 'K', 'J', 'n', 'c', '>c', '>m', '=u', '>u', '<u', '?u', ' q', 't']);

const newLine = (sheet: Sheet) => {
  sheet.lineFeed();
  sheet.carriageReturn();
};

const CONTROL_HANDLERS: Record<number, (sheet: Sheet) => void> = {
  8: (sheet) => sheet.backspace(), // BS
  9: (sheet) => sheet.tab(), // HT
  10: (sheet) => sheet.lineFeed(), // LF
  11: (sheet) => sheet.lineFeed(), // VT
  12: (sheet) => sheet.lineFeed(), // FF
  13: (sheet) => sheet.carriageReturn(), // CR
  132: (sheet) => sheet.lineFeed(), // IND
  133: newLine, // NEL
  141: (sheet) => sheet.reverseLineFeed(), // RI
};

/** BS, VT, FF, IND, RI: after them text may stand anywhere. */
const MOVING_CONTROLS = new Set([8, 11, 12, 132, 141]);

const ESC_HANDLERS: Record<string, (sheet: Sheet) => void> = {
  '7': (sheet) => sheet.saveCursor(),
  '8': (sheet) => sheet.restoreCursor(),
  c: (sheet) => sheet.clear(),
  D: (sheet) => sheet.lineFeed(),
  E: newLine,
  M: (sheet) => sheet.reverseLineFeed(),
};

export interface WriterListener {
  /** @param position Where the sequence's first character stands. */
  onString(sequence: StringSequence, position: Position): void;
  /** The cursor was moved, or cells changed, otherwise than by text and line ends. */
  onMove(): void;
}

export class TerminalWriter {
  private readonly parser: SequenceParser;

  /** @param position Where the next character that the parser gives out stands in the stream. */
  constructor(
    private readonly sheet: Sheet,
    public position: Position,
    private readonly listener: WriterListener,
  ) {
    this.parser = new SequenceParser({
      onText: (source, start, end) => this.print(source, start, end),
      onControl: (code) => this.control(code),
      onCsi: (_source, start, end, sequence) => this.csi(sequence, end - start),
      onEscape: (_source, start, end, sequence) => this.escape(sequence, end - start),
      onString: (sequence) => this.string(sequence),
      onMalformed: (_source, start, end, controls) => this.advance(end - start, controls),
    });
  }

  /** A sequence that is not finished; it begins at `position`. */
  get pending(): string {
    return this.parser.pending;
  }

  push(text: string): void {
    this.parser.push(text);
  }

  private print(source: string, start: number, end: number): void {
    this.sheet.print(source, start, end, this.position);
    this.position += end - start;
  }

  private control(code: number): void {
    this.execute(code);
    this.position++;
  }

  private execute(code: number): void {
    this.sheet.endRun();
    if (MOVING_CONTROLS.has(code)) this.listener.onMove();
    CONTROL_HANDLERS[code]?.(this.sheet);
  }

  private csi({prefix, params, intermediates, final, controls}: Sequence, length: number): void {
    const key = nameOf(prefix) + nameOf(intermediates) + nameOf(final);
    this.advance(length, controls);
    if (!HARMLESS.has(key)) this.listener.onMove();
    const handler = CSI_HANDLERS[key];
    if (handler === undefined) return;
    this.sheet.endRun();
    handler(this.sheet, params);
  }

  private escape({intermediates, final, controls}: Sequence, length: number): void {
    this.advance(length, controls);
    const handler = ESC_HANDLERS[nameOf(intermediates) + nameOf(final)];
    if (handler === undefined) return;
    this.listener.onMove();
    this.sheet.endRun();
    handler(this.sheet);
  }

  private string(sequence: StringSequence): void {
    this.listener.onString(sequence, this.position);
    this.advance(sequence.raw.length, sequence.controls);
  }

  private advance(length: number, controls: string): void {
    this.position += length;
    for (const control of controls) this.execute(control.charCodeAt(0));
  }
}

/** The character of a code, or nothing for 0. Two intermediates make a name that no handler has. */
const nameOf = (code: number) => (code === 0 ? '' : String.fromCharCode(code));

const ALTERNATE_SCREENS = new Set([47, 1047, 1049]);
const WRAP_MODE = 7;

function setModes(sheet: Sheet, params: Params, isOn: boolean): void {
  for (const mode of params.toArray()) {
    if (ALTERNATE_SCREENS.has(mode)) sheet.setAlternate(isOn);
    else if (mode === WRAP_MODE) sheet.setWrap(isOn);
  }
}
