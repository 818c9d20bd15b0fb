/**
 * Row keys that tell the time: sessions, events and logs are numbered by when they started, so that the newest page, a
 * time range and a histogram are plain key ranges, in the full-text index as well as in the tables.
 */

/** Keys a millisecond. More rows than this in one millisecond take keys of the next ones. */
const KEYS_PER_MS = 8;

/** The largest key is a safe integer; that is the year 5138, and clocks that claim more count as that. */
const MAX_KEY = Number.MAX_SAFE_INTEGER;

/** How far a flood of rows may push keys ahead of their time: ten minutes. Upper bounds of key ranges allow for it. */
const MAX_DRIFT_KEYS = 10 * 60 * 1000 * KEYS_PER_MS;

export const firstKeyAt = (startedAtMs: number): number =>
  Math.min(Math.max(0, Math.floor(startedAtMs)) * KEYS_PER_MS, MAX_KEY - MAX_DRIFT_KEYS);

/** No row that started before `startedAtMs` has a key of this or above. */
export const keyLimitBefore = (startedAtMs: number): number => firstKeyAt(startedAtMs) + MAX_DRIFT_KEYS;

/** Hands out keys of one table. `isTaken` looks into the table, within the transaction that will insert the row. */
export class KeyAllocator {
  private last = -1;

  constructor(private readonly isTaken: (key: number) => boolean) {}

  /** A free key of this time: rows of the same millisecond keep the order of their calls, unless they are far apart. */
  allocate(startedAtMs: number): number {
    const first = firstKeyAt(startedAtMs);
    const inFlood = this.last >= first && this.last < first + MAX_DRIFT_KEYS && this.isTaken(first);
    let key = inFlood ? this.last + 1 : first;
    // Doubling steps: a long run of taken keys costs a few look-ups, not one a row.
    for (let step = 1; this.isTaken(key); step *= 2) key += step;
    this.last = key;
    return key;
  }
}
