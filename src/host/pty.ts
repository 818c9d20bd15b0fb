/**
 * A pseudo-terminal from node-pty's native part. Its JavaScript part is not used: it runs the command alone in its
 * session, where Ctrl-Z is thrown away, hands nothing but the PTY to it, and loses the last output.
 */
import {closeSync, fstatSync} from 'node:fs';
import {createRequire} from 'node:module';
import {forgetLeakingDescriptor, noteLeakingDescriptor} from './detached.ts';
import {ptyUnavailable} from './errors.ts';

interface NativePty {
  open(columns: number, rows: number): {master: number; slave: number; pty: string};
  resize(descriptor: number, columns: number, rows: number, widthPx: number, heightPx: number): void;
}

export interface Pty {
  /** Non-blocking. */
  master: number;
  /** To be closed once the command has it: see `closeSlave`. */
  slave: number;
  /** `/dev/pts/7` */
  path: string;
  dev: number;
  rdev: number;
}

/** @throws {DdcotermError} PTY_UNAVAILABLE: no prebuilt binary for this platform, or no PTY left. */
export function openPty(columns: number, rows: number): Pty {
  try {
    const {master, slave, pty: path} = loadNative().open(columns, rows);
    noteLeakingDescriptor(master);
    noteLeakingDescriptor(slave);
    const {dev, rdev} = fstatSync(slave);
    return {master, slave, path, dev, rdev};
  } catch (error) {
    throw ptyUnavailable(error);
  }
}

/** While we hold the slave, the end of the command's output is not told. */
export function closeSlave(pty: Pty): void {
  closeSync(pty.slave);
  forgetLeakingDescriptor(pty.slave);
}

function loadNative(): NativePty {
  const require = createRequire(import.meta.url);
  const utils = require('node-pty/lib/utils.js') as {loadNativeModule(name: string): {module: NativePty}};
  return utils.loadNativeModule('pty').module;
}
