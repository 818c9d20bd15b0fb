/** Takes everything away that `install` brought; recordings and settings only when asked to. */
import {existsSync, readdirSync, rmdirSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {type HomePaths, homePaths} from '../src/config/home.ts';
import type {InstallContext} from './install.ts';
import type {UninstallOptions} from './install-options.ts';
import {runCli} from './own-command.ts';
import {listRcFiles, removeRcBlocks} from './rc-files.ts';
import {readRcPlan} from './rc-plan.ts';
import {readShimHeader} from './shim-folder.ts';
import {listVersions} from './versions.ts';

/** @returns Exit status. */
export async function uninstall(options: UninstallOptions, context: InstallContext): Promise<number> {
  const {env, print, warn, questions, tree} = context;
  const paths = homePaths(env);
  if (questions && !options.yes && !(await questions.confirm(question(options, paths), false))) {
    print('Nothing was changed');
    return 1;
  }
  if (existsSync(paths.run)) runCli(tree, ['agent', 'stop'], env);
  const {changes, problems} = removeRcBlocks(listRcFiles(readRcPlan(env, true)));
  for (const {file, change} of changes) if (change === 'removed') print(`Took the block out of ${file}`);
  for (const {message, hint} of problems) warn(hint ? `${message}\n  ${hint}` : message);
  for (const name of removeOwnShims(paths)) print(`Removed the shim ${name}`);
  removePrograms(paths);
  if (options.purge) for (const path of [paths.data, paths.config, paths.profiles]) remove(path);
  for (const folder of [paths.recordings, paths.data, paths.root]) removeFolderIfEmpty(folder);
  print(farewell(options, paths));
  return problems.length === 0 ? 0 : 1;
}

const question = ({purge}: UninstallOptions, {root}: HomePaths) =>
  purge ? `Remove ddcoterm from ${root} with all recordings and settings?` : `Remove ddcoterm from ${root}?`;

function removeOwnShims({overrides, shimMarker}: HomePaths): string[] {
  if (!existsSync(overrides)) return [];
  const shims = readdirSync(overrides).filter((name) => readShimHeader(join(overrides, name)) !== null);
  for (const name of shims) rmSync(join(overrides, name));
  rmSync(shimMarker, {force: true});
  removeFolderIfEmpty(overrides);
  return shims;
}

function removePrograms({bin, lib, run, log}: HomePaths): void {
  const relays = existsSync(bin) ? readdirSync(bin).filter((name) => name.startsWith('ddcoterm-host-')) : [];
  for (const name of ['ddcoterm', 'ddcoterm-host', ...relays]) remove(join(bin, name));
  const leftovers = existsSync(lib) ? readdirSync(lib).filter((name) => /^\.(?:new|current)-/.test(name)) : [];
  for (const name of [...listVersions(lib), ...leftovers, 'current', 'node-path']) remove(join(lib, name));
  for (const folder of [run, log]) remove(folder);
  for (const folder of [bin, lib]) removeFolderIfEmpty(folder);
}

const remove = (path: string) => rmSync(path, {recursive: true, force: true});

function removeFolderIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Not there, or it holds something that is not ours to remove.
  }
}

function farewell({purge}: UninstallOptions, {root, data, config}: HomePaths): string {
  if (!existsSync(root)) return 'ddcoterm is removed';
  const kept = [data, config].filter((path) => existsSync(path));
  if (purge || kept.length === 0) return `ddcoterm is removed; what others put into "${root}" stays`;
  return `ddcoterm is removed; recordings and settings stay in "${root}" ("uninstall.sh --purge" removes them, too)`;
}
