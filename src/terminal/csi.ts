/** CSI sequences: which final character does what. */
import {eraseDisplay, eraseLine} from './erase.ts';
import type {Params} from './params.ts';
import type {ScreenState} from './screen-state.ts';
import type {Sequence} from './sequence.ts';
import {applySgr} from './sgr.ts';
import {DEFAULT_STYLE, StyleFlag} from './style.ts';

type Handler = (state: ScreenState, params: Params) => void;

/** Prefix, intermediates and final character as they are written. */
const HANDLERS: Record<string, Handler> = {
  A: (state, params) => moveUp(state, params.orDefault(0, 1)),
  B: (state, params) => moveDown(state, params.orDefault(0, 1)),
  C: (state, params) => state.moveBy(0, params.orDefault(0, 1)),
  a: (state, params) => state.moveBy(0, params.orDefault(0, 1)),
  D: (state, params) => state.moveBy(0, -params.orDefault(0, 1)),
  e: (state, params) => state.moveBy(params.orDefault(0, 1), 0),
  E: (state, params) => {
    moveDown(state, params.orDefault(0, 1));
    state.column = 0;
  },
  F: (state, params) => {
    moveUp(state, params.orDefault(0, 1));
    state.column = 0;
  },
  G: moveToColumn,
  '`': moveToColumn,
  d: (state, params) => state.moveTo(params.orDefault(0, 1) - 1, state.column),
  H: moveToPlace,
  f: moveToPlace,
  I: (state, params) => tab(state, params, 'next'),
  Z: (state, params) => tab(state, params, 'previous'),
  J: (state, params) => eraseDisplay(state, params.at(0)),
  '?J': (state, params) => eraseDisplay(state, params.at(0), true),
  K: (state, params) => eraseLine(state, params.at(0)),
  '?K': (state, params) => eraseLine(state, params.at(0), true),
  X: (state, params) => {
    state.clampCursor();
    state.line.erase(state.column, state.column + params.orDefault(0, 1), state.fill, state.stamp);
  },
  '@': (state, params) => {
    state.clampCursor();
    state.line.insert(state.column, params.orDefault(0, 1), state.fill);
  },
  P: (state, params) => {
    state.clampCursor();
    state.line.delete(state.column, params.orDefault(0, 1), state.fill);
  },
  L: (state, params) => moveLines(state, params, 'scrollDown'),
  M: (state, params) => moveLines(state, params, 'scrollUp'),
  S: (state, params) => state.scrollUp(params.orDefault(0, 1)),
  T: (state, params) => {
    const {active} = state;
    active.scrollDown(active.top, active.bottom, params.orDefault(0, 1), DEFAULT_STYLE, state.stamp);
  },
  ' @': (state, params) => shiftColumns(state, 'delete', 0, params),
  ' A': (state, params) => shiftColumns(state, 'insert', 0, params),
  "'}": (state, params) => shiftColumns(state, 'insert', state.column, params),
  "'~": (state, params) => shiftColumns(state, 'delete', state.column, params),
  m: (state, params) => {
    state.pen = applySgr(state.pen, params);
  },
  '"q': setProtection,
  r: setRegion,
  s: (state) => state.saveCursor(),
  u: (state) => state.restoreCursor(),
  g: clearTabs,
  h: (state, params) => setAnsiModes(state, params, true),
  l: (state, params) => setAnsiModes(state, params, false),
  '?h': (state, params) => setPrivateModes(state, params, true),
  '?l': (state, params) => setPrivateModes(state, params, false),
  '!p': (state) => state.softReset(),
  ' q': (state, params) => {
    state.cursorShape = params.at(0);
  },
};

/** DEC modes that do something at once. */
const ACTING_MODES: Record<number, (state: ScreenState, isOn: boolean) => void> = {
  6: (state, isOn) => {
    state.modes.origin = isOn;
    state.moveTo(0, 0);
  },
  47: setAlternate,
  1047: setAlternate,
  1048: (state, isOn) => (isOn ? state.saveCursor() : state.restoreCursor()),
  1049: (state, isOn) => {
    if (isOn) state.saveCursor();
    setAlternate(state, isOn);
    if (!isOn) state.restoreCursor();
  },
};

