/** ED and EL, and their selective forms DECSED and DECSEL. */
import type {ScreenState} from './screen-state.ts';

/** @param keepProtected The selective form: what DECSCA protected stays. */
export function eraseDisplay(state: ScreenState, what: number, keepProtected = false): void {
  state.clampCursor(state.columns);
  const isWhole = what === 2 || what === 3 || (what === 0 && state.row === 0 && state.column === 0);
  if (isWhole && !keepProtected) state.listener.onClear?.();
  if (what === 0) {
    eraseLine(state, 0, keepProtected);
    eraseRows(state, state.row + 1, state.rows, keepProtected);
  } else if (what === 1) {
    eraseAbove(state, keepProtected);
  } else if (what === 2) {
    eraseRows(state, 0, state.rows, keepProtected);
  }
  // 3 erases what scrolled off, which is not kept here.
}

export function eraseLine(state: ScreenState, what: number, keepProtected = false): void {
  state.clampCursor(state.columns);
  const {line, column, columns} = state;
  const from = what === 0 ? column : 0;
  const to = what === 1 ? column + 1 : columns;
  if (what > 2) return;
  line.erase(from, to, state.fill, state.stamp, keepProtected);
  // What the row above went on with is gone.
  if (from === 0 && what !== 1) line.isContinuation = false;
}

function eraseAbove(state: ScreenState, keepProtected: boolean): void {
  eraseLine(state, 1, keepProtected);
  state.line.isContinuation = false;
  const next = state.active.rows[state.row + 1];
  if (next !== undefined && state.column + 1 >= state.columns) next.isContinuation = false;
  eraseRows(state, 0, state.row, keepProtected);
}

function eraseRows(state: ScreenState, from: number, to: number, keepProtected: boolean): void {
  for (let at = from; at < to; at++) {
    const row = state.active.rows[at]!;
    row.erase(0, state.columns, state.fill, state.stamp, keepProtected);
    row.isContinuation = false;
  }
}
