/**
 * Where in a recording a player can start. A chunk reaches from one keyframe to the next: what must be fetched and decoded
 * to show any moment in it. Pure.
 */

/** A member of the recording that begins with a screen. */
export interface Entry {
  sequence: number;
  startUs: number;
}

export interface Chunk extends Entry {
  /** Of its last member; null: of the last chunk, which grows while the session is live. */
  lastSequence: number | null;
}

export class ChunkIndex {
  private readonly entries: Entry[] = [];

  /** @param entries In any order. A recording without any begins on a blank screen. */
  constructor(entries: Iterable<Entry>) {
    for (const entry of entries) this.add(entry);
    if (this.entries[0]?.sequence !== 0) this.entries.unshift({sequence: 0, startUs: 0});
  }

  get length(): number {
    return this.entries.length;
  }

  /** The chunk to start with for the moment: the last one that begins at or before it. */
  indexAt(us: number): number {
    return Math.max(
      0,
      this.findLast(({startUs}) => startUs <= us),
    );
  }

  /** The chunk that the member belongs to. */
  indexOf(sequence: number): number {
    return Math.max(
      0,
      this.findLast((entry) => entry.sequence <= sequence),
    );
  }

  /** @throws {RangeError} There is no such chunk. */
  chunk(index: number): Chunk {
    const entry = this.entries[index];
    if (entry === undefined) throw new RangeError(`Cannot take chunk ${index}: there are ${this.entries.length}`);
    const next = this.entries[index + 1];
    return {...entry, lastSequence: next === undefined ? null : next.sequence - 1};
  }

  /** A keyframe that was recorded meanwhile; known ones change nothing. */
  add(entry: Entry): void {
    const at = this.findLast(({sequence}) => sequence <= entry.sequence);
    if (this.entries[at]?.sequence !== entry.sequence) this.entries.splice(at + 1, 0, entry);
  }

  /** @param isBefore True of a first part of the entries. @returns -1: of none. */
  private findLast(isBefore: (entry: Entry) => boolean): number {
    let low = -1;
    let high = this.entries.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (isBefore(this.entries[middle]!)) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
