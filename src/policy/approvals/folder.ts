/** Where the users of one machine find each other's requests: a folder that all may write to, each only to what is theirs. */
import {chmodSync, lstatSync, mkdirSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {systemErrorCode} from '../../errors.ts';
import {approvalFolderUnsafe} from './errors.ts';

const STICKY = 0o1000;
const WRITABLE_BY_OTHERS = 0o022;

/** @throws {DdcotermError} APPROVAL_FOLDER_UNSAFE */
export function createApprovalFolder(folder: string): void {
  try {
    mkdirSync(folder);
    chmodSync(folder, 0o1777);
  } catch (error) {
    if (systemErrorCode(error) !== 'EEXIST') throw error;
  }
  checkApprovalFolder(folder);
}

/** The owner of the folder could replace the files in it even so: only they are safe to talk to whose own file it is. */
function checkApprovalFolder(folder: string): void {
  const stats = lstatSync(folder);
  const isProtected = (stats.mode & STICKY) !== 0 || (stats.mode & WRITABLE_BY_OTHERS) === 0;
  if (!stats.isDirectory() || !isProtected) throw approvalFolderUnsafe(folder);
}

export interface ApprovalSocket {
  path: string;
  /** Its owner: who listens there. */
  uid: number;
}

/** @throws {DdcotermError} APPROVAL_FOLDER_UNSAFE */
export function listApprovalSockets(folder: string): ApprovalSocket[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return []; // nobody has asked yet
    throw error;
  }
  checkApprovalFolder(folder);
  return names.filter((name) => name.endsWith('.sock')).flatMap((name) => readSocket(join(folder, name)));
}

function readSocket(path: string): ApprovalSocket[] {
  const stats = lstatSync(path, {throwIfNoEntry: false});
  return stats?.isSocket() ? [{path, uid: stats.uid}] : [];
}
