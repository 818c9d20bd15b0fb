/**
 * V8 lets garbage lie as long as the machine has memory: 32 MiB of young objects, and of the long texts that a flood makes as much
 * again as is alive. The agent lives beside everybody's work, so it asks for the collection itself.
 */
import {getHeapSpaceStatistics, setFlagsFromString} from 'node:v8';
import {runInNewContext} from 'node:vm';

/** A collection takes some ten milliseconds; for what passed before it, the agent took two hundred or more. */
const COLLECT_BYTES = 4 * 1024 * 1024;

/** Room for young objects: with less, those of fifty sessions would be taken for old ones. */
const YOUNG_BYTES = 8 * 1024 * 1024;
const LOOK_BYTES = 128 * 1024;

// Set at run time: hosts start the agent, and every one of them would have to know the options.
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
// While the program is loaded nothing grows: what is made then either stays or is garbage at once.
letYoungGrow(false);

export class Garbage {
  private bytes = 0;
  private bytesUnseen = 0;

  /** So much of a stream has passed and is not needed any more. */
  add(bytes: number): void {
    this.bytes += bytes;
    this.bytesUnseen += bytes;
    if (this.bytes >= COLLECT_BYTES) this.collect();
    else if (this.bytesUnseen >= LOOK_BYTES) this.look();
  }

  /** When nobody waits: what the start has left behind. */
  collect(): void {
    this.bytes = 0;
    collect();
    this.look();
  }

  private look(): void {
    this.bytesUnseen = 0;
    const young = getHeapSpaceStatistics().find(({space_name}) => space_name === 'new_space');
    letYoungGrow(young !== undefined && young.space_size < YOUNG_BYTES);
  }
}

function letYoungGrow(mayGrow: boolean): void {
  setFlagsFromString(`--semi-space-growth-factor=${mayGrow ? 2 : 1}`);
}
