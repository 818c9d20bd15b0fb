/** Runs programs on terminals, several at a time, through one terminals.py. */
import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import type {Size, Step} from './behaviour.ts';

export interface TerminalJob {
  argv: readonly string[];
  env: NodeJS.ProcessEnv;
  cwd: string;
  size: Size;
  steps: readonly Step[];
  seconds: number;
}

export interface TerminalResult {
  /** Why the run was given up. */
  error: string | null;
  /** `exit 3` or `signal 15` */
  end: string;
  output: Buffer;
  /** `stty -g`; empty when the terminal is gone. */
  modes: string;
}

export class Terminals {
  private readonly folder = mkdtempSync(join(tmpdir(), 'ddcoterm-terminals-'));
  private readonly process: ChildProcess;
  private readonly waiting = new Map<string, () => void>();
  private jobs = 0;

  constructor() {
    this.process = spawn('/usr/bin/python3', [join(__dirname, 'terminals.py')], {stdio: ['pipe', 'pipe', 'inherit']});
    createInterface({input: this.process.stdout!}).on('line', (id) => this.waiting.get(id)?.());
  }

  async play(job: TerminalJob): Promise<TerminalResult> {
    const id = String(this.jobs++);
    const result = join(this.folder, id);
    const done = new Promise<void>((resolve) => this.waiting.set(id, resolve));
    this.process.stdin!.write(`${JSON.stringify({...job, id, result})}\n`);
    await done;
    this.waiting.delete(id);
    const {output, ...rest} = JSON.parse(readFileSync(result, 'utf8')) as Omit<TerminalResult, 'output'> & {
      output: string;
    };
    rmSync(result);
    return {...rest, output: Buffer.from(output, 'base64')};
  }

  async close(): Promise<void> {
    this.process.stdin!.end();
    if (this.process.exitCode === null) await once(this.process, 'exit');
    rmSync(this.folder, {recursive: true, force: true});
  }
}
