import {statfsSync} from 'node:fs';

/** A free-space answer is good for so long: sessions ask with every write. */
const CACHE_MS = 2_000;

/** Tells whether there is room to record, by `limits.free_disk`. */
export class DiskWatch {
  private reason: string | null = null;
  private askedAtMs = Number.NEGATIVE_INFINITY;
  /** Asked for again at each HELLO: a changed setting holds without a restart. */
  limitBytes: number;

  constructor(
    private readonly folder: string,
    limitBytes: number,
    private readonly now: () => number,
  ) {
    this.limitBytes = limitBytes;
  }

  /** @returns Null: there is room. Otherwise a sentence that names the setting and the cure. */
  pauseReason(): string | null {
    const now = this.now();
    if (now - this.askedAtMs < CACHE_MS) return this.reason;
    this.askedAtMs = now;
    const freeBytes = readFreeBytes(this.folder);
    this.reason =
      freeBytes === null || freeBytes >= this.limitBytes
        ? null
        : `Recording pauses: ${toMib(freeBytes)} MiB free in "${this.folder}", limits.free_disk is ${toMib(this.limitBytes)} MiB. Free some space or lower the limit`;
    return this.reason;
  }
}

function readFreeBytes(folder: string): number | null {
  try {
    const {bavail, bsize} = statfsSync(folder);
    return bavail * bsize;
  } catch {
    // Some file systems do not say: then a failing write will.
    return null;
  }
}

const toMib = (bytes: number): number => Math.floor(bytes / (1024 * 1024));
