/** The built agent as a process of its own, in a home of the test. */
import {type ChildProcess, spawn} from 'node:child_process';
import {resolve} from 'node:path';
import {homePaths} from '../../src/config/home.ts';
import {dial} from './frame-host.ts';

const AGENT = resolve(__dirname, '../../dist/agent.mjs');

/** On a machine that others use, too, Node alone takes seconds. */
const START_MS = 60_000;

export class AgentProcess {
  private child: ChildProcess | null = null;
  readonly socket: string;

  constructor(private readonly env: NodeJS.ProcessEnv) {
    this.socket = homePaths(env).socket;
  }

  get pid(): number {
    return this.child!.pid!;
  }

  /** Returns once it accepts connections. */
  async start(): Promise<void> {
    this.child = spawn(process.execPath, [AGENT], {env: this.env, stdio: 'ignore'});
    (await dial(this.socket, START_MS)).destroy();
  }

  /** Ends it the hard way, as a crash would. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Asks it to leave. */
  async stop(): Promise<void> {
    await this.end('SIGTERM');
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.child;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolveEnd) => child.once('exit', resolveEnd));
    child.kill(signal);
    await ended;
    this.child = null;
  }
}
