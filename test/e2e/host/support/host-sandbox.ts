/** An empty home with the launchers and a built host in it, as the installer leaves them. */
import {execFile} from 'node:child_process';
import {copyFileSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {DEFAULT_CONFIG} from '../../../../src/config/config.ts';
import {type HomePaths, homePaths} from '../../../../src/config/home.ts';
import {renderHostSettings} from '../../../../src/host/host-settings.ts';
import {PtySession} from '../../../support/pty.ts';
import {createSandbox, type Sandbox} from '../../../support/sandbox.ts';
import {type BuiltHost, TEST_VERSION} from './build-host.ts';

const LAUNCHERS = resolve(__dirname, '../../../../installer/launchers');
const SHELL_INTEGRATION = resolve(__dirname, '../../../../installer/shell-integration');
const OUTER_TERMINAL = join(__dirname, 'outer-terminal.py');

export interface Finished {
  /** `exit 3` or `signal 15` */
  end: string;
  stdout: string;
  stderr: string;
}

export interface TerminalRun {
  end: string;
  output: Buffer;
  /** `stty -g` of the terminal afterwards. */
  modes: string;
}

export class HostSandbox {
  readonly host: string;
  readonly paths: HomePaths;
  readonly env: NodeJS.ProcessEnv;
  readonly home: string;
  private readonly sandbox: Sandbox;
  private readonly sessions: PtySession[] = [];
  private runs = 0;

  constructor({dist, relay}: BuiltHost) {
    this.sandbox = createSandbox('host');
    this.env = this.sandbox.env;
    this.home = this.sandbox.home;
    this.paths = homePaths(this.env);
    const launcher = join(this.paths.bin, 'ddcoterm-host');
    mkdirSync(this.paths.bin);
    copyFileSync(join(LAUNCHERS, 'ddcoterm-host'), launcher);
    this.host = relay === undefined ? launcher : this.installRelay(relay);
    mkdirSync(join(this.paths.lib, '1'), {recursive: true});
    symlinkSync('1', join(this.paths.lib, 'current'));
    symlinkSync(dist, join(this.paths.lib, '1/dist'));
  }

  /** Beside the launcher, with the settings that the node host would have written. */
  private installRelay(relay: string): string {
    const {paths} = this;
    const file = join(paths.bin, 'ddcoterm-relay');
    copyFileSync(relay, file);
    const dist = join(paths.lib, 'current/dist');
    const bundles = {host: join(dist, 'host.mjs'), agent: join(dist, 'agent.mjs'), integration: SHELL_INTEGRATION};
    const text = renderHostSettings({config: DEFAULT_CONFIG, stamp: 'none', paths, bundles});
    mkdirSync(paths.run, {recursive: true, mode: 0o700});
    writeFileSync(join(paths.run, 'host-settings'), text.replace(/^version=.*$/m, `version=${TEST_VERSION}`), {
      mode: 0o600,
    });
    return file;
  }

  /** `ddcoterm` itself, as the installer leaves it; recordings are the relay's work where that is under test. */
  installCommand(): string {
    const {bin} = this.paths;
    const file = join(bin, 'ddcoterm');
    copyFileSync(join(LAUNCHERS, 'ddcoterm'), file);
    const relay = join(bin, 'ddcoterm-relay');
    if (existsSync(relay)) copyFileSync(relay, join(bin, `ddcoterm-host-${process.platform}-${process.arch}`));
    return file;
  }

  /** Words that run `sh -c script` through the host. */
  shell(script: string, ...args: string[]): [string, ...string[]] {
    return [this.host, 'sh', '/bin/sh', '-c', script, 'sh', ...args];
  }

  /** In a terminal that a test types at. */
  open(
    words: [string, ...string[]],
    options: {columns?: number; rows?: number; env?: NodeJS.ProcessEnv} = {},
  ): PtySession {
    const [file, ...args] = words;
    const session = new PtySession(file, args, {cwd: this.home, ...options, env: {...this.env, ...options.env}});
    this.sessions.push(session);
    return session;
  }

  /** In a terminal that keeps every byte. */
  async onTerminal(
    words: string[],
    {rows = 24, columns = 80, env = {} as NodeJS.ProcessEnv} = {},
  ): Promise<TerminalRun> {
    const file = join(this.home, `output-${this.runs++}`);
    const {stdout} = await this.run(['python3', OUTER_TERMINAL, file, String(rows), String(columns), ...words], {env});
    const [end = '', modes = ''] = stdout.split('\n');
    return {end, modes, output: readFileSync(file)};
  }

  /** Without a terminal. */
  run(words: string[], {env = {} as NodeJS.ProcessEnv, input = ''} = {}): Promise<Finished> {
    const [file = '', ...args] = words;
    return new Promise((resolve) => {
      const options = {cwd: this.home, env: {...this.env, ...env}, maxBuffer: 64 * 1024 * 1024};
      const child = execFile(file, args, options, (error, stdout, stderr) => {
        const end = error?.signal ? `signal ${error.signal}` : `exit ${error?.code ?? 0}`;
        resolve({end, stdout, stderr});
      });
      child.stdin?.on('error', () => undefined); // a command that does not read
      child.stdin?.end(input);
    });
  }

  async remove(): Promise<void> {
    for (const session of this.sessions) await session.close();
    // A copy of a host that still delivers may write a line for doctor at this very moment.
    for (let attempt = 0; attempt < 50; attempt++) {
      try {
        return this.sandbox.remove();
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
    this.sandbox.remove();
  }
}
