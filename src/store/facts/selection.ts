/**
 * Which rows match, found run by run. A run costs microseconds where the columns in memory know the answer, and up to some
 * milliseconds where the database must look into texts; so the runs are taken in an order that spreads over all of them,
 * and whoever cannot wait for the last one has an even sample of the whole.
 */
import type {Fill} from './leaf.ts';
import type {RowTable} from './row-table.ts';

/** Rows of a run: few enough that a look into their texts takes milliseconds. */
const RUN_ROWS = 4096;

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

  constructor(
    private readonly rows: RowTable,
    private readonly fill: Fill,
    readonly bounds: Bounds,
  ) {
    const runs = Math.ceil((bounds.end - bounds.start) / RUN_ROWS);
    this.bits = new Uint8Array(bounds.end - bounds.start);
    this.order = spreadOrder(runs);
    this.isDone = new Uint8Array(runs);
  }

  get isWhole(): boolean {
    return this.done === this.order.length;
  }

  /** Goes on until all is done, or time is up. @param isTimeUp Asked after each run. */
  work(isTimeUp: () => boolean): void {
    while (!this.isWhole) {
      this.doRun(this.order[this.done]!);
      this.done++;
      if (this.done >= MIN_RUNS && isTimeUp()) return;
    }
  }

  /** Calls back with each stretch of rows that was looked at, as offsets into `bits`. */
  forEachRun(visit: (start: number, end: number) => void): void {
    if (this.isWhole) {
      visit(0, this.bits.length);
      return;
    }
    for (let run = 0; run < this.isDone.length; run++) if (this.isDone[run] === 1) visit(...this.runOf(run));
  }

  /** So many rows were looked at, of all. */
  get coverage(): {looked: number; all: number} {
    let looked = 0;
    this.forEachRun((start, end) => {
      looked += end - start;
    });
    return {looked, all: this.bits.length};
  }

  private doRun(run: number): void {
    const [start, end] = this.runOf(run);
    const first = this.bounds.start + start;
    const out = this.bits.subarray(start, end);
    this.fill(out, first, first + out.length);
    this.keepToTime(out, first);
    this.isDone[run] = 1;
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

  private runOf(run: number): [start: number, end: number] {
    return [run * RUN_ROWS, Math.min((run + 1) * RUN_ROWS, this.bits.length)];
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
