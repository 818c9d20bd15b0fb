/** The second half of the installation, told in order: install.sh has laid a release tree into `lib/`. */
import {chmodSync, existsSync, readdirSync, readFileSync, realpathSync, rmSync} from 'node:fs';
import {homedir} from 'node:os';
import {basename, join} from 'node:path';
import {type HomePaths, homePaths} from '../src/config/home.ts';
import {loadConfig} from '../src/config/load.ts';
import {VERSION} from '../src/config/version.ts';
import {writeFileAtomically} from './atomic-write.ts';
import {shimsFailed} from './errors.ts';
import {chooseFirstCommand, recordFirstCommand} from './first-recording.ts';
import {createHome} from './home-folders.ts';
import {type InstallOptions, splitNames} from './install-options.ts';
import {runCli} from './own-command.ts';
import {findCandidates, findWinner} from './path-search.ts';
import type {Questions} from './questions.ts';
import {renderBlock} from './rc-block.ts';
import {applyRcBlocks, planRcFiles, type RcTarget} from './rc-files.ts';
import {blockHome, fileExists, readRcPlan} from './rc-plan.ts';
import {readShimHeader} from './shim-folder.ts';
import {checkShimName} from './shim-name.ts';
import {adoptTree, findVersionsInUse, removeOldVersions, switchCurrent} from './versions.ts';

const DEFAULT_SHIMS = ['kubectl', 'psql', 'ssh'];

export interface InstallContext {
  /** The release tree that this program belongs to. */
  tree: string;
  env: NodeJS.ProcessEnv;
  print: (line: string) => void;
  warn: (line: string) => void;
  /** Null: nobody to ask. */
  questions: Questions | null;
}

/** What will be done, settled before anything is. */
interface Plan {
  paths: HomePaths;
  /** Names to add; null: those that config.yaml lists. */
  shims: string[] | null;
  targets: RcTarget[];
}

/** @returns Exit status. */
export async function install(options: InstallOptions, context: InstallContext): Promise<number> {
  const {print, env} = context;
  const plan = await makePlan(options, context);
  if (plan === null) {
    print('Nothing was changed');
    return 1;
  }
  const {paths} = plan;
  createHome(paths);
  const name = adoptTree(context.tree, paths.lib);
  const tree = join(paths.lib, name);
  installLaunchers(tree, paths);
  switchCurrent(paths.lib, name);
  writeFileAtomically(join(paths.lib, 'node-path'), `${lastingNodePath(env)}\n`, 0o600);
  rmSync(paths.hostSettings, {force: true}); // it names the folders of the version before; the next host writes it anew
  // An agent of the version before hands over: hosts that run find the new one.
  runCli(tree, ['agent', 'stop'], env);
  removeOldVersions(paths.lib, findVersionsInUse(paths.lib), Date.now());
  print(`Installed ddcoterm ${VERSION} in ${shorten(paths.root, env)}`);

  const shims = makeShims(plan, tree, context);
  const pathIsSet = changeRcFiles(plan, options, context);
  await showFirstRecording(shims, paths, tree, context);
  print('');
  print(nextStep(pathIsSet, paths, env));
  return 0;
}

async function makePlan(options: InstallOptions, {env, print, questions}: InstallContext): Promise<Plan | null> {
  const paths = homePaths(env);
  for (const name of options.shims ?? []) checkShimName(name);
  const asks = options.yes ? null : questions;
  const known = options.shims ?? configuredShims(paths, env) ?? defaultShims(env);
  print(`ddcoterm ${VERSION} goes to ${shorten(paths.root, env)}`);
  let shims = options.shims ?? (configuredShims(paths, env) ? null : known);
  if (asks && options.shims === null && shims !== null) shims = await askShims(asks, known);
  print(`Shims: ${(shims ?? known).join(', ') || 'none yet; "ddcoterm shim add NAME" makes one'}`);

  const wantsMore = options.modifyPath && asks !== null && !options.nonInteractiveShells;
  const nonInteractive =
    options.nonInteractiveShells ||
    (wantsMore && (await asks.confirm('Shims also in shells that run a script or one command?', false)));
  const targets = planRcFiles(readRcPlan(env, nonInteractive), fileExists);
  announceBlock(targets, options, paths, {env, print});
  if (asks && !(await asks.confirm('Go on?', true))) return null;
  return {paths, shims, targets};
}

async function askShims(questions: Questions, byDefault: string[]): Promise<string[]> {
  const answer = await questions.ask(`Shims for [${byDefault.join(', ') || 'none'}]:`, byDefault.join(','));
  const names = answer === 'none' ? [] : splitNames(answer);
  for (const name of names) checkShimName(name);
  return names;
}

/** The list in config.yaml, as a dotfiles repository brings it; null: none. */
function configuredShims(paths: HomePaths, env: NodeJS.ProcessEnv): string[] | null {
  const {config} = loadConfig(paths, env);
  return config.shims.length > 0 ? config.shims : null;
}

