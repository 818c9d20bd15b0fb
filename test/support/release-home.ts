/** A home with the built release in it, as the installer leaves it: for tests that need no more of an installation. */
import {execFile, execFileSync} from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import {join, resolve} from 'node:path';
import {type HomePaths, homePaths} from '../../src/config/home.ts';
import {VERSION} from '../../src/config/version.ts';
import {createSandbox, type Sandbox} from './sandbox.ts';

export const ROOT = resolve(__dirname, '../..');
const DIST = join(ROOT, 'dist');
const NATIVE = join(DIST, `native/${process.platform}-${process.arch}/ddcoterm-relay`);
const OUTER_TERMINAL = join(ROOT, 'test/e2e/host/support/outer-terminal.py');

export type HostKind = 'relay' | 'node';

export interface TerminalOutcome {
  /** `exit 3` or `signal 15` */
  end: string;
  /** Every byte that the terminal got. */
  output: Buffer;
}

export interface ReleaseHomeOptions {
  /** Absent: below the sandbox' home. */
  ddcotermHome?: string;
  /** `config.yaml` */
  config?: string;
}

export class ReleaseHome {
  readonly sandbox: Sandbox;
  readonly paths: HomePaths;
  /** The program that shims start. */
  readonly host: string;
  private runs = 0;

  constructor(kind: HostKind, {ddcotermHome, config}: ReleaseHomeOptions = {}) {
    this.sandbox = createSandbox('release');
    if (ddcotermHome !== undefined) this.env.DDCOTERM_HOME = ddcotermHome;
    this.paths = homePaths(this.env);
    const {bin, lib, run} = this.paths;
    for (const folder of [bin, lib, run]) mkdirSync(folder, {recursive: true, mode: 0o700});
    if (config !== undefined) writeFileSync(this.paths.config, config, {mode: 0o600});
    this.install(VERSION);
    const launcher = join(bin, 'ddcoterm-host');
    copyFileSync(join(ROOT, 'installer/launchers/ddcoterm-host'), launcher);
    this.host = kind === 'node' ? launcher : join(bin, 'ddcoterm-relay');
    if (kind === 'relay') copyFileSync(NATIVE, this.host);
    // The relay's settings, as the first invocation leaves them.
    execFileSync(process.execPath, [join(lib, 'current/dist/host.mjs'), '--print-settings'], {env: this.env});
  }

  get env(): NodeJS.ProcessEnv {
    return this.sandbox.env;
  }

  /** Lays a version beside those that are there and makes it the current one, as an upgrade does. */
  install(version: string): void {
    const {lib} = this.paths;
    const dist = join(lib, version, 'dist');
    cpSync(DIST, dist, {recursive: true, filter: (file) => !/\/(?:native|web)$/.test(file)});
    symlinkSync(join(ROOT, 'node_modules'), join(lib, version, 'node_modules'));
    const bundles = readdirSync(dist, {recursive: true}).map((name) => join(dist, String(name)));
    for (const file of bundles.filter((name) => name.endsWith('.mjs'))) {
      const text = readFileSync(file, 'utf8');
      if (version !== VERSION) writeFileSync(file, text.replaceAll(`"${VERSION}"`, `"${version}"`));
    }
    symlinkSync(version, join(lib, '.current-test'));
    renameSync(join(lib, '.current-test'), join(lib, 'current'));
  }

  /** What the installer does with a version that nobody runs any more. */
  uninstall(version: string): void {
    rmSync(join(this.paths.lib, version), {recursive: true});
  }

  /** Runs a command through the host, on a terminal of its own that loses nothing. */
  onTerminal(name: string, executable: string, ...args: string[]): Promise<TerminalOutcome> {
    const file = join(this.sandbox.home, `terminal-${this.runs++}`);
    const words = [OUTER_TERMINAL, file, '24', '80', this.host, name, executable, ...args];
    return new Promise((resolveRun, reject) => {
      execFile('python3', words, {env: this.env, cwd: this.sandbox.home}, (error, stdout) => {
        if (error) reject(error);
        else resolveRun({end: stdout.split('\n')[0]!, output: readFileSync(file)});
      });
    });
  }

  /** Process ids of the agents of this home, also of those that are only starting. */
  agents(): number[] {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .filter((pid) => isAgentOf(pid, this.env.DDCOTERM_HOME!))
      .map(Number);
  }

  /** Ends the agents, and waits until nobody is left who might start another one. */
  async remove(): Promise<void> {
    for (let quiet = 0; quiet < 3; quiet++) {
      const pids = this.agents();
      if (pids.length > 0) quiet = 0;
      for (const pid of pids) kill(pid, 'SIGKILL');
      await new Promise((resolveWait) => setTimeout(resolveWait, 50));
    }
    this.sandbox.remove();
  }
}

function isAgentOf(pid: string, ddcotermHome: string): boolean {
  try {
    if (!/\0[^\0]*\/agent\.mjs\0/.test(readFileSync(`/proc/${pid}/cmdline`, 'latin1'))) return false;
    return `\0${readFileSync(`/proc/${pid}/environ`, 'latin1')}`.includes(`\0DDCOTERM_HOME=${ddcotermHome}\0`);
  } catch {
    return false; // it has ended meanwhile
  }
}

/** @returns False: there is no such process any more. */
export function kill(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return existsSync(`/proc/${pid}`);
  }
}
