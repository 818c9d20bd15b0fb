/** What somebody has to do so that changed shims have an effect in the shell they sit at. Pure. */
import {basename} from 'node:path';

export interface Surroundings {
  overrides: string;
  path: string | undefined;
  /** `$SHELL`. */
  shell: string | undefined;
  /** `bin/ddcoterm-host` is there. */
  hasHost: boolean;
}

/** Shells that remember where they found a command. */
const REMEMBERING = ['bash', 'zsh', 'dash', 'ksh', 'sh'];

/** @param added Names whose shims are new. @returns Lines of advice, often none. */
export function effectNotes(added: readonly string[], {overrides, path, shell, hasHost}: Surroundings): string[] {
  if (added.length === 0) return [];
  const name = basename(shell ?? 'sh');
  const notes: string[] = [];
  if (!(path ?? '').split(':').includes(overrides)) {
    const command = name === 'fish' ? `set -gx PATH '${overrides}' $PATH` : `export PATH="${overrides}:$PATH"`;
    notes.push(`The shim folder is not on PATH here. Open a new shell, or type: ${command}`);
  } else if (REMEMBERING.includes(name)) {
    notes.push(
      `A shell that ran ${added.length === 1 ? added[0] : 'one of them'} before remembers where. There type: hash -r`,
    );
  }
  if (!hasHost) notes.push('The recorder is not installed: until the installer has run, the commands run unrecorded');
  return notes;
}
