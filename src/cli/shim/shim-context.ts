/** What the functions of installer/ want to know, taken from the CLI's context. */
import {readNodePath} from '../../../installer/doctor-recorder.ts';
import type {DoctorContext} from '../../../installer/shim-doctor.ts';
import type {ShimContext} from '../../../installer/shim-folder.ts';
import {profileFor} from '../../agent/profiles.ts';
import {VERSION} from '../../config/version.ts';
import type {CliContext} from '../context.ts';
import {findExecutables} from '../find-executable.ts';
import {readProcess} from '../parent-process.ts';

export function createShimContext({paths}: Pick<CliContext, 'paths'>): ShimContext {
  return {paths, version: VERSION, profileFor: (command) => profileFor(paths, command)};
}

/** @param shells Names or paths of interactive shells to ask; empty: the user's own. */
export async function createDoctorContext(context: CliContext, shells: readonly string[]): Promise<DoctorContext> {
  const {env} = context;
  const asked = shells.length > 0 ? shells : [env.SHELL ?? ''].filter(Boolean);
  return {
    ...createShimContext(context),
    env,
    shells: (await Promise.all(asked.map((shell) => locateShell(shell, context)))).flat(),
    uid: process.getuid?.() ?? 0,
    nodePath: readNodePath(context.paths.lib),
    parent: readProcess(process.ppid),
  };
}

async function locateShell(shell: string, context: CliContext): Promise<string[]> {
  return shell.includes('/') ? [shell] : (await findExecutables(shell, context)).slice(0, 1);
}
