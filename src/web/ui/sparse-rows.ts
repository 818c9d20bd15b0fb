/**
 * A list too long to be read whole, as if it were all there: row numbers come from a histogram, pages from cursors. Each
 * stretch of the list begins at a time of which it is known how many rows are newer, so that the middle of a hundred
 * thousand rows is two requests away. Pure but for the `read` that it is given.
 */

/** Newest first: the row with which a stretch begins, and the time before which its rows started. */
export interface Anchor {
  row: number;
  /** Milliseconds since 1970; null: the newest there is. */
  beforeMs: number | null;
}

export interface RowsPage<T> {
  items: T[];
  next: string | null;
}

export type ReadRows<T> = (from: {beforeMs: number | null; cursor: string | null}) => Promise<RowsPage<T>>;

/** Rows that were loaded one after the other. */
interface Run<T> {
  row: number;
  items: T[];
  beforeMs: number | null;
  next: string | null;
}

/** So many rows are read on for, rather than to begin at another anchor. */
const READ_ON_ROWS = 600;
/** Rows that stay loaded; those far from where one looks go. */
const MAX_ROWS = 20_000;

export class SparseRows<T> {
  private readonly runs: Run<T>[] = [];
  private loading: Promise<void> = Promise.resolve();
  private wanted: {first: number; last: number} | null = null;

  /**
   * @param anchors In order of their rows, the first at row 0.
   * @param first The newest rows, which are known already.
   */
  constructor(
    readonly total: number,
    private readonly anchors: readonly Anchor[],
    private readonly read: ReadRows<T>,
    first: RowsPage<T> | null = null,
  ) {
    if (first !== null) this.runs.push({row: 0, items: [...first.items], beforeMs: null, next: first.next});
  }

  /** Undefined while it is not loaded. */
  get(row: number): T | undefined {
    const run = this.runOf(row);
    return run?.items[row - run.row];
  }

  /** Loads what is missing of the rows. What was wanted before and is not loaded yet gives way to it. */
  ensure(first: number, last: number): Promise<void> {
    this.wanted = {first, last: Math.min(last, this.total - 1)};
    this.loading = this.loading.catch(() => undefined).then(() => this.loadWanted()); // whoever waited for it was told
    return this.loading;
  }

  /** Anchors of a histogram, oldest bucket first, as the server gives it. */
  static anchorsOf(buckets: readonly {startMs: number; count: number}[], bucketMs: number): Anchor[] {
    const anchors: Anchor[] = [{row: 0, beforeMs: null}];
    let row = 0;
    for (const {startMs, count} of buckets.toReversed()) {
      if (row > anchors.at(-1)!.row) anchors.push({row, beforeMs: startMs + bucketMs});
      row += count;
    }
    return anchors;
  }

  private async loadWanted(): Promise<void> {
    for (;;) {
      const row = this.firstMissing();
      if (row === null) return;
      const run = this.runBefore(row) ?? (this.isBehindEnd(row) ? null : this.startRun(row));
      if (run === null) return;
      const {items, next} = await this.read({beforeMs: run.beforeMs, cursor: run.next});
      run.items.push(...items);
      run.next = next;
      // The server's list ends earlier than was counted: rows went meanwhile.
      const isOver = next === null && run.row + run.items.length <= row;
      if (isOver || items.length === 0) return;
      this.forgetFarRows(row);
    }
  }

  private firstMissing(): number | null {
    if (this.wanted === null) return null;
    for (let row = this.wanted.first; row <= this.wanted.last; row++) if (this.get(row) === undefined) return row;
    return null;
  }

  /** A run that can be read on until the row. */
  private runBefore(row: number): Run<T> | null {
    const run = this.runs.findLast(({row: start}) => start <= row);
    if (run === undefined || (run.next === null && run.items.length > 0)) return null;
    const end = run.row + run.items.length;
    return row - end <= READ_ON_ROWS || this.anchorAt(row).row <= end ? run : null;
  }

  /** The list was read to its end, and that lies before the row: fewer are there than were counted. */
  private isBehindEnd(row: number): boolean {
    const run = this.runs.findLast(({row: start}) => start <= row);
    return run !== undefined && run.next === null && run.items.length > 0 && this.anchorAt(row).row <= run.row;
  }

  private startRun(row: number): Run<T> {
    const anchor = this.anchorAt(row);
    const run: Run<T> = {row: anchor.row, items: [], beforeMs: anchor.beforeMs, next: null};
    const known = this.runs.findIndex(({row: start}) => start === run.row);
    if (known >= 0) this.runs.splice(known, 1, run);
    else this.runs.splice(this.runs.findLastIndex(({row: start}) => start < run.row) + 1, 0, run);
    return run;
  }

  private anchorAt(row: number): Anchor {
    return this.anchors.findLast((anchor) => anchor.row <= row) ?? {row: 0, beforeMs: null};
  }

  private runOf(row: number): Run<T> | undefined {
    return this.runs.findLast(({row: start, items}) => start <= row && row < start + items.length);
  }

  private forgetFarRows(row: number): void {
    const count = () => this.runs.reduce((sum, {items}) => sum + items.length, 0);
    while (this.runs.length > 1 && count() > MAX_ROWS) {
      const distances = this.runs.map((run) => Math.abs(run.row + run.items.length / 2 - row));
      this.runs.splice(distances.indexOf(Math.max(...distances)), 1);
    }
  }
}
