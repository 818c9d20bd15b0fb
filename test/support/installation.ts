/** ddcoterm installed from this checkout into an empty home, as a newcomer does it. */
import {spawnSync} from 'node:child_process';
import {mkdirSync, symlinkSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {findProgram} from './programs.ts';
import {type PtyOptions, PtySession} from './pty.ts';
import {createSandbox, type Sandbox} from './sandbox.ts';

const INSTALLER = resolve(__dirname, '../../installer/install.sh');

export class Installation {
  private constructor(
    readonly sandbox: Sandbox,
    /** What the installer printed. */
    readonly output: string,
  ) {}

  /** @throws {Error} The installer failed: the message holds what it printed. */
  static create(shims: string[], options: string[] = []): Installation {
    const sandbox = createSandbox('installed');
    sandbox.env.PATH = `${linkPrograms(sandbox.home, shims)}:${sandbox.env.PATH}`;
    sandbox.env.SHELL = findProgram('bash')!;
    const {status, stdout, stderr} = spawnSync('sh', [INSTALLER, '--yes', '--shims', shims.join(','), ...options], {
      env: sandbox.env,
      encoding: 'utf8',
      input: '',
    });
    if (status !== 0) throw new Error(`install.sh ended with ${status}:\n${stdout}${stderr}`);
    return new Installation(sandbox, stdout + stderr);
  }

  get env(): NodeJS.ProcessEnv {
    return this.sandbox.env;
  }

  /** Runs `ddcoterm` as a script would. */
  run(...args: string[]): {status: number | null; stdout: string; stderr: string} {
    const {status, stdout, stderr} = spawnSync(join(this.sandbox.ddcotermHome, 'bin/ddcoterm'), args, {
      env: this.env,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    return {status, stdout, stderr};
  }

  /** @throws {Error} The command failed, or printed no JSON. */
  json<T>(...args: string[]): T {
    const {status, stdout, stderr} = this.run(...args, '--json');
    if (status !== 0) throw new Error(`ddcoterm ${args.join(' ')} ended with ${status}: ${stderr}`);
    return JSON.parse(stdout) as T;
  }

  /** A new login shell on a terminal, as after logging in again. */
  loginShell(shell: 'bash' | 'zsh' | 'fish', options: Partial<PtyOptions> = {}): PtySession {
    const file = findProgram(shell)!;
    const env = {...this.env, SHELL: file};
    return new PtySession(file, ['-l', '-i'], {env, cwd: this.sandbox.home, ...options});
  }

  remove(): void {
    this.run('agent', 'stop');
    this.sandbox.remove();
  }
}

/** The real programs may lie in folders that a sandbox does not have on PATH. */
function linkPrograms(home: string, names: string[]): string {
  const folder = join(home, 'programs');
  mkdirSync(folder);
  for (const name of names) {
    const program = findProgram(name);
    if (program !== null) symlinkSync(program, join(folder, name));
  }
  return folder;
}
