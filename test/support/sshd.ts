/** A real sshd on loopback with keys of its own, that lets the user of the tests in and ends with the test. */
import {type ChildProcess, execFileSync, spawn} from 'node:child_process';
import {copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir, userInfo} from 'node:os';
import {join} from 'node:path';
import {findFreePort} from './free-port.ts';
import {findProgram} from './programs.ts';

export interface SshServer {
  port: number;
  user: string;
  /** Arguments that make `ssh` use this server's keys and nothing of the user's. */
  clientOptions: string[];
  stop(): Promise<void>;
}

export async function startSshd(): Promise<SshServer> {
  const folder = mkdtempSync(join(tmpdir(), 'ddcoterm-sshd-'));
  const port = await findFreePort();
  for (const name of ['host-key', 'user-key']) {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, name)]);
  }
  copyFileSync(join(folder, 'user-key.pub'), join(folder, 'authorized-keys'));
  const config = join(folder, 'sshd_config');
  writeFileSync(
    config,
    [
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${folder}/host-key`,
      `AuthorizedKeysFile ${folder}/authorized-keys`,
      `PidFile ${folder}/pid`,
      'StrictModes no',
      'UsePAM no',
      'PermitRootLogin yes',
      'PasswordAuthentication no',
      'PrintMotd no',
      '',
    ].join('\n'),
  );
  // Debian's sshd wants this folder for its unprivileged half; only root can make it, and only root's sshd needs it.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', {recursive: true, mode: 0o755});
  const server = spawn(findProgram('sshd')!, ['-D', '-e', '-f', config], {stdio: ['ignore', 'ignore', 'pipe']});
  await whenListening(server);
  return {
    port,
    user: userInfo().username,
    clientOptions: [
      '-p',
      String(port),
      '-i',
      join(folder, 'user-key'),
      '-F',
      '/dev/null',
      '-o',
      'StrictHostKeyChecking=no',
      '-o',
      'UserKnownHostsFile=/dev/null',
      '-o',
      'LogLevel=ERROR',
    ],
    stop: async () => {
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGTERM');
      await ended;
      rmSync(folder, {recursive: true, force: true});
    },
  };
}

function whenListening(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = '';
    server.stderr!.on('data', (chunk: Buffer) => {
      log += chunk.toString('utf8');
      if (log.includes('Server listening on')) resolve();
    });
    server.once('exit', () => reject(new Error(`sshd did not start:\n${log}`)));
  });
}
