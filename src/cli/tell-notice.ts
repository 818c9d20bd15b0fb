/** What the agent has to tell its user, such as a refused key: the next command of ours at a terminal says it, once. */
import {readFileSync, renameSync, rmSync} from 'node:fs';
import {systemErrorCode} from '../errors.ts';
import type {CliContext} from './context.ts';

/** Commands that draw on the whole screen, or whose output is all that is wanted. */
const SILENT = new Set(['play', '__complete', 'completion', 'version']);

export function tellNotice({isTty, paths, stderr}: CliContext, command: string | undefined): void {
  if (!isTty.stderr || SILENT.has(command ?? '')) return;
  const taken = `${paths.notice}.${process.pid}`;
  try {
    // Renamed first: of two commands at the same time one tells it.
    renameSync(paths.notice, taken);
    stderr.write(`ddcoterm: ${readFileSync(taken, 'utf8')}`);
    rmSync(taken);
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error; // mostly there is none; and a read-only home keeps nobody
  }
}
