/** Where the programs lie that a host starts. */
import {existsSync} from 'node:fs';
import {basename, dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {spawnDetached} from './detached.ts';
import {claimStart} from './start-claim.ts';

export interface Bundles {
  host: string;
  agent: string;
  /** Folder of the shells' integration scripts. */
  integration: string;
}

/** The bundler puts shared code into `dist/chunks/`; from source, `dist/` is two folders up. */
export function findBundles(): Bundles {
  const here = dirname(fileURLToPath(import.meta.url));
  const folders = [here, dirname(here), join(here, '../../dist')];
  const folder = folders.find((candidate) => existsSync(join(candidate, 'host.mjs'))) ?? here;
  const newest = newestOf(folder);
  return {
    host: join(folder, 'host.mjs'),
    agent: join(newest, 'agent.mjs'),
    integration: join(newest, 'shell-integration'),
  };
}

/** A session outlasts the version that began it: the agent that it starts later is that of the version installed by then. */
function newestOf(dist: string): string {
  const lib = dirname(dirname(dist));
  const newest = join(lib, 'current/dist');
  return basename(lib) === 'lib' && existsSync(newest) ? newest : dist;
}

/** @returns False: another host has just started one, so nothing was done. */
export function startAgent(bundles: Bundles, env: NodeJS.ProcessEnv, socketPath: string): boolean {
  if (!existsSync(bundles.agent)) return true;
  if (!claimStart(socketPath)) return false;
  spawnDetached(process.execPath, [bundles.agent], env, 'ignore');
  return true;
}
