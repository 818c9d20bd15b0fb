/** VictoriaLogs as a receiver that others wrote: built once a machine by Go, kept in the temporary folder. */
import {type ChildProcess, execFileSync, spawn} from 'node:child_process';
import {cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {findFreePort} from '../../support/free-port.ts';
import {findProgram} from '../../support/programs.ts';

const PACKAGE = 'github.com/VictoriaMetrics/VictoriaLogs/app/victoria-logs';
const MODULE_FILES = ['go.mod', 'go.sum', 'tools.go'];

/** About a minute on two cores. */
const BUILD_TIMEOUT_MS = 6 * 60 * 1000;
const START_TIMEOUT_MS = 20_000;

export type Built = {program: string} | {reason: string};

export function buildVictoriaLogs(): Built {
  const go = findProgram('go');
  if (go === null) return {reason: 'needs Go (apt-get install golang)'};
  const version = /VictoriaLogs (\S+)/.exec(readFileSync(join(__dirname, 'go.mod'), 'utf8'))![1]!;
  const folder = join(tmpdir(), `ddcoterm-victoria-logs-${version}`);
  const program = join(folder, 'victoria-logs');
  if (existsSync(program)) return {program};
  const module = mkdtempSync(join(tmpdir(), 'ddcoterm-go-'));
  try {
    for (const file of MODULE_FILES) cpSync(join(__dirname, file), join(module, file));
    const output = join(module, 'victoria-logs');
    const options = {cwd: module, timeout: BUILD_TIMEOUT_MS, stdio: 'pipe' as const};
    execFileSync(go, ['build', '-o', output, PACKAGE], {...options, env: {...process.env, GOFLAGS: '-mod=readonly'}});
    mkdirSync(folder, {recursive: true});
    renameSync(output, program);
    return {program};
  } catch (error) {
    const stderr = String((error as {stderr?: unknown}).stderr ?? error);
    return {reason: `needs modules that "go build" cannot get: ${stderr.trim().split('\n').at(-1)}`};
  } finally {
    rmSync(module, {recursive: true, force: true});
  }
}

export class VictoriaLogs {
  private constructor(
    private readonly child: ChildProcess,
    private readonly port: number,
    private readonly folder: string,
  ) {}

  static async start(program: string): Promise<VictoriaLogs> {
    const port = await findFreePort();
    const folder = mkdtempSync(join(tmpdir(), 'ddcoterm-vl-'));
    const words = [`-httpListenAddr=127.0.0.1:${port}`, `-storageDataPath=${folder}`, '-memory.allowedBytes=100MB'];
    const child = spawn(program, words, {stdio: 'ignore'});
    const server = new VictoriaLogs(child, port, folder);
    const deadlineMs = Date.now() + START_TIMEOUT_MS;
    while (!(await server.isUp())) {
      if (Date.now() > deadlineMs) throw new Error('VictoriaLogs does not start');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/insert/datadog`;
  }

  /** LogsQL. @returns One object a row. */
  async query(query: string): Promise<Record<string, string>[]> {
    const response = await fetch(`http://127.0.0.1:${this.port}/select/logsql/query`, {
      method: 'POST',
      body: new URLSearchParams({query, limit: '100000'}),
    });
    if (!response.ok) throw new Error(await response.text());
    const lines = (await response.text()).split('\n').filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line) as Record<string, string>);
  }

  async count(query = '*'): Promise<number> {
    const [row] = await this.query(`${query} | stats count() as total`);
    return Number(row?.total ?? 0);
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGKILL');
    await ended;
    rmSync(this.folder, {recursive: true, force: true});
  }

  private async isUp(): Promise<boolean> {
    try {
      return (await fetch(`http://127.0.0.1:${this.port}/health`)).ok;
    } catch {
      return false; // it does not listen yet
    }
  }
}
