/** What the three standard descriptors are, and which terminal the user sits at. */
import {fstatSync, readlinkSync, statSync} from 'node:fs';
import {isatty} from 'node:tty';
import type {StreamKind} from '../protocol/messages.ts';
import {readOwnPlace} from './process-facts.ts';
import {runTool} from './tools.ts';

export type StreamKinds = [stdin: StreamKind, stdout: StreamKind, stderr: StreamKind];

/** @param closed Descriptors that were closed before Node opened /dev/null in their place. */
export function readStreamKinds(closed: readonly number[]): StreamKinds {
  const kindOf = (descriptor: number): StreamKind => (closed.includes(descriptor) ? 'closed' : streamKind(descriptor));
  return [kindOf(0), kindOf(1), kindOf(2)];
}

function streamKind(descriptor: number): StreamKind {
  if (isatty(descriptor)) return 'tty';
  try {
    const stats = fstatSync(descriptor);
    if (stats.isFIFO()) return 'pipe';
    if (stats.isSocket()) return 'socket';
    return stats.isFile() ? 'file' : 'device';
  } catch {
    return 'closed'; // EBADF: nothing is there
  }
}

/** The user's terminal, as one of the standard descriptors shows it. */
export interface UserTerminalPlace {
  descriptor: number;
  /** `/dev/pts/3`; null where it has no name here (another mount namespace, as `docker exec` makes). */
  path: string | null;
  /** Device and kind of device: together they tell two terminals apart. */
  device: {dev: number; rdev: number};
}

/** Number of the device `/dev/tty`, Linux: major 5, minor 0. */
const CONTROLLING_TERMINAL = 0x500;

/** The terminal on standard output, else on input, else on errors. */
export function findTerminal(kinds: StreamKinds): UserTerminalPlace | null {
  const descriptor = [1, 0, 2].find((candidate) => kinds[candidate] === 'tty');
  if (descriptor === undefined) return null;
  const {dev, rdev} = fstatSync(descriptor);
  if (process.platform === 'linux' && rdev === CONTROLLING_TERMINAL)
    return {descriptor, ...findControllingTerminal(dev)};
  return {descriptor, path: readTerminalPath(descriptor, rdev), device: {dev, rdev}};
}

/** Whether a descriptor is this terminal, by whatever name it was opened. */
export function isTerminal({device, descriptor: known}: UserTerminalPlace, descriptor: number): boolean {
  if (descriptor === known) return true;
  if (!isatty(descriptor)) return false;
  const {dev, rdev} = fstatSync(descriptor);
  if (process.platform === 'linux' && rdev === CONTROLLING_TERMINAL)
    return readOwnPlace()?.terminalDevice === device.rdev;
  return rdev === device.rdev && dev === device.dev;
}

/** Whether it is not the terminal that we run on, though we run on one: keys there make no signals for us. */
export function isForeignTerminal({device}: UserTerminalPlace): boolean {
  const own = readOwnPlace()?.terminalDevice ?? 0;
  return own !== 0 && own !== device.rdev && device.rdev !== CONTROLLING_TERMINAL;
}

/** What `/dev/tty` stands for: `cmd >/dev/tty` has the user's terminal under that name. */
function findControllingTerminal(dev: number): Omit<UserTerminalPlace, 'descriptor'> {
  const number = readOwnPlace()?.terminalDevice ?? 0;
  const path = `/dev/pts/${(number & 0xff) | ((number >>> 12) & 0xfff00)}`;
  try {
    const stats = statSync(path);
    if (stats.rdev === number) return {path, device: {dev: stats.dev, rdev: number}};
  } catch {
    // no pseudo-terminal, or one of another mount namespace
  }
  return {path: '/dev/tty', device: {dev, rdev: number || CONTROLLING_TERMINAL}};
}

function readTerminalPath(descriptor: number, rdev: number): string | null {
  const path = process.platform === 'linux' ? readDescriptorLink(descriptor) : askTty(descriptor);
  if (path === null) return null;
  try {
    return statSync(path).rdev === rdev ? path : null;
  } catch {
    return null; // the name belongs to another mount namespace
  }
}

function readDescriptorLink(descriptor: number): string | null {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`);
  } catch {
    return null; // no /proc
  }
}

function askTty(descriptor: number): string | null {
  return runTool('tty', [], descriptor);
}
