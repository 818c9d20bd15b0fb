/** The agent's log file: what it did and what failed, never session content. One older file is kept. */
import {appendFileSync, mkdirSync, renameSync, statSync} from 'node:fs';
import {dirname} from 'node:path';
import {DdcotermError, systemErrorCode} from '../errors.ts';

const MAX_BYTES = 1024 * 1024;

export class AgentLog {
  constructor(
    private readonly path: string,
    private readonly now: () => number,
  ) {}

  info(message: string): void {
    this.write('info', message);
  }

  /** @param what `Cannot <verb> <thing>`: what was tried. */
  error(what: string, error: unknown): void {
    this.write('error', `${what}: ${describe(error)}`);
  }

  private write(level: string, message: string): void {
    try {
      mkdirSync(dirname(this.path), {recursive: true, mode: 0o700});
      this.rotate();
      appendFileSync(this.path, `${new Date(this.now()).toISOString()} ${level} ${message}\n`, {mode: 0o600});
    } catch {
      // A full disk or a read-only home must not end the agent; `doctor` looks at both by itself.
    }
  }

  private rotate(): void {
    try {
      if (statSync(this.path).size > MAX_BYTES) renameSync(this.path, `${this.path}.1`);
    } catch (error) {
      if (systemErrorCode(error) !== 'ENOENT') throw error;
    }
  }
}

/** Errors of ours and of the system say nothing of sessions; of any other the stack's places are kept, not the message. */
function describe(error: unknown): string {
  if (error instanceof DdcotermError) return `${error.code} ${error.message}`;
  const code = systemErrorCode(error);
  if (code !== undefined) return code;
  if (!(error instanceof Error)) return 'unknown error';
  const frames = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '));
  return `${error.name}\n${frames.slice(0, 8).join('\n')}`;
}
