/** Writing characters at the cursor: wrapping, wide characters, combining marks, insert mode. */
import type {ScreenState} from './screen-state.ts';
import type {Sequence} from './sequence.ts';
import {charWidth, narrowRunEnd} from './width.ts';

const BYTE_ORDER_MARK = 0xfeff;

/** More than a screen of 250 × 80 holds: a sequence of nine bytes must not cost more time than that. */
const MAX_REPEATS = 20_000;

/** @param isAscii No character of the run is beyond U+007E. */
export function print(state: ScreenState, source: string, start: number, end: number, isAscii: boolean): void {
  if (!state.charsets.isAscii) {
    const text = state.charsets.translate(source.slice(start, end));
    printAny(state, text, 0, text.length);
  } else if (isAscii) {
    printNarrow(state, source, start, end);
  } else {
    printAny(state, source, start, end);
  }
}

function printAny(state: ScreenState, source: string, start: number, end: number): void {
  let at = start;
  while (at < end) {
    const runEnd = narrowRunEnd(source, at, end);
    if (runEnd > at) printNarrow(state, source, at, runEnd);
    at = runEnd;
    if (at === end) return;
    const code = source.codePointAt(at)!;
    printOne(state, code);
    at += code > 0xffff ? 2 : 1;
  }
}

/** REP: the character before the cursor again. */
export function repeatLast(state: ScreenState, {prefix, intermediates, params}: Sequence): void {
  if (prefix !== 0 || intermediates !== 0 || state.column === 0) return;
  const {line, column} = state;
  const before = line.cell(column - 1);
  const {text} = before.width === 0 && column > 1 ? line.cell(column - 2) : before;
  const count = Math.min(params.orDefault(0, 1), MAX_REPEATS);
  const repeated = text.repeat(count);
  print(state, repeated, 0, repeated.length, false);
}

/** Characters of one UTF-16 unit and one cell each. */
function printNarrow(state: ScreenState, source: string, start: number, end: number): void {
  let at = start;
  while (at < end) {
    if (state.column >= state.columns) {
      if (state.modes.wrap) {
        wrap(state);
      } else {
        // Without wrapping each character overwrites the last cell; the last one stays.
        state.column = state.columns - 1;
        at = end - 1;
      }
    }
    const runEnd = Math.min(end, at + state.columns - state.column);
    const {line} = state;
    if (state.modes.insert) line.insert(state.column, runEnd - at, state.pen);
    line.write(state.column, source.slice(at, runEnd), state.pen, state.stamp);
    state.column += runEnd - at;
    at = runEnd;
  }
}

function printOne(state: ScreenState, code: number): void {
  if (code === BYTE_ORDER_MARK) return;
  const width = charWidth(code);
  if (width === 0) {
    state.line.addMark(state.column, String.fromCodePoint(code), state.stamp);
    return;
  }
  if (state.column + width > state.columns && !makeRoom(state, width)) return;
  if (state.modes.insert) state.line.insert(state.column, width, state.pen);
  state.line.put(state.column, code, width, state.pen, state.stamp);
  state.column += width;
}

/** @returns False when the character has no place: it is dropped. */
function makeRoom(state: ScreenState, width: 1 | 2): boolean {
  if (width > state.columns) return false;
  if (state.modes.wrap) {
    // A wide character does not fit into the last cell, which stays empty.
    if (state.column < state.columns) state.line.erase(state.column, state.columns, state.pen, state.stamp);
    wrap(state);
    return true;
  }
  state.column = state.columns - 1;
  return width === 1;
}

function wrap(state: ScreenState): void {
  state.column = 0;
  state.advanceRow(true);
}