const defaultShims = ({PATH}: NodeJS.ProcessEnv): string[] =>
  DEFAULT_SHIMS.filter((name) => findWinner(findCandidates(name, PATH)) !== null);

function announceBlock(
  targets: readonly RcTarget[],
  {modifyPath}: InstallOptions,
  {root}: HomePaths,
  {env, print}: Pick<InstallContext, 'env' | 'print'>,
): void {
  for (const dialect of ['sh', 'fish'] as const) {
    const files = targets.filter((target) => target.dialect === dialect).map(({file}) => shorten(file, env));
    if (files.length === 0) continue;
    print(`${modifyPath ? 'These lines go to' : 'To have the shims on PATH, add these lines to'} ${files.join(', ')}:`);
    print(
      renderBlock({...blockHome(root, env), dialect})
        .replace(/^/gm, '  ')
        .trimEnd(),
    );
  }
}

/**
 * The name under which this node will be found after an upgrade: the one on PATH when it is a link to it, as with
 * Homebrew; not when it is a version manager's shim, which chooses by the working directory.
 */
function lastingNodePath({PATH}: NodeJS.ProcessEnv): string {
  const found = findWinner(findCandidates('node', PATH))?.path;
  return found !== undefined && realpathSync(found) === realpathSync(process.execPath) ? found : process.execPath;
}

function installLaunchers(tree: string, {bin}: HomePaths): void {
  chmodSync(bin, 0o700);
  for (const name of readdirSync(join(tree, 'launchers'))) {
    writeFileAtomically(join(bin, name), readFileSync(join(tree, 'launchers', name)), 0o700);
  }
  for (const platform of listRelays(tree)) {
    const relay = readFileSync(join(tree, 'dist/native', platform, 'ddcoterm-relay'));
    writeFileAtomically(join(bin, `ddcoterm-host-${platform}`), relay, 0o700);
  }
}

/** Platforms that the release has a native relay for. Those of other releases in `bin/` stay: the home may be shared. */
function listRelays(tree: string): string[] {
  const folder = join(tree, 'dist/native');
  return existsSync(folder) ? readdirSync(folder) : [];
}

/** @returns The names of all shims that are there now. */
function makeShims({paths, shims}: Plan, tree: string, {env, print, warn}: InstallContext): string[] {
  const there = () =>
    readdirSync(paths.overrides).filter((name) => readShimHeader(join(paths.overrides, name)) !== null);
  const names = [...new Set([...(shims ?? []), ...there()])];
  const runs = shims === null ? [['shim', 'sync']] : names.length > 0 ? [['shim', 'add', ...names]] : [];
  for (const args of runs) {
    const {exitCode, stdout, stderr} = runCli(tree, args, env);
    if (exitCode !== 0) warn(shimsFailed(stderr.trim()).message);
    else print(stdout.trimEnd());
  }
  return there();
}

/** @returns True: new shells find the shims. */
function changeRcFiles(
  {paths, targets}: Plan,
  {modifyPath}: InstallOptions,
  {env, print, warn}: InstallContext,
): boolean {
  if (!modifyPath) return false;
  const {changes, problems} = applyRcBlocks(targets, blockHome(paths.root, env));
  for (const {file, change} of changes)
    if (change !== 'unchanged') print(`${capital(change)} the block in ${shorten(file, env)}`);
  for (const {message, hint} of problems) warn(hint ? `${message}\n  ${hint}` : message);
  return problems.length < targets.length;
}

async function showFirstRecording(
  shims: string[],
  paths: HomePaths,
  tree: string,
  context: InstallContext,
): Promise<void> {
  const {env, print, warn} = context;
  const path = `${paths.overrides}:${env.PATH ?? '/usr/bin:/bin'}:${paths.bin}`;
  const command = chooseFirstCommand(shims, paths, path);
  print('');
  print(`A first recording: ${command.shown}`);
  const id = await recordFirstCommand(command, tree, {...env, PATH: path, DDCOTERM_HOME: paths.root});
  if (id === null) {
    warn('It ran, but no recording of it appeared. Run "ddcoterm doctor" to see why');
    return;
  }
  print(`Recorded as session ${id}. To see it again:`);
  print('  ddcoterm play last     as it ran');
  print('  ddcoterm show last     what is kept of it');
}

function nextStep(pathIsSet: boolean, {root}: HomePaths, env: NodeJS.ProcessEnv): string {
  const shell = basename(env.SHELL ?? '');
  if (!pathIsSet) return 'Add the lines shown above to your rc files, then open a new shell.';
  const file = `"${shorten(root, env).replace('~', '$HOME')}/lib/current/installer/path.${shell === 'fish' ? 'fish' : 'sh'}"`;
  return `Open a new shell, or type here: ${shell === 'fish' ? 'source' : '.'} ${file}`;
}

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

/** `~` for HOME, as people write it. */
function shorten(path: string, env: NodeJS.ProcessEnv): string {
  const home = env.HOME || homedir();
  return path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
}
