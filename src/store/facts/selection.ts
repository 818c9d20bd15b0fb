/**
 * Which rows match, found run by run; a run is a block of the table, as far as it lies within the bounds. One costs microseconds where the columns in memory know the answer, and up to some
 * milliseconds where the database must look into texts; so the runs are taken in an order that spreads over all of them,
 * and whoever cannot wait for the last one has an even sample of the whole.
 */
import type {Fill} from './leaf.ts';
import {BLOCK_ROWS, blockOf, type RowTable} from './row-table.ts';

/** A sample of fewer runs says too little. */
const MIN_RUNS = 4;

export interface Bounds {
  /** Index of the first row that may match, and of the first behind the last. */
  start: number;
  end: number;
  startedAfterMs: number;
  startedBeforeMs: number;
}

export class Selection {
  /** By row, from `bounds.start` on: 1 where it matches. */
  readonly bits: Uint8Array;
  private readonly order: number[];
  private readonly isDone: Uint8Array;
  private done = 0;
  /** Where in `order` the first run stands that may be not done. */
  private next = 0;
  private spentMs = 0;
  private scratch = new Uint8Array(0);
  private found: Int32Array | null = null;

  readonly bounds: Bounds;
  /** It asks the database. */
  readonly isSlow: boolean;

  /** @param isSlow False: it is done whatever the time, since that is quicker than a sample is useful. */
  constructor(
    private readonly rows: RowTable,
    private readonly fill: Fill,
    {bounds, isSlow}: {bounds: Bounds; isSlow: boolean},
  ) {
    this.bounds = bounds;
    this.isSlow = isSlow;
    const runs = bounds.end > bounds.start ? blockOf(bounds.end - 1) - blockOf(bounds.start) + 1 : 0;
    this.bits = new Uint8Array(bounds.end - bounds.start);
    this.order = spreadOrder(runs);
    this.isDone = new Uint8Array(runs);
  }

  get isWhole(): boolean {
    return this.done === this.order.length;
  }

  /** Work that callers wait for: all of it where that is quick, else so much for all of them together. */
  workFor(budgetMs: number): void {
    const startedAt = performance.now();
    const before = this.spentMs;
    this.work(() => {
      this.spentMs = before + performance.now() - startedAt;
      if (!this.isSlow || this.done === 0) return false;
      // Too few say little; but where even these take long, nobody waits for them.
      return this.spentMs >= (this.done >= MIN_RUNS ? budgetMs : 2 * budgetMs);
    });
  }

  goOnFor(budgetMs: number): void {
    const deadline = performance.now() + budgetMs;
    this.work(() => performance.now() > deadline);
  }

  private work(isTimeUp: () => boolean): void {
    while (!this.isWhole && !isTimeUp()) this.doRun(this.order[this.next++]!);
  }

  /** Rows that match, as far as they were looked at; rising. */
  matches(): Int32Array {
    if (this.found !== null) return this.found;
    const {bits, bounds} = this;
    let count = 0;
    for (let index = 0; index < bits.length; index++) count += bits[index]!;
    const rows = new Int32Array(count);
    count = 0;
    for (let index = 0; index < bits.length; index++) if (bits[index] === 1) rows[count++] = bounds.start + index;
    if (this.isWhole) this.found = rows;
    return rows;
  }

  /**
   * The bits of one run, whoever else looked at it. What the database has to be asked for does not count as done: a list asks
   * for neighbours, and all that is done has to be an even sample.
   *
   * @returns Valid until the next call. `start`: index of its first row.
   */
  lookAt(run: number): {bits: Uint8Array; start: number} {
    const [first, last] = this.runOf(run);
    const start = this.bounds.start + first;
    if (!this.isSlow) this.doRun(run);
    if (this.isDone[run] === 1) return {bits: this.bits.subarray(first, last), start};
    if (this.scratch.length === 0) this.scratch = new Uint8Array(BLOCK_ROWS);
    const bits = this.scratch.subarray(0, last - first);
    this.fillRun(bits, start);
    return {bits, start};
  }

  /** @param index Of a row within the bounds. */
  runWith(index: number): number {
    return blockOf(index) - blockOf(this.bounds.start);
  }

  /** Calls back with each stretch of rows that was looked at. */
  forEachRun(visit: (start: number, end: number) => void): void {
    for (let run = 0; run < this.isDone.length; run++) {
      if (this.isDone[run] === 0) continue;
      const [start, end] = this.runOf(run);
      visit(this.bounds.start + start, this.bounds.start + end);
    }
  }

  /** All rows for each that was looked at. */
  get scale(): number {
    if (this.isWhole) return 1;
    let looked = 0;
    this.forEachRun((start, end) => {
      looked += end - start;
    });
    return this.bits.length / looked;
  }

  private doRun(run: number): void {
    if (this.isDone[run] === 1) return;
    const [start, end] = this.runOf(run);
    this.fillRun(this.bits.subarray(start, end), this.bounds.start + start);
    this.isDone[run] = 1;
    this.done++;
  }

  private fillRun(out: Uint8Array, first: number): void {
    this.fill(out, first, first + out.length);
    this.keepToTime(out, first);
  }

  /** Keys may run ahead of their time; the time itself decides. */
  private keepToTime(out: Uint8Array, first: number): void {
    const {startedAfterMs, startedBeforeMs} = this.bounds;
    const {startedAtMs} = this.rows.numbers;
    for (let index = 0; index < out.length; index++) {
      const ms = startedAtMs[first + index]!;
      if (ms < startedAfterMs || ms >= startedBeforeMs) out[index] = 0;
    }
  }

  /** Counted from `bounds.start`. */
  private runOf(run: number): [start: number, end: number] {
    const {start, end} = this.bounds;
    const first = (blockOf(start) + run) * BLOCK_ROWS;
    return [Math.max(first, start) - start, Math.min(first + BLOCK_ROWS, end) - start];
  }
}

/** 0, 1/2, 1/4, 3/4, 1/8, … of the way: van der Corput's sequence. The newest run, which is the last, comes first. */
function spreadOrder(runs: number): number[] {
  if (runs === 0) return [];
  const bits = Math.ceil(Math.log2(Math.max(2, runs)));
  const order: number[] = [];
  for (let index = 0; index < 2 ** bits; index++) {
    let reversed = 0;
    for (let bit = 0; bit < bits; bit++) if (index & (1 << bit)) reversed |= 1 << (bits - 1 - bit);
    if (reversed < runs) order.push(runs - 1 - reversed);
  }
  return order;
}
