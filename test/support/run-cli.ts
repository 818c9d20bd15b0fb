/** Runs the CLI in this process, as a shell would see it: status, stdout and stderr apart. */
import {Readable, Writable} from 'node:stream';
import {runCommandLine} from '../../src/cli/command-line.ts';
import {type CliContext, createContext} from '../../src/cli/context.ts';

export interface RunCliOptions {
  env: NodeJS.ProcessEnv;
  cwd?: string;
  stdin?: string;
  /** Which streams say that they are terminals; none unless told. */
  isTty?: boolean | CliContext['isTty'];
  now?: () => number;
  columns?: number;
}

export interface CliResult {
  exitCode: number;
  stdout: string;
  stderr: string;
}

export async function runCli(args: string[], options: RunCliOptions): Promise<CliResult> {
  const {env, isTty = false} = options;
  const stdout = new CollectingStream();
  const stderr = new CollectingStream();
  const context = createContext({
    env,
    cwd: options.cwd ?? env.HOME ?? '/',
    streams: {stdin: Readable.from(options.stdin === undefined ? [] : [Buffer.from(options.stdin)]), stdout, stderr},
    isTty: typeof isTty === 'boolean' ? {stdin: isTty, stdout: isTty, stderr: isTty} : isTty,
    columns: () => options.columns,
    ...(options.now === undefined ? {} : {now: options.now}),
  });
  const exitCode = await runCommandLine(args, context);
  return {exitCode, stdout: stdout.text, stderr: stderr.text};
}

class CollectingStream extends Writable {
  private readonly chunks: Buffer[] = [];

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.chunks.push(chunk);
    done();
  }

  get text(): string {
    return Buffer.concat(this.chunks).toString('utf8');
  }
}
