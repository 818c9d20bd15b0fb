import {existsSync} from 'node:fs';
import {homedir} from 'node:os';
import {join} from 'node:path';
import {findCandidates, findWinner} from './path-search.ts';
import type {BlockOptions} from './rc-block.ts';
import {findZdotdir, type RcPlan} from './rc-files.ts';
import {type ShellKind, shellKind} from './shell-probe.ts';

const SHELLS: readonly ShellKind[] = ['bash', 'zsh', 'fish'];

/** The rc files of this user, for the shells that are there. */
export function readRcPlan(env: NodeJS.ProcessEnv, nonInteractive: boolean): RcPlan {
  const home = env.HOME || homedir();
  const own = shellKind(env.SHELL ?? '');
  return {
    home,
    zdotdir: findZdotdir(env, home),
    configHome: env.XDG_CONFIG_HOME || join(home, '.config'),
    shells: SHELLS.filter((shell) => shell === own || findWinner(findCandidates(shell, env.PATH)) !== null),
    nonInteractive,
  };
}

/** The block names the home only where it is not the default one. */
export function blockHome(root: string, env: NodeJS.ProcessEnv): Omit<BlockOptions, 'dialect'> {
  const userHome = env.HOME || homedir();
  return {home: root === join(userHome, '.ddcoterm') ? null : root, userHome};
}

export const fileExists = (file: string): boolean => existsSync(file);
