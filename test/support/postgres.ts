/** A real PostgreSQL server on loopback, in a folder of its own, that ends with the test. */
import {type ChildProcess, execFileSync, spawn} from 'node:child_process';
import {chownSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {findFreePort} from './free-port.ts';
import {findProgram} from './programs.ts';

export interface PostgresServer {
  port: number;
  /** Superuser of the cluster; logs in without a password from loopback. */
  user: string;
  stop(): Promise<void>;
}

export async function startPostgres(): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'ddcoterm-postgres-'));
  const port = await findFreePort();
  const user = 'tester';
  const asServer = serverCommand(folder);
  const data = join(folder, 'data');
  const [initdb, ...initdbArgs] = asServer(findProgram('initdb')!, [
    '-D',
    data,
    '-U',
    user,
    '-A',
    'trust',
    '--no-sync',
  ]);
  execFileSync(initdb!, initdbArgs, {stdio: 'pipe', cwd: folder});
  const settings = ['-c', 'listen_addresses=127.0.0.1', '-c', `unix_socket_directories=${folder}`, '-c', 'fsync=off'];
  const [postgres, ...args] = asServer(findProgram('postgres')!, ['-D', data, '-p', String(port), ...settings]);
  const server = spawn(postgres!, args, {stdio: ['ignore', 'ignore', 'pipe'], cwd: folder});
  await whenReady(server);
  return {
    port,
    user,
    stop: async () => {
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGINT'); // fast shutdown: PostgreSQL ends its sessions and leaves
      await ended;
      rmSync(folder, {recursive: true, force: true});
    },
  };
}

/** PostgreSQL refuses to run as root: then its own user takes the folder over and runs it. */
function serverCommand(folder: string): (program: string, args: string[]) => string[] {
  if (process.getuid?.() !== 0) return (program, args) => [program, ...args];
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], {encoding: 'utf8'}));
  const [uid, gid] = [id('-u'), id('-g')];
  chownSync(folder, uid, gid);
  return (program, args) => [
    findProgram('setpriv')!,
    '--reuid',
    String(uid),
    '--regid',
    String(gid),
    '--clear-groups',
    program,
    ...args,
  ];
}

function whenReady(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = '';
    server.stderr!.on('data', (chunk: Buffer) => {
      log += chunk.toString('utf8');
      if (log.includes('ready to accept connections')) resolve();
    });
    server.once('exit', () => reject(new Error(`PostgreSQL did not start:\n${log}`)));
  });
}
