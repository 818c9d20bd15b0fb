/** Which files of the user's get the block, and the careful reading and writing of them. */
import {spawnSync} from 'node:child_process';
import {
  chownSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmdirSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import {dirname, join, resolve} from 'node:path';
import {DdcotermError, systemErrorCode} from '../src/errors.ts';
import {writeFileAtomically} from './atomic-write.ts';
import {rcUnreadable, rcUnwritable} from './errors.ts';
import {applyBlock, type BlockOptions, type BlockPlace, hasBlock, removeBlocks} from './rc-block.ts';
import type {ShellKind} from './shell-probe.ts';

export interface RcTarget {
  file: string;
  dialect: BlockOptions['dialect'];
  place: BlockPlace;
}

export interface RcPlan {
  /** HOME. */
  home: string;
  /** Where zsh looks for its files: ZDOTDIR, else HOME. */
  zdotdir: string;
  /** XDG_CONFIG_HOME, else `$HOME/.config`. */
  configHome: string;
  shells: readonly ShellKind[];
  /** The user agreed that shells which run a script or one command get the shims, too. */
  nonInteractive: boolean;
}

export interface RcChange {
  file: string;
  change: 'added' | 'updated' | 'removed' | 'unchanged';
}

export interface RcResult {
  changes: RcChange[];
  /** Files that could not be changed; the others were. */
  problems: DdcotermError[];
}

/** @param exists Is there such a file? */
export function planRcFiles(plan: RcPlan, exists: (file: string) => boolean): RcTarget[] {
  const {home, zdotdir, configHome, shells, nonInteractive} = plan;
  const targets: RcTarget[] = [];
  const add = (file: string, place: BlockPlace = 'end') => targets.push({file, dialect: 'sh', place});
  if (shells.includes('bash')) {
    // What sshd starts reads .bashrc though it is not interactive, and mostly leaves it in the first lines.
    add(join(home, '.bashrc'), nonInteractive ? 'both' : 'end');
    const profile = join(home, '.profile');
    // A login bash reads the first of these. A new .bash_profile would hide the user's .profile.
    const login = ['.bash_profile', '.bash_login'].map((name) => join(home, name)).find(exists);
    if (login) add(login);
    // sh and desktop sessions read it even where bash does not.
    if (!login || exists(profile)) add(profile);
  }
  if (shells.includes('zsh')) {
    add(join(zdotdir, '.zshrc'));
    // After /etc/zprofile, in which macOS sorts PATH anew.
    add(join(zdotdir, '.zprofile'));
    if (nonInteractive) add(exists(join(home, '.zshenv')) ? join(home, '.zshenv') : join(zdotdir, '.zshenv'));
  }
  if (shells.includes('fish')) {
    targets.push({file: join(configHome, 'fish', 'conf.d', 'ddcoterm.fish'), dialect: 'fish', place: 'end'});
  }
  return targets;
}

/** Every file that may ever have got a block. */
export function listRcFiles({home, zdotdir, configHome}: Pick<RcPlan, 'home' | 'zdotdir' | 'configHome'>): string[] {
  const bash = ['.bashrc', '.bash_profile', '.bash_login', '.profile'].map((name) => join(home, name));
  const zsh = [home, zdotdir].flatMap((folder) => ['.zshrc', '.zprofile', '.zshenv'].map((name) => join(folder, name)));
  return [...new Set([...bash, ...zsh, join(configHome, 'fish', 'conf.d', 'ddcoterm.fish')])];
}

/** Asks zsh itself, since ZDOTDIR is mostly set in .zshenv and nowhere else. */
export function findZdotdir(env: NodeJS.ProcessEnv, home: string): string {
  const {stdout} = spawnSync('zsh', ['-c', 'print -rn -- "<$ZDOTDIR>"'], {
    env: {...env, HOME: home, DDCOTERM_DISABLE: '1'},
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: 5_000,
  });
  return /<([^<>]+)>$/.exec(stdout ?? '')?.[1] || env.ZDOTDIR || home;
}

/** Brings the block into every file. Twice equals once; a file that is right already is not written. */
export function applyRcBlocks(targets: readonly RcTarget[], options: Omit<BlockOptions, 'dialect'>): RcResult {
  return changeEach(
    targets.map(({file}) => file),
    (text, index) => {
      const {file, dialect, place} = targets[index]!;
      return applyBlock(text, {...options, dialect}, place, file);
    },
  );
}

/** Takes the block out of every file that has one; a file that was made for it goes. */
export function removeRcBlocks(files: readonly string[]): RcResult {
  return changeEach(files, (text, index) => (text === null ? null : removeBlocks(text, files[index]!)));
}

function changeEach(files: readonly string[], change: (text: string | null, index: number) => string | null): RcResult {
  const result: RcResult = {changes: [], problems: []};
  for (const [index, file] of files.entries()) {
    try {
      const before = readRc(file);
      const after = change(before, index);
      if (after !== before) writeRc(file, after);
      result.changes.push({file, change: nameChange(before, after)});
    } catch (error) {
      if (!(error instanceof DdcotermError)) throw error;
      result.problems.push(error);
    }
  }
  return result;
}

function nameChange(before: string | null, after: string | null): RcChange['change'] {
  if (before === after) return 'unchanged';
  if (after === null || !hasBlock(after)) return 'removed';
  return before !== null && hasBlock(before) ? 'updated' : 'added';
}

/** @returns Bytes as latin1; null: no such file. */
function readRc(file: string): string | null {
  try {
    return readFileSync(file, 'latin1');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemErrorCode(error) ?? '')) return null;
    throw rcUnreadable(file, systemErrorCode(error) ?? 'unknown', error);
  }
}

/** Follows symbolic links, as dotfile managers make them: the link stays, its target changes. */
function writeRc(file: string, text: string | null): void {
  const target = followLink(file);
  try {
    if (text === null) removeRc(file, target);
    else replaceRc(target, Buffer.from(text, 'latin1'));
  } catch (error) {
    if (error instanceof DdcotermError || systemErrorCode(error) === undefined) throw error;
    throw rcUnwritable(file, error);
  }
}

function followLink(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    // A link whose target is still to be made, or no file at all.
    if (!lstatSync(file, {throwIfNoEntry: false})?.isSymbolicLink()) return file;
    return resolve(dirname(file), readlinkSync(file));
  }
}

function replaceRc(target: string, bytes: Buffer): void {
  const before = statSync(target, {throwIfNoEntry: false});
  if (!before) {
    mkdirSync(dirname(target), {recursive: true});
    writeFileAtomically(target, bytes, 0o644);
    return;
  }
  // Renaming would pass over it, and root may write everything: read-only is meant so.
  if ((before.mode & 0o222) === 0) throw rcUnwritable(target, null);
  if (before.nlink > 1) {
    writeFileSync(target, bytes); // a hard link would be cut by renaming
    return;
  }
  writeFileAtomically(target, bytes, before.mode & 0o7777);
  const after = statSync(target);
  if (after.uid !== before.uid || after.gid !== before.gid) chownSync(target, before.uid, before.gid);
}

/** The file was made for the block, and perhaps its folders (fish's conf.d): those go when they are empty. */
function removeRc(file: string, target: string): void {
  unlinkSync(target);
  if (!file.endsWith('.fish')) return;
  for (const folder of [dirname(file), dirname(dirname(file))]) {
    try {
      rmdirSync(folder);
    } catch {
      return; // something else lives there
    }
  }
}
