/** Finds every way in which a shim can be without effect, and says the cure. Changes nothing. */
import {execFile} from 'node:child_process';
import {readFileSync, realpathSync, type Stats, statSync} from 'node:fs';
import {join} from 'node:path';
import type {Finding} from './finding.ts';
import {type Candidate, findCandidates, findReal, findWinner, isExecutable, pathFolders} from './path-search.ts';
import {judgeShell} from './shell-findings.ts';
import {probeShell} from './shell-probe.ts';
import {
  FOLDER_MODE,
  type ListedShim,
  listForeignFiles,
  listShims,
  SCRIPT_MODE,
  type ShimContext,
} from './shim-folder.ts';

export interface DoctorContext extends ShimContext {
  /** Of the shell that asks: PATH, HOME, DDCOTERM_DISABLE. */
  env: NodeJS.ProcessEnv;
  /** Interactive shells to ask, by path; each is started with the user's rc files. */
  shells: readonly string[];
  uid: number;
  /** The node that the launchers start, as the installer wrote it down; null when it did not. */
  nodePath: string | null;
  /** The process that may remember where a command was; null: unknown. */
  parent: {name: string; startedAtMs: number} | null;
}

export interface ShimPlace {
  name: string;
  /** What typing the name starts. */
  runs: 'shim' | 'command' | 'nothing';
  /** Null: there is no shim of that name. */
  shim: string | null;
  /** What the shim would run; null: nothing of that name on PATH outside the shim folders. */
  real: string | null;
  /** All of that name on PATH, in order. */
  candidates: Candidate[];
}

const OLDEST_NODE = 20;
const NODE_TIMEOUT_MS = 10_000;
/** A wrapper script is short; what is longer is a program. */
const MAX_SCRIPT_BYTES = 256 * 1024;
/** Shells that remember where they found a command. */
const HASHING_SHELLS = new Set(['bash', 'zsh', 'dash', 'sh', 'ksh']);

export function whichShim(name: string, context: Pick<DoctorContext, 'paths' | 'env'>): ShimPlace {
  const candidates = findCandidates(name, context.env.PATH);
  const shim = join(context.paths.overrides, name);
  const isThere = findCandidates(name, context.paths.overrides).some(({isShim}) => isShim);
  const winner = findWinner(candidates);
  return {
    name,
    runs: winner === null ? 'nothing' : winner.isShim ? 'shim' : 'command',
    shim: isThere ? shim : null,
    real: findReal(candidates, shim)?.path ?? null,
    candidates,
  };
}

/** Worst first; of equal weight, in the order of the check. Empty: all is well. */
export async function diagnoseShims(context: DoctorContext): Promise<Finding[]> {
  const shims = listShims(context);
  const findings = [
    ...checkSwitch(context),
    ...checkFolder(context),
    ...shims.flatMap((shim) => checkFile(shim, context)),
    ...listForeignFiles(context).map((name) => foreignFile(name, context)),
    ...(shims.length > 0 ? checkPath(context) : []),
    ...shims.flatMap((shim) => checkPlace(shim, context)),
    ...checkHost(context),
    ...(await checkNode(context)),
    ...(shims.length > 0 ? await checkShells(shims, context) : []),
    ...shims.flatMap((shim) => checkMemory(shim, context)),
  ];
  const weight = {error: 0, warning: 1, info: 2};
  return findings.sort((a, b) => weight[a.severity] - weight[b.severity]);
}

function checkSwitch({env}: DoctorContext): Finding[] {
  if (['', '0'].includes(env.DDCOTERM_DISABLE ?? '')) return [];
  return [
    {
      code: 'SHIM_DISABLED',
      severity: 'warning',
      shim: null,
      problem: 'Recording is switched off in this shell: DDCOTERM_DISABLE is set',
      cure: 'Type: unset DDCOTERM_DISABLE',
    },
  ];
}

function checkFolder({paths, uid}: DoctorContext): Finding[] {
  const stats = statIfThere(paths.overrides);
  if (stats === null) return [];
  const about = {shim: null};
  const findings: Finding[] = [];
  if (stats.uid !== uid) {
    findings.push({
      ...about,
      code: 'SHIM_OWNER',
      severity: 'error',
      problem: `The shim folder "${paths.overrides}" belongs to user ${stats.uid}, who could change what you run`,
      cure: `Run: sudo chown -R ${uid} ${paths.overrides}`,
    });
  }
  if ((stats.mode & 0o777) !== FOLDER_MODE) {
    const isOpen = (stats.mode & 0o022) !== 0;
    findings.push({
      ...about,
      code: 'SHIM_MODE',
      severity: isOpen ? 'error' : 'warning',
      problem: `The shim folder "${paths.overrides}" has mode ${octal(stats)}${isOpen ? ': others can change what you run' : ''}`,
      cure: `Run: chmod 700 ${paths.overrides}`,
    });
  }
  if (statIfThere(paths.shimMarker) === null) {
    findings.push({
      ...about,
      code: 'SHIM_MARKER_MISSING',
      severity: 'warning',
      problem: `The file "${paths.shimMarker}" is missing, by which shims know the folder of shims`,
      cure: 'Run "ddcoterm shim sync", or "ddcoterm shim add" with any name',
    });
  }
  return findings;
}

