/** Records a first real command, so that the user sees at once that it works and what to do with it. */
import {spawnSync} from 'node:child_process';
import {createRequire} from 'node:module';
import {join} from 'node:path';
import {PROFILES} from '../shims/index.ts';
import type {HomePaths} from '../src/config/home.ts';
import {runCli} from './own-command.ts';
import {findCandidates, findReal} from './path-search.ts';

export interface FirstCommand {
  file: string;
  args: string[];
  /** As somebody would type it. */
  shown: string;
}

const RECORD_TIMEOUT_MS = 30_000;
/** The agent writes a moment after the command's end. */
const APPEAR_TIMEOUT_MS = 10_000;
const POLL_MS = 200;

/** The first shim whose command is there and has something harmless to run; else a recording of `uname`. */
export function chooseFirstCommand(shims: readonly string[], paths: HomePaths, path: string | undefined): FirstCommand {
  for (const name of shims) {
    const args = PROFILES.find(({command}) => command === name)?.firstRun;
    const shim = join(paths.overrides, name);
    if (!args || findReal(findCandidates(name, path), shim) === null) continue;
    return {file: shim, args: [...args], shown: [name, ...args].join(' ')};
  }
  const args = ['--', 'uname', '-a'];
  return {file: join(paths.bin, 'ddcoterm'), args, shown: ['ddcoterm', ...args].join(' ')};
}

/** @returns The new session's id; null: it was not recorded. */
export async function recordFirstCommand(
  command: FirstCommand,
  tree: string,
  env: NodeJS.ProcessEnv,
): Promise<string | null> {
  const {DDCOTERM_DISABLE: _, DDCOTERM_SESSION: __, ...clean} = env;
  const before = newestSession(tree, clean);
  if (process.stdout.isTTY)
    spawnSync(command.file, command.args, {env: clean, stdio: 'inherit', timeout: RECORD_TIMEOUT_MS});
  else await runInTerminal(command, clean, tree);
  const deadline = Date.now() + APPEAR_TIMEOUT_MS;
  while (Date.now() < deadline) {
    const newest = newestSession(tree, clean);
    if (newest !== null && newest !== before) return newest;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return null;
}

/** Without a terminal of the installer's own (CI, `curl … | sh`) the command gets one, so that there is a replay to see. */
async function runInTerminal({file, args}: FirstCommand, env: NodeJS.ProcessEnv, tree: string): Promise<void> {
  // From the installed tree: the one that this program was started from has moved there.
  const {spawn} = createRequire(join(tree, 'package.json'))('node-pty') as typeof import('node-pty');
  const pty = spawn(file, args, {cols: 100, rows: 30, env, name: env.TERM ?? 'xterm-256color'});
  pty.onData((text) => process.stdout.write(text.replaceAll('\r\n', '\n')));
  const timer = setTimeout(() => pty.kill(), RECORD_TIMEOUT_MS);
  await new Promise<void>((resolve) => pty.onExit(() => resolve()));
  clearTimeout(timer);
}

function newestSession(tree: string, env: NodeJS.ProcessEnv): string | null {
  try {
    const sessions = JSON.parse(runCli(tree, ['ls', '--json', '--limit', '1'], env).stdout) as {id: string}[];
    return sessions[0]?.id ?? null;
  } catch {
    return null; // no store yet, or it cannot be read
  }
}
