/** What a key does while a replay is shown: as video players on the web have it. Pure. */

export type PlayerAction =
  | {kind: 'toggle'}
  | {kind: 'skip'; seconds: number}
  | {kind: 'step'; direction: 1 | -1}
  | {kind: 'speed'; direction: 1 | -1}
  | {kind: 'jump'; share: number}
  | {kind: 'command'; direction: 1 | -1}
  | {kind: 'hit'; direction: 1 | -1}
  | {kind: 'full-screen' | 'fit' | 'idle' | 'find' | 'help' | 'live' | 'copy'};

export interface KeyPress {
  key: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
}

const ACTIONS: Record<string, PlayerAction> = {
  ' ': {kind: 'toggle'},
  k: {kind: 'toggle'},
  j: {kind: 'skip', seconds: -10},
  l: {kind: 'skip', seconds: 10},
  ArrowLeft: {kind: 'skip', seconds: -5},
  ArrowRight: {kind: 'skip', seconds: 5},
  ',': {kind: 'step', direction: -1},
  '.': {kind: 'step', direction: 1},
  '<': {kind: 'speed', direction: -1},
  '>': {kind: 'speed', direction: 1},
  '[': {kind: 'command', direction: -1},
  ']': {kind: 'command', direction: 1},
  n: {kind: 'hit', direction: 1},
  N: {kind: 'hit', direction: -1},
  Home: {kind: 'jump', share: 0},
  End: {kind: 'jump', share: 1},
  f: {kind: 'full-screen'},
  o: {kind: 'fit'},
  i: {kind: 'idle'},
  '/': {kind: 'find'},
  '?': {kind: 'help'},
  e: {kind: 'live'},
  c: {kind: 'copy'},
};

/** @returns Null: the key is not the player's. */
export function actionOf({key, ctrlKey, altKey, metaKey}: KeyPress): PlayerAction | null {
  if (ctrlKey || altKey || metaKey) return null;
  if (/^[0-9]$/.test(key)) return {kind: 'jump', share: Number(key) / 10};
  return Object.hasOwn(ACTIONS, key) ? ACTIONS[key]! : null;
}

/** For the list that `?` shows. */
export const KEY_HELP: readonly {keys: string[]; does: string}[] = [
  {keys: ['space', 'k'], does: 'Play or pause'},
  {keys: ['j', 'l'], does: '10 seconds back, forward'},
  {keys: ['←', '→'], does: '5 seconds back, forward'},
  {keys: [',', '.'], does: 'One change of the screen back, forward'},
  {keys: ['[', ']'], does: 'Previous, next command'},
  {keys: ['0', '…', '9'], does: 'To 0 %, … 90 % of the recording'},
  {keys: ['Home', 'End'], does: 'To the begin, to the end'},
  {keys: ['<', '>'], does: 'Slower, faster'},
  {keys: ['i'], does: 'Skip idle time, or do not'},
  {keys: ['/'], does: 'Search in this recording'},
  {keys: ['n', 'N'], does: 'Next, previous hit'},
  {keys: ['c'], does: 'Copy the text of the screen'},
  {keys: ['o'], does: 'Fit to the window, or original size'},
  {keys: ['f'], does: 'Full screen'},
  {keys: ['e'], does: 'To the present of a live session'},
  {keys: ['?'], does: 'This list'},
];
