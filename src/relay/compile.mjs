/**
 * Compiles the native relay, for `npm run build`. Statically: one file then runs on every Linux of its architecture,
 * whichever C library is installed there, and starts in half the time.
 */
import {spawnSync} from 'node:child_process';
import {mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';

const FOLDER = dirname(fileURLToPath(import.meta.url));

/** Silent under these, with gcc and clang. */
export const WARNINGS = ['-std=c11', '-Wall', '-Wextra', '-Wconversion', '-Wshadow'];

export const relaySources = () =>
  readdirSync(FOLDER)
    .filter((name) => name.endsWith('.c'))
    .map((name) => join(FOLDER, name));

/** The word in folder and file names: `linux-x64`. */
export const relayPlatform = () => `${process.platform}-${process.arch}`;

/**
 * @param {string} version Of ddcoterm.
 * @returns {{binary: Buffer} | {reason: string}} Why there is none: the node host serves then.
 */
export function compileRelay(version) {
  if (process.platform !== 'linux') return {reason: `it is not made for ${process.platform}`};
  const compiler = process.env.CC || 'cc';
  const folder = mkdtempSync(join(tmpdir(), 'ddcoterm-relay-'));
  const output = join(folder, 'ddcoterm-relay');
  try {
    const options = [...WARNINGS, '-O2', '-static', '-s', `-DDDCOTERM_VERSION="${version}"`, '-o', output];
    const {error, status, stderr} = spawnSync(compiler, [...options, ...relaySources()], {encoding: 'utf8'});
    if (error) return {reason: `no C compiler "${compiler}" here`};
    if (status !== 0) return {reason: `${compiler} says ${stderr.trim().split('\n')[0]}`};
    if (stderr !== '') process.stderr.write(stderr);
    return {binary: readFileSync(output)};
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}
