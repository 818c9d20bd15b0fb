/** Judges what an interactive shell said about the names of shims. */
import {dirname} from 'node:path';
import type {Finding} from './finding.ts';
import {isSamePath, pathFolders} from './path-search.ts';
import type {ShellAnswer, ShellProbe} from './shell-probe.ts';

/** @param shims Name → the shim's file. */
export function judgeShell(probe: ShellProbe, shims: ReadonlyMap<string, string>, overrides: string): Finding[] {
  if (!pathFolders(probe.path).some((folder) => isSamePath(folder, overrides))) return [notOnPath(probe)];
  return [...shims].flatMap(([name, file]) => judgeName(probe, name, file));
}

const notOnPath = ({kind}: ShellProbe): Finding => ({
  code: 'SHIM_PATH_MISSING',
  severity: 'error',
  shim: null,
  problem: `The shim folder is not on PATH in an interactive ${kind}`,
  cure: `Run the installer again: it puts its block into the rc files of ${kind}`,
});

function judgeName({kind: shell, answers}: ShellProbe, name: string, file: string): Finding[] {
  const answer = answers.get(name);
  if (!answer) return [];
  const findings: Finding[] = [];
  if (answer.kind === 'alias' && !leadsBack(answer, name)) findings.push(aliased(shell, name));
  if (answer.kind === 'function' && !leadsBack(answer, name)) findings.push(functionInFront(shell, name));
  if (answer.kind === 'other') findings.push(builtIn(shell, name));
  if (answer.file !== null && !isSamePath(answer.file, file)) findings.push(outrun(shell, name, answer.file));
  return findings;
}

/** `alias ssh='ssh -A'` and a function that says `command ssh` reach the shim all the same. */
function leadsBack({kind, text}: ShellAnswer, name: string): boolean {
  const word = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const own = `(?:(?:command|env|noglob|nocorrect|sudo)\\s+)*${word}(?=\\s|;|$)`;
  if (kind === 'alias') return new RegExp(`^\\s*(?:\\w+=\\S*\\s+)*${own}`).test(text);
  return new RegExp(`(?:^|[\\s;&|(])(?:command|env)\\s+${word}(?=[\\s;&|)]|$)`, 'm').test(text);
}

const aliased = (shell: string, name: string): Finding => ({
  code: 'SHIM_ALIASED',
  severity: 'error',
  shim: name,
  problem: `In ${shell}, "${name}" is an alias for another command, which runs instead of the shim`,
  cure: `Remove the alias from the rc files of ${shell}, and type: unalias ${name}`,
});

const functionInFront = (shell: string, name: string): Finding => ({
  code: 'SHIM_FUNCTION',
  severity: 'warning',
  shim: name,
  problem: `In ${shell}, "${name}" is a function, and nothing in it shows that it reaches the shim`,
  cure: `Let the function say "command ${name}", or remove it`,
});

const builtIn = (shell: string, name: string): Finding => ({
  code: 'SHIM_BUILTIN',
  severity: 'error',
  shim: name,
  problem: `In ${shell}, "${name}" is part of the shell itself: the shim is never looked for`,
  cure: `Run "ddcoterm shim remove ${name}"`,
});

const outrun = (shell: string, name: string, winner: string): Finding => ({
  code: 'SHIM_OUTRUN',
  severity: 'error',
  shim: name,
  problem: `In an interactive ${shell}, "${winner}" runs instead of the shim, as "${dirname(winner)}" stands before the shim folder on PATH`,
  cure: `Move the block of ddcoterm to the end of the rc files of ${shell}: running the installer again does that`,
});