/** By prefix, intermediate and final character in eight bits each. */
const HANDLERS_BY_KEY = new Map(
  Object.entries(HANDLERS).map(([name, handler]) => {
    const final = name.charCodeAt(name.length - 1);
    const extra = name.length > 1 ? name.charCodeAt(0) : 0;
    return [keyOf(extra >= 0x3c ? extra : 0, extra < 0x3c ? extra : 0, final), handler];
  }),
);

/** Unknown sequences do nothing, and queries (DA, DSR, …) neither: nobody answers here. */
export function executeCsi(state: ScreenState, {prefix, intermediates, final, params}: Sequence): void {
  if (intermediates > 0xff) return;
  HANDLERS_BY_KEY.get(keyOf(prefix, intermediates, final))?.(state, params);
}

function keyOf(prefix: number, intermediate: number, final: number): number {
  return (prefix << 16) | (intermediate << 8) | final;
}

/** Up to the region's top, or the screen's when it is above that already. */
function moveUp(state: ScreenState, rows: number): void {
  const room = state.row - state.active.top;
  state.moveBy(-(room >= 0 ? Math.min(room, rows) : rows), 0);
}

function moveDown(state: ScreenState, rows: number): void {
  const room = state.active.bottom - state.row;
  state.moveBy(room >= 0 ? Math.min(room, rows) : rows, 0);
}

function moveToColumn(state: ScreenState, params: Params): void {
  // Unlike moveTo this keeps the row, which counts from the screen's top here.
  state.column = params.orDefault(0, 1) - 1;
  state.clampCursor();
}

function moveToPlace(state: ScreenState, params: Params): void {
  state.moveTo(params.orDefault(0, 1) - 1, params.orDefault(1, 1) - 1);
}

function tab(state: ScreenState, params: Params, direction: 'next' | 'previous'): void {
  if (state.column >= state.columns) return;
  const count = Math.min(params.orDefault(0, 1), state.columns);
  for (let left = count; left > 0; left--) state.column = state.tabs[direction](state.column);
}

/** IL and DL: only inside the scroll region. */
function moveLines(state: ScreenState, params: Params, direction: 'scrollUp' | 'scrollDown'): void {
  state.clampCursor();
  const {active, row} = state;
  if (row < active.top || row > active.bottom) return;
  active[direction](row, active.bottom, params.orDefault(0, 1), state.fill, state.stamp);
  state.column = 0;
}

/** SL, SR, DECIC and DECDC: in every row of the scroll region, when the cursor is inside it. */
function shiftColumns(state: ScreenState, change: 'insert' | 'delete', column: number, params: Params): void {
  const {active, row} = state;
  if (row < active.top || row > active.bottom) return;
  const at = Math.min(column, state.columns - 1);
  for (const line of active.rows.slice(active.top, active.bottom + 1)) {
    line[change](at, params.orDefault(0, 1), state.fill);
    line.isContinuation = false;
  }
}

function setProtection(state: ScreenState, params: Params): void {
  const isProtected = params.at(0) === 1;
  if (!isProtected && params.at(0) !== 0 && params.at(0) !== 2) return;
  const flags = state.pen.flags & ~StyleFlag.Protected;
  state.pen = {...state.pen, flags: isProtected ? flags | StyleFlag.Protected : flags};
}

function setRegion(state: ScreenState, params: Params): void {
  const top = params.orDefault(0, 1);
  const wanted = params.orDefault(1, state.rows);
  const bottom = Math.min(wanted, state.rows);
  if (bottom <= top) return;
  state.active.top = top - 1;
  state.active.bottom = bottom - 1;
  state.moveTo(0, 0);
}

function clearTabs(state: ScreenState, params: Params): void {
  if (params.at(0) === 0) state.tabs.clear(state.column);
  else if (params.at(0) === 3) state.tabs.clearAll();
}

function setAnsiModes(state: ScreenState, params: Params, isOn: boolean): void {
  for (const mode of params.toArray()) state.modes.setAnsi(mode, isOn);
}

function setPrivateModes(state: ScreenState, params: Params, isOn: boolean): void {
  for (const mode of params.toArray()) setPrivateMode(state, mode, isOn);
}

function setPrivateMode(state: ScreenState, mode: number, isOn: boolean): void {
  const act = ACTING_MODES[mode];
  if (act === undefined) state.modes.setPrivate(mode, isOn);
  else act(state, isOn);
}

function setAlternate(state: ScreenState, isOn: boolean): void {
  if (isOn) state.enterAlternate();
  else state.leaveAlternate();
}
