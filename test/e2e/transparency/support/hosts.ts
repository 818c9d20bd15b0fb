/** The hosts that are compared with direct execution, each installed as users have it. */
import {chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, symlinkSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {type HomePaths, homePaths} from '../../../../src/config/home.ts';
import {Installation} from '../../../support/installation.ts';
import {findProgram} from '../../../support/programs.ts';

export type HostName = 'node' | 'relay';

const NATIVE = resolve(__dirname, '../../../../dist/native');

/** Short names that scripts can use without shimming the tools they are written with. */
const ALIASES: Record<string, string> = {cmd: 'dash', bcmd: 'bash', py: '/usr/bin/python3'};

export const SHIMMED_PROGRAMS = ['vim', 'less', 'tmux', 'psql', 'ssh', 'git', 'expect', 'su', 'sudo', 'zsh'];

export function findHosts(): HostName[] {
  const platforms = existsSync(NATIVE) ? readdirSync(NATIVE) : [];
  const hasRelay = platforms.some((platform) => existsSync(join(NATIVE, platform, 'ddcoterm-relay')));
  return hasRelay ? ['node', 'relay'] : ['node'];
}

export interface InstalledHost {
  name: HostName;
  paths: HomePaths;
  /** Folder for the runs, each with a folder of its own. */
  runs: string;
  /** Real programs by the names that scripts use, and their shims. */
  programs: string;
  shims: string;
  env: NodeJS.ProcessEnv;
  remove(): Promise<void>;
}

export function installHost(name: HostName): InstalledHost {
  const present = SHIMMED_PROGRAMS.filter((program) => findProgram(program) !== null);
  const installation = Installation.create(present);
  const {home} = installation.sandbox;
  const programs = join(home, 'programs');
  for (const [alias, program] of Object.entries(ALIASES)) {
    const file = program.startsWith('/') ? program : findProgram(program);
    if (file !== null && !existsSync(join(programs, alias))) symlinkSync(file, join(programs, alias));
  }
  const {status, stderr} = installation.run('shim', 'add', ...Object.keys(ALIASES));
  if (status !== 0) throw new Error(`ddcoterm shim add ended with ${status}: ${stderr}`);
  const paths = homePaths(installation.env);
  const runs = join(home, 'runs');
  mkdirSync(runs);
  for (const folder of [home, runs]) chmodSync(folder, 0o755); // su and sudo become another user there
  const env = {...installation.env, DDCOTERM_HOST: name};
  const remove = async () => {
    await untilDelivered(home);
    installation.remove();
  };
  return {name, paths, runs, programs, shims: paths.overrides, env, remove};
}

/** Who still delivers the end of a run would start the agent again. Such a process gives up after 30 s. */
async function untilDelivered(home: string): Promise<void> {
  const deadlineMs = Date.now() + 40_000;
  while (readdirSync('/proc').some((pid) => isDelivering(pid, home)) && Date.now() < deadlineMs) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function isDelivering(pid: string, home: string): boolean {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'latin1');
    return words.includes(home) && words.includes('host') && readlinkSync(`/proc/${pid}/cwd`) === '/';
  } catch {
    return false; // no process, or one that has just ended
  }
}
