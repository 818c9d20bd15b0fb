/** Starts programs of the tree that is being installed or removed. */
import {spawnSync} from 'node:child_process';
import {join} from 'node:path';

/** Long enough for an agent that has much to write before it goes. */
const CLI_TIMEOUT_MS = 60_000;

export interface CliResult {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

/** The CLI of a tree, away from the terminal. */
export function runCli(tree: string, args: readonly string[], env: NodeJS.ProcessEnv): CliResult {
  const {status, stdout, stderr} = spawnSync(process.execPath, [join(tree, 'dist', 'ddcoterm.mjs'), ...args], {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: CLI_TIMEOUT_MS,
  });
  return {exitCode: status, stdout: stdout ?? '', stderr: stderr ?? ''};
}
