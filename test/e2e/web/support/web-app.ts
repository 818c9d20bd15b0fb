/** `ddcoterm ui` of an installation. */
import {type ChildProcess, spawn} from 'node:child_process';
import {join} from 'node:path';
import type {Installation} from '../../../support/installation.ts';

export class WebApp {
  private constructor(
    private readonly process: ChildProcess,
    private readonly installation: Installation,
    /** Signs in one browser, once. */
    readonly address: string,
  ) {}

  /** @param port 0: any. */
  static async start(installation: Installation, port = 0): Promise<WebApp> {
    const program = join(installation.sandbox.ddcotermHome, 'bin/ddcoterm');
    const child = spawn(program, ['ui', '--no-open', '--port', String(port)], {env: installation.env});
    return new WebApp(child, installation, await readAddress(child));
  }

  get origin(): string {
    return new URL(this.address).origin;
  }

  /** Another address, for another browser. */
  createAddress(): string {
    const {stdout, stderr} = this.installation.run('ui', '--no-open');
    const address = findAddress(stdout);
    if (address === null) throw new Error(`ddcoterm ui printed no address: ${stdout}${stderr}`);
    return address;
  }

  async stop(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.kill('SIGINT');
    await ended;
  }
}

const findAddress = (text: string): string | null => /http:\/\/\S+/.exec(text)?.[0] ?? null;

function readAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    const read = (chunk: Buffer) => {
      output += chunk.toString('utf8');
      const address = findAddress(output);
      if (address !== null && output.includes('\n')) resolve(address);
    };
    child.stdout!.on('data', read);
    child.stderr!.on('data', read);
    child.once('exit', (status) => reject(new Error(`ddcoterm ui ended with ${status}: ${output}`)));
  });
}
