/** Columns at which a tab stops; every eighth at first. */
const TAB_WIDTH = 8;

export class TabStops {
  private stops: Set<number>;
  /** Whether a program moved them. */
  isChanged = false;

  constructor(private columns: number) {
    this.stops = new Set(everyEighth(0, columns));
  }

  next(column: number): number {
    for (let at = column + 1; at < this.columns; at++) if (this.stops.has(at)) return at;
    return this.columns - 1;
  }

  previous(column: number): number {
    for (let at = column - 1; at > 0; at--) if (this.stops.has(at)) return at;
    return 0;
  }

  set(column: number): void {
    this.stops.add(column);
    this.isChanged = true;
  }

  clear(column: number): void {
    this.stops.delete(column);
    this.isChanged = true;
  }

  clearAll(): void {
    this.stops.clear();
    this.isChanged = true;
  }

  resize(columns: number): void {
    for (const column of everyEighth(this.columns, columns)) this.stops.add(column);
    this.columns = columns;
  }

  /** The sequences that set these stops; they move the cursor along its row. */
  render(): string {
    const set = [...this.stops].filter((column) => column < this.columns).map((column) => `\x1b[${column + 1}G\x1bH`);
    return `\x1b[3g${set.join('')}`;
  }
}

function everyEighth(from: number, to: number): number[] {
  const columns: number[] = [];
  for (let column = Math.ceil(from / TAB_WIDTH) * TAB_WIDTH; column < to; column += TAB_WIDTH) columns.push(column);
  return columns;
}
