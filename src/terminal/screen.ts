/** A terminal's screen as a grid of cells. Pure: text in, state out. The semantics are xterm's, as xterm.js 6 has them. */
import {executeControl, executeEscape} from './controls.ts';
import {executeCsi} from './csi.ts';
import {print, repeatLast} from './print.ts';
import type {Cell} from './row.ts';
import {ScreenState} from './screen-state.ts';
import type {Sequence, SequenceSink, StringSequence} from './sequence.ts';
import {SequenceParser} from './sequence-parser.ts';
import {serialize} from './serialize.ts';
import {parseOsc} from './tokens.ts';

export interface ScreenListener {
  /** A row left the top of the main screen (not of the alternate one), oldest first. `wrapped`: it goes on in the next. */
  onScrollOff?(text: string, wrapped: boolean, stamp: number): void;
  /** The program erased the whole visible screen (ED 2, ED 3, RIS, ED 0 at home) or is about to: the rows as they were. */
  onClear?(): void;
  /** Alternate screen entered (true) or left (false); called before the switch. */
  onAlternate?(entering: boolean): void;
  /** OSC `code;payload`, complete. The cursor stands where the sequence was. */
  onOsc?(code: number, payload: string): void;
  /** A line feed is about to be executed on the cursor's row. */
  onLineFeed?(): void;
  onBell?(): void;
}

/** No terminal is larger; a hostile window size must not cost memory. */
const MAX_COLUMNS = 2048;
const MAX_ROWS = 1024;

const REP = 'b'.charCodeAt(0);

/** OSC codes that set the window's title. */
const TITLE_CODES = [0, 2];

export class Screen {
  private readonly state: ScreenState;
  private readonly parser: SequenceParser;

  /** Sizes are brought into 1 … 2048 columns and 1 … 1024 rows. */
  constructor(columns: number, rows: number, listener: ScreenListener = {}) {
    this.state = new ScreenState(clampSize(columns, MAX_COLUMNS), clampSize(rows, MAX_ROWS), listener);
    this.parser = new SequenceParser(createSink(this.state));
  }

  get columns(): number {
    return this.state.columns;
  }

  get rows(): number {
    return this.state.rows;
  }

  /** The caller's clock: a row notes the stamp of the first character written to it since it was blank. */
  get stamp(): number {
    return this.state.stamp;
  }

  set stamp(stamp: number) {
    this.state.stamp = stamp;
  }

  get cursorRow(): number {
    return this.state.row;
  }

  /** Equal to `columns` when the last column was written and the next character will wrap. */
  get cursorColumn(): number {
    return this.state.column;
  }

  get isCursorVisible(): boolean {
    return this.state.modes.cursorVisible;
  }

  get isAlternate(): boolean {
    return this.state.alternate !== null;
  }

  /** Text flows down the whole main screen, row after row, as on a terminal that was only just switched on. */
  get isPlainRoll(): boolean {
    return this.parser.pending === '' && this.state.isPlainRoll;
  }

  /** Rows that left the main screen's top so far: `scrolledOff + cursorRow` is an absolute row. */
  get scrolledOff(): number {
    return this.state.scrolledOff;
  }

  /** What OSC 0 or 2 set last. */
  get title(): string {
    return this.state.title;
  }

  /** Text cut anywhere; an unfinished sequence waits for its rest. */
  write(text: string): void {
    this.parser.push(text);
  }

  resize(columns: number, rows: number): void {
    this.state.resize(clampSize(columns, MAX_COLUMNS), clampSize(rows, MAX_ROWS));
  }

  /** Without trailing blanks. Rows that do not exist are empty. */
  rowText(row: number): string {
    return this.state.active.rows[row]?.text() ?? '';
  }

  /** A cell as it looks; null beyond the screen. */
  cellAt(row: number, column: number): Cell | null {
    return column < this.state.columns ? (this.state.active.rows[row]?.cell(column) ?? null) : null;
  }

  /** Soft-wrapped: the text goes on in the next row. */
  rowWrapped(row: number): boolean {
    return this.state.active.rows[row + 1]?.isContinuation ?? false;
  }

  /** When the row's first character was written; of a blank row, when it became blank. */
  rowStamp(row: number): number {
    return this.state.active.rows[row]?.stamp ?? 0;
  }

  /** The visible rows, without blank ones at the end. */
  text(): string {
    return this.state.active.rows
      .map((row) => row.text())
      .join('\n')
      .replace(/\n+$/, '');
  }

  /**
   * Escape sequences which on a fresh terminal of this size make the same screen: cells and styles, both screens while the
   * alternate one is shown, cursor, saved cursor, scroll region, tab stops, character sets, modes and title. Links (OSC 8)
   * and the palette (OSC 4) are not part of it, nor is what scrolled off.
   */
  serialize(): string {
    return serialize(this.state);
  }
}

function clampSize(size: number, limit: number): number {
  return Number.isFinite(size) ? Math.min(Math.max(Math.floor(size), 1), limit) : 1;
}

function createSink(state: ScreenState): SequenceSink {
  /** REP repeats a character only when nothing but text came in between. */
  let isTextLast = false;
  const executeAll = (controls: string) => {
    for (let at = 0; at < controls.length; at++) executeControl(state, controls.charCodeAt(at));
  };
  return {
    onText(source, start, end, isAscii) {
      print(state, source, start, end, isAscii);
      isTextLast = true;
    },
    onControl(code) {
      executeControl(state, code);
      isTextLast = false;
    },
    onCsi(_source, _start, _end, sequence: Sequence) {
      if (sequence.controls !== '') executeAll(sequence.controls);
      if (sequence.final !== REP) executeCsi(state, sequence);
      else if (isTextLast && sequence.controls === '') repeatLast(state, sequence);
      isTextLast = false;
    },
    onEscape(_source, _start, _end, sequence: Sequence) {
      if (sequence.controls !== '') executeAll(sequence.controls);
      executeEscape(state, sequence);
      isTextLast = false;
    },
    onString(sequence: StringSequence) {
      executeAll(sequence.controls);
      if (sequence.kind === 'osc') executeOsc(state, sequence);
      isTextLast = false;
    },
    onMalformed(_source, _start, _end, controls) {
      executeAll(controls);
    },
  };
}

/** An OSC that was longer than MAX_STRING_CHARS, or cancelled, is not acted on. */
function executeOsc(state: ScreenState, {body, isComplete, part}: StringSequence): void {
  if (!isComplete || part !== 'whole') return;
  const {code, payload} = parseOsc(body);
  if (TITLE_CODES.includes(code)) state.title = payload;
  state.listener.onOsc?.(code, payload);
}
