/** One recording as it is read piece by piece: shared by the player, its previews and its steps. */
import {type Chunk, ChunkIndex, type Entry} from './chunk-index.ts';
import {ChunkShelf} from './chunk-shelf.ts';
import type {ChunkContent} from './chunk-text.ts';
import type {RecordingSource} from './recording-source.ts';

/** A member that was recorded meanwhile. */
export interface NewMember extends Entry {
  keyframe: boolean;
}

export class Recording {
  durationUs = 0;
  /** Damaged parts were left out. */
  hasHoles = false;
  /** News are asked for behind this member; those that are loaded already change nothing. */
  lastSequence = -1;
  private readonly abort = new AbortController();
  private readonly shelf = new ChunkShelf(this.abort.signal);
  private index = new ChunkIndex([]);

  constructor(private readonly source: RecordingSource) {}

  async open(): Promise<void> {
    const {keyframes, durationUs, hasHoles} = await this.source.readIndex(this.signal);
    this.index = new ChunkIndex(keyframes);
    this.durationUs = Math.max(this.durationUs, durationUs);
    this.hasHoles = hasHoles;
    this.lastSequence = this.index.chunk(this.index.length - 1).sequence - 1;
  }

  /** Aborted when the recording is closed. */
  get signal(): AbortSignal {
    return this.abort.signal;
  }

  get chunkCount(): number {
    return this.index.length;
  }

  chunkAt(us: number): number {
    return this.index.indexAt(us);
  }

  chunk(index: number): Chunk {
    return this.index.chunk(index);
  }

  /** Null: it is not loaded. */
  peek(chunk: number): ChunkContent | null {
    return this.shelf.peek(chunk);
  }

  async load(chunk: number): Promise<ChunkContent> {
    const {sequence, startUs, lastSequence} = this.index.chunk(chunk);
    return await this.shelf.load({chunk, startUs, read: () => this.read(sequence, lastSequence)});
  }

  /** Asks for what will be needed soon. A failure shows where somebody waits for it. */
  prefetch(chunk: number): void {
    if (chunk < this.index.length && this.peek(chunk) === null) this.load(chunk).catch(() => undefined);
  }

  /** @param members In order. */
  async append(members: readonly NewMember[], durationUs: number): Promise<void> {
    for (const group of groupByKeyframe(members)) {
      const [first, last] = [group[0]!, group.at(-1)!];
      if (first.keyframe) this.index.add(first);
      const chunk = this.index.indexOf(first.sequence);
      // What is not loaded is read whole when it is needed; what is grows now.
      await this.shelf.append(chunk, await this.read(first.sequence, last.sequence));
      this.lastSequence = Math.max(this.lastSequence, last.sequence);
    }
    this.durationUs = Math.max(this.durationUs, durationUs);
  }

  close(): void {
    this.abort.abort();
  }

  private async read(first: number, last: number | null): Promise<string> {
    const {text, hasHoles} = await this.source.readText(first, last, this.signal);
    this.hasHoles ||= hasHoles;
    return text;
  }
}

function groupByKeyframe(members: readonly NewMember[]): NewMember[][] {
  const groups: NewMember[][] = [];
  for (const member of members) {
    const last = groups.at(-1);
    if (last === undefined || member.keyframe) groups.push([member]);
    else last.push(member);
  }
  return groups;
}
