/** What the doctor says about the files in the shim folder: owner, modes, age. */
import type {Stats} from 'node:fs';
import {join} from 'node:path';
import type {Finding} from './finding.ts';
import {statIfThere} from './path-search.ts';
import type {DoctorContext} from './shim-doctor.ts';
import {FOLDER_MODE, type ListedShim, SCRIPT_MODE} from './shim-folder.ts';

export function checkFolder({paths, uid}: DoctorContext): Finding[] {
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
      problem: `The shim folder "${paths.overrides}" has mode ${octalMode(stats)}${isOpen ? ': others can change what you run' : ''}`,
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

export function checkFile({name, file, fresh, header}: ListedShim, {uid, version}: DoctorContext): Finding[] {
  const stats = statIfThere(file);
  if (stats === null) return [];
  const findings: Finding[] = [];
  const about = {shim: name, cure: `Run "ddcoterm shim add ${name}"`};
  if (stats.uid !== uid) {
    const problem = `The shim "${file}" belongs to user ${stats.uid}, who could change what you run`;
    findings.push({...about, code: 'SHIM_OWNER', severity: 'error', problem});
  }
  if ((stats.mode & 0o100) === 0) {
    const problem = `The shim "${file}" is not executable (mode ${octalMode(stats)}): the shell passes over it`;
    findings.push({...about, code: 'SHIM_MODE', severity: 'error', problem});
  } else if ((stats.mode & 0o777) !== SCRIPT_MODE) {
    const isOpen = (stats.mode & 0o022) !== 0;
    const problem = `The shim "${file}" has mode ${octalMode(stats)}${isOpen ? ': others can change what you run' : ''}`;
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

export const foreignFile = (name: string, {paths}: DoctorContext): Finding => ({
  code: 'SHIM_FOREIGN',
  severity: 'warning',
  shim: name,
  problem: `"${join(paths.overrides, name)}" is no shim of ddcoterm, yet stands first on PATH`,
  cure: 'Move it to another folder of PATH',
});

export const octalMode = ({mode}: Stats): string => (mode & 0o777).toString(8).padStart(4, '0');