function checkFile({name, file, fresh, header}: ListedShim, {uid, version}: DoctorContext): Finding[] {
  const stats = statIfThere(file);
  if (stats === null) return [];
  const findings: Finding[] = [];
  const about = {shim: name, cure: `Run "ddcoterm shim add ${name}"`};
  if (stats.uid !== uid) {
    const problem = `The shim "${file}" belongs to user ${stats.uid}, who could change what you run`;
    findings.push({...about, code: 'SHIM_OWNER', severity: 'error', problem});
  }
  if ((stats.mode & 0o100) === 0) {
    const problem = `The shim "${file}" is not executable (mode ${octal(stats)}): the shell passes over it`;
    findings.push({...about, code: 'SHIM_MODE', severity: 'error', problem});
  } else if ((stats.mode & 0o777) !== SCRIPT_MODE) {
    const isOpen = (stats.mode & 0o022) !== 0;
    const problem = `The shim "${file}" has mode ${octal(stats)}${isOpen ? ': others can change what you run' : ''}`;
    findings.push({...about, code: 'SHIM_MODE', severity: isOpen ? 'error' : 'warning', problem});
  }
  if (!fresh) {
    const what =
      header.version === version ? 'its profile changed or the file was edited' : `it is of version ${header.version}`;
    findings.push({
      ...about,
      code: 'SHIM_STALE',
      severity: 'warning',
      problem: `The shim "${name}" is out of date: ${what}`,
    });
  }
  return findings;
}

const foreignFile = (name: string, {paths}: DoctorContext): Finding => ({
  code: 'SHIM_FOREIGN',
  severity: 'warning',
  shim: name,
  problem: `"${join(paths.overrides, name)}" is no shim of ddcoterm, yet stands first on PATH`,
  cure: 'Move it to another folder of PATH',
});

function checkPath({paths, env}: DoctorContext): Finding[] {
  const folders = pathFolders(env.PATH);
  const position = folders.indexOf(paths.overrides);
  if (position === 0) return [];
  if (position < 0) {
    return [
      {
        code: 'SHIM_PATH_MISSING',
        severity: 'error',
        shim: null,
        problem: `The shim folder "${paths.overrides}" is not on PATH: no shim is found`,
        cure: 'Start a new shell; if that does not help, run the installer again without --no-modify-path',
      },
    ];
  }
  return [
    {
      code: 'SHIM_PATH_BEHIND',
      severity: 'warning',
      shim: null,
      problem: `The shim folder is number ${position + 1} on PATH, behind "${folders.slice(0, position).join('", "')}"`,
      cure: 'Let the block of ddcoterm be the last in your rc file: running the installer again does that',
    },
  ];
}

function checkPlace({name, file}: ListedShim, context: DoctorContext): Finding[] {
  const candidates = findCandidates(name, context.env.PATH);
  const findings: Finding[] = [];
  const winner = findWinner(candidates);
  if (winner && winner.path !== file && candidates.some(({path}) => path === file)) {
    findings.push({
      code: 'SHIM_OUTRUN',
      severity: 'error',
      shim: name,
      problem: `"${winner.path}" runs instead of the shim, as "${winner.folder}" stands before the shim folder on PATH`,
      cure: 'Start a new shell; if that does not help, let the block of ddcoterm be the last in your rc file',
    });
  }
  const real = findReal(candidates, file);
  if (real === null) {
    findings.push({
      code: 'SHIM_REAL_MISSING',
      severity: 'error',
      shim: name,
      problem: `There is no "${name}" on PATH for the shim to run`,
      cure: `Install ${name}, or run "ddcoterm shim remove ${name}"`,
    });
  } else findings.push(...checkCircle(name, file, real, context));
  return findings;
}

/** What the shim runs should be the command, not something that comes back to the shim. */
function checkCircle(name: string, file: string, real: Candidate, {paths}: DoctorContext): Finding[] {
  const about = {code: 'SHIM_CIRCLE', shim: name} as const;
  if (real.isShim || isSameFile(real.path, file)) {
    return [
      {
        ...about,
        severity: 'error',
        problem: `The shim runs "${real.path}", which is a shim, too`,
        cure: `Remove "${real.path}"; a second shim folder needs the file .ddcoterm-shims, which "ddcoterm shim sync" makes`,
      },
    ];
  }
  const text = readScript(real.path);
  if (text === null || !(text.includes(paths.overrides) || callsByName(text, name))) return [];
  return [
    {
      ...about,
      severity: 'warning',
      problem: `The shim runs "${real.path}", a script that seems to call "${name}" again by its name`,
      cure: `Let that script call the real ${name} by its full path`,
    },
  ];
}

