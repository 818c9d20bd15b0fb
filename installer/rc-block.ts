/** The marked block in rc files: rendering it, putting it into a text and taking it out again. Pure. */
import {rcBlockBroken} from './errors.ts';

export const BLOCK_START = '# >>> ddcoterm >>>';
export const BLOCK_END = '# <<< ddcoterm <<<';

/** Two lines of the block that tell how to take it out without a trace. */
const MADE_FILE = '# (The file was made for this block.)';
const NO_LINE_BREAK = '# (The line before had no line break.)';

export interface BlockOptions {
  dialect: 'sh' | 'fish';
  /**
   * DDCOTERM_HOME as it is to stand in the file, null for the default: then the block names no path of this machine. A
   * path below HOME is written with `$HOME`.
   */
  home: string | null;
  /** HOME of the user. */
  userHome: string;
}

/** Where the block goes: `both` ends for rc files that leave early when the shell is not interactive. */
export type BlockPlace = 'end' | 'both';

/** The lines between the markers, without the markers. */
export function renderBlockBody({dialect, home, userHome}: BlockOptions): string[] {
  const about = `# Puts ddcoterm's shims first on PATH. Made by its installer, removed by its uninstaller. Keep it last in this file.`;
  return [about, ...(dialect === 'sh' ? renderSh(home, userHome) : renderFish(home, userHome))];
}

function renderSh(home: string | null, userHome: string): string[] {
  const file = `"\${DDCOTERM_HOME:-\${HOME-}/.ddcoterm}/lib/current/installer/path.sh"`;
  return [
    ...(home === null ? [] : [`export DDCOTERM_HOME="\${DDCOTERM_HOME:-${homeInQuotes(home, userHome)}}"`]),
    `if [ -r ${file} ]; then`,
    `  . ${file}`,
    'fi',
  ];
}

function renderFish(home: string | null, userHome: string): string[] {
  return [
    ...(home === null ? [] : [`set -q DDCOTERM_HOME; or set -gx DDCOTERM_HOME "${homeInQuotes(home, userHome)}"`]),
    'set -l ddcoterm_home $HOME/.ddcoterm',
    'set -q DDCOTERM_HOME; and test -n "$DDCOTERM_HOME"; and set ddcoterm_home $DDCOTERM_HOME',
    'if test -r $ddcoterm_home/lib/current/installer/path.fish',
    '    source $ddcoterm_home/lib/current/installer/path.fish',
    'end',
  ];
}

/** For use between double quotes, in sh and fish. */
function homeInQuotes(home: string, userHome: string): string {
  const protect = (text: string) => text.replace(/[\\"$`]/g, '\\$&');
  if (userHome !== '' && home.startsWith(`${userHome}/`)) return `$HOME${protect(home.slice(userHome.length))}`;
  return protect(home);
}

/** What `applyBlock` would add to a file that ends in a line break: to be shown before it is written. */
export function renderBlock(options: BlockOptions): string {
  return frame(renderBlockBody(options));
}

const frame = (body: string[]) => `${[BLOCK_START, ...body, BLOCK_END].join('\n')}\n`;

/**
 * @param text The file, null when there is none. Bytes as latin1: what is not ours stays byte for byte.
 * @returns The text with the block in its place, exactly once there; the same text when it was there.
 * @throws {DdcotermError} RC_BLOCK: a block without its end.
 */
export function applyBlock(text: string | null, options: BlockOptions, place: BlockPlace, file: string): string {
  const plain = text === null ? null : removeBlocks(text, file);
  const body = renderBlockBody(options).map(latin1);
  if (plain === null) return frame([...body, MADE_FILE]);
  const top = place === 'both' ? frame(body) : '';
  if (plain === '') return top + frame(body);
  const ends = plain.endsWith('\n');
  return `${top}${plain}${ends ? '' : '\n'}${frame(ends ? body : [...body, NO_LINE_BREAK])}`;
}

const latin1 = (text: string) => Buffer.from(text, 'utf8').toString('latin1');

/**
 * Takes every block out: of a text that `applyBlock` made, what it was made from.
 *
 * @returns Null: nothing remains, and the file was made for the block.
 * @throws {DdcotermError} RC_BLOCK: a block without its end; the rest of the file could be lost.
 */
export function removeBlocks(text: string, file: string): string | null {
  let rest = text;
  let made = false;
  for (let block = findBlock(rest, file); block !== null; block = findBlock(rest, file)) {
    const lines = rest.slice(block.start, block.end).split(/\r?\n/);
    let before = rest.slice(0, block.start);
    const after = rest.slice(block.end);
    if (lines.includes(NO_LINE_BREAK) && after === '') before = before.replace(/\r?\n$/, '');
    made ||= lines.includes(MADE_FILE);
    rest = before + after;
  }
  return made && rest === '' ? null : rest;
}

export const hasBlock = (text: string): boolean => startPattern.test(text);

// A file that was converted to Windows line ends as a whole is still read.
const startPattern = new RegExp(`^${BLOCK_START}\\r?$`, 'm');
const endPattern = new RegExp(`^${BLOCK_END}\\r?(?:\\n|$(?![\\s\\S]))`, 'm');

function findBlock(text: string, file: string): {start: number; end: number} | null {
  const start = startPattern.exec(text);
  if (!start) return null;
  const end = endPattern.exec(text.slice(start.index));
  if (!end) throw rcBlockBroken(file);
  return {start: start.index, end: start.index + end.index + end[0].length};
}
