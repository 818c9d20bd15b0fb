/**
 * V8 lets garbage lie as long as the machine has memory; buffers of the network and long texts, of which a flood makes tens
 * of megabytes a second, most of all. The agent lives beside everybody's work, so it asks for the collection itself.
 */
import {setFlagsFromString} from 'node:v8';
import {runInNewContext} from 'node:vm';

/** A collection takes some ten milliseconds, what passed before it a hundred or more. */
const COLLECT_BYTES = 12 * 1024 * 1024;

// The one way to it at run time: hosts start the agent, and every one of them would have to know the option.
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

export class Garbage {
  private bytes = 0;

  /** So much has passed and is not needed any more. */
  add(bytes: number): void {
    this.bytes += bytes;
    if (this.bytes >= COLLECT_BYTES) this.collect();
  }

  /** When nobody waits: at the start, and when a session that was no trifle has ended. */
  collect(): void {
    this.bytes = 0;
    collect();
  }
}
