/** The agent's Unix socket: only its own user may reach it, and a stale one is replaced. */
import {chmodSync, lstatSync, mkdirSync, rmSync} from 'node:fs';
import {createServer, type Server, type Socket} from 'node:net';
import {dirname} from 'node:path';
import {startClaimOf} from '../config/home.ts';
import {socketFolderForeign} from './errors.ts';

/**
 * Listens at `path`. The caller holds the agent's lock, so whatever lies there is nobody's.
 *
 * @throws {DdcotermError} SOCKET_FOLDER_FOREIGN.
 */
export async function listenAt(path: string, onConnection: (socket: Socket) => void): Promise<Server> {
  const folder = dirname(path);
  mkdirSync(folder, {recursive: true, mode: 0o700});
  const {uid, mode} = lstatSync(folder);
  if (uid !== process.getuid?.() || (mode & 0o022) !== 0) throw socketFolderForeign(folder);
  rmSync(path, {force: true});
  const server = createServer(onConnection);
  // The mask holds while bind() makes the file, which Node does before it returns from listen().
  const mask = process.umask(0o077);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, resolve);
    });
  } finally {
    process.umask(mask);
  }
  chmodSync(path, 0o600);
  rmSync(startClaimOf(path), {force: true}); // whoever comes now finds us
  return server;
}
