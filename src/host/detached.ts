/** Starts processes that outlive the host: the agent, and the copy that delivers what is left. */
import {type ChildProcess, spawn} from 'node:child_process';
import {closeSync, openSync} from 'node:fs';

/**
 * Descriptors that node-pty opened without close-on-exec. A child that inherited the PTY's master would keep the
 * command's terminal alive for ever.
 */
const leakingDescriptors = new Set<number>();

export function noteLeakingDescriptor(descriptor: number): void {
  leakingDescriptors.add(descriptor);
}

export function forgetLeakingDescriptor(descriptor: number): void {
  leakingDescriptors.delete(descriptor);
}

export function listLeakingDescriptors(): number[] {
  return [...leakingDescriptors];
}

/** The command has them now: who waits for their last holder must not wait for us. */
export function closeHandedOn(descriptors: readonly number[]): void {
  for (const descriptor of descriptors) {
    closeSync(descriptor);
    forgetLeakingDescriptor(descriptor);
  }
}

/** @returns Null when it could not be started; never throws. */
export function spawnDetached(file: string, args: string[], env: NodeJS.ProcessEnv, stdin: 'ignore' | 'pipe') {
  const blank = openSync('/dev/null', 'r+');
  const stdio: ('ignore' | 'pipe' | number)[] = [stdin, 'ignore', 'ignore'];
  for (const descriptor of leakingDescriptors) {
    while (stdio.length < descriptor) stdio.push('ignore');
    stdio[descriptor] = blank; // takes the place of the PTY in the child
  }
  try {
    const child: ChildProcess = spawn(file, args, {detached: true, stdio, cwd: '/', env});
    child.on('error', () => undefined); // without a process id it did not start, which is what callers look at
    child.unref();
    return child.pid === undefined ? null : child;
  } catch {
    return null; // EAGAIN, ENOMEM: no process to be had
  } finally {
    closeSync(blank);
  }
}
