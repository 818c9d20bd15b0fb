/**
 * V8 lets garbage lie as long as the machine has memory: young objects up to 32 MiB, and of the long texts that a flood makes by the
 * tens of megabytes a second as much again as is alive. The agent lives beside everybody's work, so it keeps itself small.
 */
import {setFlagsFromString} from 'node:v8';
import {runInNewContext} from 'node:vm';

/** A collection takes some ten milliseconds; for what passed before it, the agent took two hundred or more. */
const COLLECT_BYTES = 6 * 1024 * 1024;

// Set at run time: hosts start the agent, and every one of them would have to know the options.
// Young objects get the 1 MiB that V8 begins with, and no more: few of ours live longer than a frame.
setFlagsFromString('--semi-space-growth-factor=1');
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

export class Garbage {
  private bytes = 0;

  /** So much of a stream has passed and is not needed any more. */
  add(bytes: number): void {
    this.bytes += bytes;
    if (this.bytes >= COLLECT_BYTES) this.collect();
  }

  /** When nobody waits: what the start has left behind. */
  collect(): void {
    this.bytes = 0;
    collect();
  }
}
