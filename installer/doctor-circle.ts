/** Does what the shim runs come back to the shim? */
import {readFileSync, statSync} from 'node:fs';
import type {Finding} from './finding.ts';
import {type Candidate, isSamePath} from './path-search.ts';
import type {DoctorContext} from './shim-doctor.ts';

/** A wrapper script is short; what is longer is a program. */
const MAX_SCRIPT_BYTES = 256 * 1024;

/** What the shim runs should be the command, not something that comes back to the shim. */
export function checkCircle(name: string, file: string, real: Candidate, {paths}: DoctorContext): Finding[] {
  const about = {code: 'SHIM_CIRCLE', shim: name} as const;
  if (real.isShim || isSamePath(real.path, file)) {
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
