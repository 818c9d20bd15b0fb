/**
 * V8 lets garbage lie as long as the machine has memory, and a flood makes tens of megabytes of long texts a second. The agent
 * lives beside everybody's work, so it asks for the collection itself.
 */
import {setFlagsFromString} from 'node:v8';
import {runInNewContext} from 'node:vm';

/** A collection takes some ten milliseconds; for what passed before it, the agent took two hundred or more. */
const COLLECT_BYTES = 6 * 1024 * 1024;

// Set at run time: hosts start the agent, and every one of them would have to know the option.
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
