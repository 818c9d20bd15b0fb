/**
 * Which rows the database finds for a part of a query that the columns in memory do not know. It is asked block by block, and
 * again only where rows changed since: while somebody records, all but the newest blocks stay known.
 */
import {BLOCK_ROWS, blockOf, type RowTable} from './row-table.ts';

export interface RowFinder {
  /** An index begins with it: a question costs what it costs, for however few rows it is. */
  isIndexed: boolean;
  /** Keys from `low` to `high`, both included; rising. */
  between(low: number, high: number): readonly number[];
  /** The same for all rows at once; null: no index can begin with it, or there are many. */
  few(low: number, high: number): readonly number[] | null;
}

/** Where even a block takes longer, an index has much to go through for all of them. */
const QUICK_BLOCK_MS = 0.4;

/** Where an index takes so long to begin, so many blocks are asked for at once: the beginnings of many words are merged. */
const SLOW_QUESTION_MS = 10;
const BLOCKS_AT_ONCE = 16;

export class Answers {
  private bits = new Uint8Array(0);
  /** By block: the version that was looked at. */
  private readonly seen: number[] = [];
  private blocksAtOnce = 1;
  /** Undefined: nobody looked yet. */
  private few: {keys: Float64Array; version: number} | null | undefined;

  constructor(
    private readonly rows: RowTable,
    private readonly finder: RowFinder,
  ) {}

  /** Writes 1 or 0 for the rows from `start` up to `end` to the beginning of `out`. */
  fill(out: Uint8Array, start: number, end: number): void {
    for (let block = blockOf(start); block * BLOCK_ROWS < end; block++) this.look(block);
    out.set(this.bits.subarray(start, end));
  }

  private look(block: number): void {
    const version = this.rows.versionOf(block);
    if (this.seen[block] === version) return;
    const isKnown = this.few !== undefined && this.few !== null && version <= this.few.version;
    const first = isKnown ? block : block - (block % this.blocksAtOnce);
    const [start, end] = this.clear(first, isKnown ? 1 : this.blocksAtOnce);
    if (isKnown) this.mark([start, end], this.few!.keys);
    else this.ask([start, end]);
  }

  /** @returns Indexes of the first row of these blocks, and of the first behind them. */
  private clear(first: number, blocks: number): [start: number, end: number] {
    const start = first * BLOCK_ROWS;
    const end = Math.min(start + blocks * BLOCK_ROWS, this.rows.length);
    this.reserve(start + blocks * BLOCK_ROWS);
    this.bits.fill(0, start, end);
    for (let block = first; block * BLOCK_ROWS < end; block++) this.seen[block] = this.rows.versionOf(block);
    return [start, end];
  }

  private ask([start, end]: [number, number]): void {
    const {key} = this.rows.numbers;
    const startedAt = performance.now();
    this.mark([start, end], this.finder.between(key[start]!, key[end - 1]!));
    const tookMs = performance.now() - startedAt;
    if (this.finder.isIndexed && tookMs > SLOW_QUESTION_MS) this.blocksAtOnce = BLOCKS_AT_ONCE;
    if (this.few !== undefined) return;
    const found = tookMs < QUICK_BLOCK_MS ? null : this.finder.few(key[0]!, key[this.rows.length - 1]!);
    this.few = found === null ? null : {keys: Float64Array.from(found), version: this.rows.version};
  }

  /** @param found Rising. */
  private mark([start, end]: [number, number], found: ArrayLike<number>): void {
    const {key} = this.rows.numbers;
    let row = start;
    for (let index = lowerBound(found, key[start]!); index < found.length && row < end; index++) {
      while (row < end && key[row]! < found[index]!) row++;
      if (row < end && key[row] === found[index]) this.bits[row] = 1;
    }
  }

  private reserve(length: number): void {
    if (this.bits.length >= length) return;
    const grown = new Uint8Array(Math.max(length, this.rows.length + BLOCK_ROWS, this.bits.length * 2));
    grown.set(this.bits);
    this.bits = grown;
  }
}

/** Index of the first that is not below `key`. */
function lowerBound(sorted: ArrayLike<number>, key: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
