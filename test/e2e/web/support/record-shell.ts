/** Shells recorded by `ddcoterm`, as somebody types in them. */
import {join} from 'node:path';
import type {Installation} from '../../../support/installation.ts';
import {PtySession} from '../../../support/pty.ts';

const PROMPT = /[$#] ?$/;

/** Lines typed, and what must be on the screen before the next. */
export type Script = readonly (readonly [line: string, shown: RegExp])[];

/** At its prompt. */
export async function openShell(installation: Installation): Promise<PtySession> {
  const program = join(installation.sandbox.ddcotermHome, 'bin/ddcoterm');
  const shell = new PtySession(program, [], {env: installation.env, cwd: installation.sandbox.home});
  await shell.waitFor((_text, screen) => PROMPT.test(screen), 60_000);
  return shell;
}

export async function recordShell(installation: Installation, script: Script): Promise<void> {
  const shell = await openShell(installation);
  for (const [line, shown] of script) {
    shell.write(`${line}\r`);
    await shell.waitFor((_text, screen) => shown.test(screen) && PROMPT.test(screen), 60_000);
  }
  shell.write('exit\r');
  await shell.waitForExit(60_000);
}

type Listed = {id: string; state: string; command: string}[];

/** The newest of bash; sessions are written a moment after they begin or end. */
export async function sessionOf(installation: Installation, state: 'ended' | 'live'): Promise<string> {
  const deadlineMs = Date.now() + 60_000;
  for (;;) {
    const found = installation
      .json<Listed>('ls')
      .find((session) => session.command === 'bash' && session.state === state);
    if (found !== undefined) return found.id;
    if (Date.now() > deadlineMs) throw new Error(`There is no ${state} session of bash`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
