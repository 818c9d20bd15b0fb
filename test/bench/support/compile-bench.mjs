import {execFileSync} from 'node:child_process';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';

const FOLDER = fileURLToPath(new URL('..', import.meta.url));

/** @param source Name of a C file of this folder. @returns The program, in `folder`. */
export function compileBench(source, folder) {
  const program = join(folder, source.replace(/\.c$/, ''));
  execFileSync('cc', ['-O2', '-o', program, join(FOLDER, source), '-lutil'], {stdio: 'inherit'});
  return program;
}
