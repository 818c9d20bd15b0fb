/** Which names a shim may have. */
import {shimName} from './errors.ts';

/** `NAME_MAX` of every file system we meet. */
const MAX_NAME_BYTES = 255;

/** What the shims, the host's launcher and the installer themselves are run with: a shim of it would call itself. */
const OWN_TOOLS = new Set(['sh', 'dash', 'env', 'node', 'ddcoterm', 'ddcoterm-host']);
/** Words of the shell: it never looks for a program of that name, so that the shim would never be called. */
const SHELL_WORDS = new Set(
  (
    'if then else elif fi case esac for while until do done in { } ! : . break continue cd eval exec exit export getopts ' +
    'hash read readonly return set shift times trap umask unset alias unalias bg fg jobs wait command type source local'
  ).split(' '),
);

/** @throws {DdcotermError} SHIM_NAME: no file of that name can be, or the header line could not hold it. */
export function checkFileName(name: string): void {
  if (name === '' || name === '.' || name === '..') throw shimName(name, 'it is no name of a command');
  if (name.includes('/')) throw shimName(name, 'it holds a slash', `Give the name alone: ${name.replace(/^.*\//, '')}`);
  // In the script's comment lines a line break would end the comment.
  if (/\p{Cc}/u.test(name)) throw shimName(JSON.stringify(name).slice(1, -1), 'it holds a control character');
  if (Buffer.byteLength(name) > MAX_NAME_BYTES) {
    throw shimName(name, `it has ${Buffer.byteLength(name)} bytes, the limit is ${MAX_NAME_BYTES}`);
  }
}

/** @throws {DdcotermError} SHIM_NAME: no shim of that name could work, or it would break others. */
export function checkShimName(name: string): void {
  checkFileName(name);
  if (name.startsWith('-')) throw shimName(name, 'it starts with a dash');
  if (name.startsWith('.')) throw shimName(name, 'it starts with a dot');
  if (OWN_TOOLS.has(name)) throw shimName(name, 'the shims themselves run on it');
  if (SHELL_WORDS.has(name)) throw shimName(name, 'the shell runs it by itself and never looks for a program');
}
