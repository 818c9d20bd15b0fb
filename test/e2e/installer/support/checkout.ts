/** A checkout of this repository in a temporary folder, so that building it disturbs nobody. */
import {cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, utimesSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';

const ROOT = resolve(__dirname, '../../../..');
const PARTS = [
  'package.json',
  'package-lock.json',
  'esbuild.config.mjs',
  'LICENSE',
  'src',
  'shims',
  'installer',
  'completions',
];

export interface Checkout {
  folder: string;
  remove(): void;
}

export function createCheckout(): Checkout {
  const folder = mkdtempSync(join(tmpdir(), 'ddcoterm-checkout-'));
  for (const part of PARTS) cpSync(join(ROOT, part), join(folder, part), {recursive: true});
  linkPackages(join(folder, 'node_modules'));
  return {folder, remove: () => rmSync(folder, {recursive: true, force: true})};
}

/** One link a package, not one for all: whatever npm would remove, it removes links. */
function linkPackages(target: string): void {
  const source = join(ROOT, 'node_modules');
  mkdirSync(target);
  for (const name of readdirSync(source).filter((entry) => entry !== '.package-lock.json')) {
    symlinkSync(join(source, name), join(target, name));
  }
  // The sign that packages are installed, younger than the lock file.
  cpSync(join(source, '.package-lock.json'), join(target, '.package-lock.json'));
  const later = new Date(Date.now() + 60_000);
  utimesSync(join(target, '.package-lock.json'), later, later);
}
