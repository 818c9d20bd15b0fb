/** Compiles C of the relay for tests: with sanitizers, and with warnings as errors. */
import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';

const RELAY = resolve(__dirname, '../../src/relay');

/** As `src/relay/compile.mjs` has them. */
const WARNINGS = ['-std=c11', '-Wall', '-Wextra', '-Wconversion', '-Wshadow', '-Werror'];
const SANITIZERS = ['-g', '-O1', '-fsanitize=address,undefined', '-fno-sanitize-recover=all'];

export interface Compiled {
  file: string;
  remove(): void;
}

/** @throws {Error} The compiler's words. */
export function compile(sources: string[], {compiler = 'cc', options = SANITIZERS} = {}): Compiled {
  const folder = mkdtempSync(join(tmpdir(), 'ddcoterm-c-'));
  const file = join(folder, 'program');
  const args = [...WARNINGS, ...options, '-DDDCOTERM_VERSION="0.0.0-test"', '-o', file, ...sources];
  const {status, stderr} = spawnSync(compiler, args, {encoding: 'utf8'});
  if (status !== 0) throw new Error(stderr);
  return {file, remove: () => rmSync(folder, {recursive: true, force: true})};
}

export const relayFile = (name: string): string => join(RELAY, name);
