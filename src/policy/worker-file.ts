import {existsSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';

/** The bundle of the Luau thread. The bundler puts shared code into `dist/chunks/`; from source, `dist/` is two folders up. */
export function findPolicyWorker(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const files = [here, dirname(here), join(here, '../../dist')].map((folder) => join(folder, 'policy-worker.mjs'));
  return files.find((file) => existsSync(file)) ?? files[0]!;
}
