/** Finds every way in which a shim can be without effect, and says the cure. Changes nothing. */
import {join} from 'node:path';
import {checkCircle} from './doctor-circle.ts';
import {checkFile, checkFolder, foreignFile} from './doctor-files.ts';
import {checkHost, checkNode} from './doctor-recorder.ts';
import type {Finding} from './finding.ts';
import {
  type Candidate,
  findCandidates,
  findReal,
  findWinner,
  isSamePath,
  pathFolders,
  statIfThere,
} from './path-search.ts';
import {judgeShell} from './shell-findings.ts';
import {probeShell} from './shell-probe.ts';
import {type ListedShim, listForeignFiles, listShims, type ShimContext} from './shim-folder.ts';

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

function checkPath({paths, env}: DoctorContext): Finding[] {
  const folders = pathFolders(env.PATH);
  const position = folders.findIndex((folder) => isSamePath(folder, paths.overrides));
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
  const isInFolder = ({folder}: Candidate) => isSamePath(folder, context.paths.overrides);
  if (winner && !isInFolder(winner) && candidates.some(isInFolder)) {
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
