/** C0 and C1 controls, and the ESC sequences. */
import type {ScreenState} from './screen-state.ts';
import type {Sequence} from './sequence.ts';

type Action = (state: ScreenState) => void;

const CONTROLS: Record<number, Action> = {
  7: (state) => state.listener.onBell?.(),
  8: backspace,
  9: tab,
  10: lineFeed,
  11: lineFeed,
  12: lineFeed,
  13: (state) => {
    state.column = 0;
  },
  14: (state) => state.charsets.invoke(1),
  15: (state) => state.charsets.invoke(0),
  132: index,
  133: nextLine,
  136: setTab,
};

/** By final character, without intermediates. */
const ESCAPES: Record<string, Action> = {
  7: (state) => state.saveCursor(),
  8: (state) => state.restoreCursor(),
  D: index,
  E: nextLine,
  H: setTab,
  M: reverseIndex,
  '=': (state) => state.modes.setKeypad(true),
  '>': (state) => state.modes.setKeypad(false),
  c: (state) => state.reset(),
  n: (state) => state.charsets.invoke(2),
  '}': (state) => state.charsets.invoke(2),
  o: (state) => state.charsets.invoke(3),
  '|': (state) => state.charsets.invoke(3),
  '~': (state) => state.charsets.invoke(1),
};

const INTERMEDIATE_HASH = 0x23;
const INTERMEDIATE_PERCENT = 0x25;
/** `( ) * +`, and `- .` for G1 and G2, to the set that they designate. */
const DESIGNATED: Record<number, number> = {40: 0, 41: 1, 42: 2, 43: 3, 45: 1, 46: 2};

/** @param code C0, C1 or DEL; those that do nothing on a screen are ignored. */
export function executeControl(state: ScreenState, code: number): void {
  CONTROLS[code]?.(state);
}

export function executeEscape(state: ScreenState, {intermediates, final}: Sequence): void {
  const letter = String.fromCharCode(final);
  const designated = DESIGNATED[intermediates];
  if (intermediates === 0) ESCAPES[letter]?.(state);
  else if (designated !== undefined) state.charsets.designate(designated, letter);
  else if (intermediates === INTERMEDIATE_HASH && letter === '8') fillWithE(state);
  else if (intermediates === INTERMEDIATE_PERCENT && (letter === '@' || letter === 'G')) selectAscii(state);
}

function lineFeed(state: ScreenState): void {
  state.listener.onLineFeed?.();
  if (state.modes.newLine) state.column = 0;
  const before = state.row;
  state.advanceRow(false);
  // An explicit line feed ends a wrapped line; where the screen scrolled, the row is new anyway.
  if (state.row !== before) state.line.isContinuation = false;
  if (state.column >= state.columns) state.column = state.columns - 1;
}

function index(state: ScreenState): void {
  state.clampCursor();
  state.listener.onLineFeed?.();
  state.advanceRow(false);
  state.clampCursor();
}

function nextLine(state: ScreenState): void {
  state.column = 0;
  index(state);
}

function reverseIndex(state: ScreenState): void {
  state.clampCursor();
  const {active} = state;
  if (state.row === active.top) active.scrollDown(active.top, active.bottom, 1, state.fill, state.stamp);
  else state.moveBy(-1, 0);
}

function backspace(state: ScreenState): void {
  if (!state.modes.reverseWrap) {
    state.moveBy(0, -1);
    return;
  }
  state.clampCursor(state.columns);
  if (state.column > 0) state.column--;
  else undoWrap(state);
  state.clampCursor();
}

/** Reverse wrap-around goes back over soft wraps only, and not out of the scroll region. */
function undoWrap(state: ScreenState): void {
  const {top, bottom} = state.active;
  if (state.row <= top || state.row > bottom || !state.line.isContinuation) return;
  state.line.isContinuation = false;
  state.row--;
  state.column = state.columns - 1;
  // The last cell is empty where a wide character did not fit into it.
  const {text, width} = state.line.cell(state.column);
  if (width === 1 && text === '') state.column--;
}

function tab(state: ScreenState): void {
  if (state.column < state.columns) state.column = state.tabs.next(state.column);
}

function setTab(state: ScreenState): void {
  state.tabs.set(state.column);
}

function selectAscii(state: ScreenState): void {
  state.charsets.invoke(0);
  state.charsets.designate(0, 'B');
}

/** DECALN: the screen full of E, to adjust a monitor by. */
function fillWithE(state: ScreenState): void {
  for (const row of state.active.rows) {
    row.clear(state.fill, state.stamp);
    row.isContinuation = false;
    row.write(0, 'E'.repeat(state.columns), state.pen, state.stamp);
  }
  state.moveTo(0, 0);
}
