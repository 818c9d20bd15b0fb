/** An empty home with the launchers and a built host in it, as the installer leaves them. */
import {execFile} from 'node:child_process';
import {copyFileSync, mkdirSync, readFileSync, symlinkSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {type HomePaths, homePaths} from '../../../../src/config/home.ts';
import {PtySession} from '../../../support/pty.ts';
import {createSandbox, type Sandbox} from '../../../support/sandbox.ts';
import type {BuiltHost} from './build-host.ts';

const LAUNCHERS = resolve(__dirname, '../../../../installer/launchers');
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

  constructor({dist}: BuiltHost) {
    this.sandbox = createSandbox('host');
    this.env = this.sandbox.env;
    this.home = this.sandbox.home;
    this.paths = homePaths(this.env);
    this.host = join(this.paths.bin, 'ddcoterm-host');
    mkdirSync(this.paths.bin);
    copyFileSync(join(LAUNCHERS, 'ddcoterm-host'), this.host);
    mkdirSync(join(this.paths.lib, '1'), {recursive: true});
    symlinkSync('1', join(this.paths.lib, 'current'));
    symlinkSync(dist, join(this.paths.lib, '1/dist'));
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
    this.sandbox.remove();
  }
}
