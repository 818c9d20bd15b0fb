/** What the doctor says about the recorder behind the shims: the host and its Node.js. */
import {execFile} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {octalMode} from './doctor-files.ts';
import type {Finding} from './finding.ts';
import {findCandidates, findWinner, isExecutable, statIfThere} from './path-search.ts';
import type {DoctorContext} from './shim-doctor.ts';

const OLDEST_NODE = 20;
const NODE_TIMEOUT_MS = 10_000;

/** The node that the installer wrote down for the launchers; null when it did not. */
export function readNodePath(lib: string): string | null {
  try {
    return readFileSync(join(lib, 'node-path'), 'utf8').trim() || null;
  } catch {
    return null; // not installed, or by hand
  }
}

export function checkHost({paths}: DoctorContext): Finding[] {
  const host = join(paths.bin, 'ddcoterm-host');
  const stats = statIfThere(host);
  const about = {severity: 'error', shim: null, cure: 'Run the installer again'} as const;
  if (stats === null) {
    const problem = `The recorder "${host}" is missing: commands run, but nothing is recorded`;
    return [{...about, code: 'SHIM_HOST_MISSING', problem}];
  }
  if (stats.size > 0 && isExecutable(host)) return [];
  const state = stats.size === 0 ? 'is empty' : `is not executable (mode ${octalMode(stats)})`;
  return [{...about, code: 'SHIM_HOST_BROKEN', problem: `The recorder "${host}" ${state}: nothing is recorded`}];
}

export async function checkNode({nodePath, env}: DoctorContext): Promise<Finding[]> {
  // As the launchers do: the node that was written down, else the first on PATH.
  const recorded = nodePath !== null && isExecutable(nodePath) ? nodePath : null;
  const node = recorded ?? findWinner(findCandidates('node', env.PATH))?.path ?? null;
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
