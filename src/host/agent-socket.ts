/** Connects to the agent's socket, after a look at whose it is. */
import {lstatSync} from 'node:fs';
import {connect, type Socket} from 'node:net';
import {dirname} from 'node:path';
import {systemErrorCode} from '../errors.ts';
import {socketForeign} from './errors.ts';

/** Write permission of group and others. */
const FOREIGN_WRITE_BITS = 0o022;

/**
 * What is typed and shown goes to whoever listens there, so both the socket and its folder must be the user's own.
 *
 * @returns False when there is no socket.
 * @throws {DdcotermError} SOCKET_FOREIGN.
 */
export function checkAgentSocket(path: string): boolean {
  try {
    const folder = lstatSync(dirname(path));
    const socket = lstatSync(path);
    const uid = process.geteuid?.() ?? -1;
    if (folder.uid !== uid) throw socketForeign(dirname(path), `it belongs to user ${folder.uid}, not to ${uid}`);
    if (!folder.isDirectory()) throw socketForeign(dirname(path), 'it is no folder');
    if ((folder.mode & FOREIGN_WRITE_BITS) !== 0) throw socketForeign(dirname(path), 'others may write to it');
    if (socket.uid !== uid) throw socketForeign(path, `it belongs to user ${socket.uid}, not to ${uid}`);
    if (!socket.isSocket()) throw socketForeign(path, 'it is no socket');
    return true;
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return false;
    throw error;
  }
}

/** @returns Null when nobody listens. */
export function connectToAgent(path: string): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.removeAllListeners('error');
      resolve(socket);
    });
    socket.once('error', () => resolve(null));
  });
}
