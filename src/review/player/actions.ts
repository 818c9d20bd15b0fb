/** What the player can do, and the keys for it: those of video players. */
import type {Key} from './keys.ts';

export type Action =
  | {kind: 'pause'}
  | {kind: 'step'; direction: 1 | -1}
  | {kind: 'seek-by'; us: number}
  | {kind: 'seek-part'; tenths: number}
  | {kind: 'seek-end'}
  | {kind: 'command'; direction: 1 | -1}
  | {kind: 'speed'; direction: 1 | -1}
  | {kind: 'idle'}
  | {kind: 'help'}
  | {kind: 'suspend'}
  | {kind: 'redraw'}
  | {kind: 'quit'};

const SHORT_SEEK_US = 5_000_000;
const LONG_SEEK_US = 10_000_000;

const CHARACTERS: Record<string, Action> = {
  ' ': {kind: 'pause'},
  k: {kind: 'pause'},
  '.': {kind: 'step', direction: 1},
  ',': {kind: 'step', direction: -1},
  l: {kind: 'seek-by', us: LONG_SEEK_US},
  j: {kind: 'seek-by', us: -LONG_SEEK_US},
  ']': {kind: 'command', direction: 1},
  '[': {kind: 'command', direction: -1},
  '>': {kind: 'speed', direction: 1},
  '+': {kind: 'speed', direction: 1},
  '=': {kind: 'speed', direction: 1}, // + without Shift
  '<': {kind: 'speed', direction: -1},
  '-': {kind: 'speed', direction: -1},
  i: {kind: 'idle'},
  '?': {kind: 'help'},
  q: {kind: 'quit'},
  '\x03': {kind: 'quit'}, // Ctrl-C
  '\x04': {kind: 'quit'}, // Ctrl-D
  '\x0c': {kind: 'redraw'}, // Ctrl-L
  '\x1a': {kind: 'suspend'}, // Ctrl-Z
};

/** Null: the key means nothing here. */
export function actionOf(key: Key): Action | null {
  if (key.kind === 'home') return {kind: 'seek-part', tenths: 0};
  if (key.kind === 'end') return {kind: 'seek-end'};
  if (key.kind === 'character') {
    if (/^\d$/.test(key.text)) return {kind: 'seek-part', tenths: Number(key.text)};
    return CHARACTERS[key.text] ?? null;
  }
  const us = key.shift ? LONG_SEEK_US : SHORT_SEEK_US;
  if (key.direction === 'right') return {kind: 'seek-by', us};
  return key.direction === 'left' ? {kind: 'seek-by', us: -us} : null;
}

export const HELP_LINES: readonly string[] = [
  'space k       pause, go on',
  '.  ,          a frame forward, back',
  '→  ←          5 s forward, back (with Shift: 10 s)',
  'l  j          10 s forward, back',
  ']  [          next, previous command',
  '0 … 9         to 0 % … 90 %; Home, End',
  '>  <  (+ -)   faster, slower',
  'i             shorten pauses, or not',
  '?             this help',
  'q             quit',
];