const isSameFile = (a: string, b: string): boolean => {
  try {
    return realpathSync(a) === realpathSync(b);
  } catch {
    return false; // one of them went away meanwhile
  }
};

/** @returns Null: no script. */
function readScript(file: string): string | null {
  try {
    if (statSync(file).size > MAX_SCRIPT_BYTES) return null;
    const text = readFileSync(file, 'latin1');
    return /^#!.*\b(?:sh|bash|dash|zsh|ksh|fish)\b/.test(text) ? text : null;
  } catch {
    return null; // executable but not readable
  }
}

function callsByName(script: string, name: string): boolean {
  const word = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const code = script.replace(/^\s*#.*$/gm, '');
  return new RegExp(`(?:^|[;&|(]|\\b(?:exec|command|then|do|else)\\s)\\s*${word}(?=\\s|$)`, 'm').test(code);
}

function checkHost({paths}: DoctorContext): Finding[] {
  const host = join(paths.bin, 'ddcoterm-host');
  const stats = statIfThere(host);
  const about = {severity: 'error', shim: null, cure: 'Run the installer again'} as const;
  if (stats === null) {
    const problem = `The recorder "${host}" is missing: commands run, but nothing is recorded`;
    return [{...about, code: 'SHIM_HOST_MISSING', problem}];
  }
  if (stats.size > 0 && isExecutable(host)) return [];
  const state = stats.size === 0 ? 'is empty' : `is not executable (mode ${octal(stats)})`;
  return [{...about, code: 'SHIM_HOST_BROKEN', problem: `The recorder "${host}" ${state}: nothing is recorded`}];
}

async function checkNode({nodePath, env}: DoctorContext): Promise<Finding[]> {
  const node = nodePath ?? findWinner(findCandidates('node', env.PATH))?.path ?? null;
  const about = {
    severity: 'error',
    shim: null,
    cure: 'Install Node.js 20 or newer, then run the installer again',
  } as const;
  const version = node === null ? null : await readNodeVersion(node);
  if (version === null) {
    const problem = node === null ? 'There is no node on PATH to record with' : `Node.js at "${node}" does not start`;
    return [{...about, code: 'SHIM_NODE_MISSING', problem}];
  }
  if (version >= OLDEST_NODE) return [];
  return [
    {
      ...about,
      code: 'SHIM_NODE_OLD',
      problem: `Node.js at "${node}" is version ${version}, the oldest that works is ${OLDEST_NODE}`,
    },
  ];
}

/** @returns The major version; null: it does not start. */
function readNodeVersion(node: string): Promise<number | null> {
  return new Promise((resolve) => {
    execFile(node, ['--version'], {timeout: NODE_TIMEOUT_MS}, (error, stdout) => {
      const major = /^v(\d+)\./.exec(stdout)?.[1];
      resolve(error || major === undefined ? null : Number(major));
    });
  });
}

async function checkShells(shims: ListedShim[], {shells, env, paths}: DoctorContext): Promise<Finding[]> {
  const files = new Map(shims.map(({name, file}) => [name, file]));
  const findings: Finding[] = [];
  for (const shell of shells) {
    const probe = await probeShell(shell, [...files.keys()], env);
    if (probe) findings.push(...judgeShell(probe, files, paths.overrides));
    else findings.push(silentShell(shell));
  }
  return findings;
}

const silentShell = (shell: string): Finding => ({
  code: 'SHIM_SHELL_SILENT',
  severity: 'info',
  shim: null,
  problem: `"${shell}" did not answer in time, so aliases and functions in it are not known`,
  cure: `Type there: type -a kubectl (or any shim's name)`,
});

/** From outside nobody sees what a shell remembers; that it may remember, we can tell. */
function checkMemory({name, file}: ListedShim, {parent}: DoctorContext): Finding[] {
  if (parent === null || !HASHING_SHELLS.has(parent.name)) return [];
  const changedAtMs = statIfThere(file)?.birthtimeMs ?? 0;
  if (changedAtMs < parent.startedAtMs) return [];
  return [
    {
      code: 'SHIM_HASHED',
      severity: 'info',
      shim: name,
      problem: `The shim is younger than the ${parent.name} you came from, which may remember where it found "${name}" before`,
      cure: 'Type: hash -r',
    },
  ];
}

function statIfThere(file: string): Stats | null {
  return statSync(file, {throwIfNoEntry: false}) ?? null;
}

const octal = ({mode}: Stats) => (mode & 0o777).toString(8).padStart(4, '0');
