/** Rows as columns of numbers, in the order of their keys. What is here is looked at a million rows at a time. */

/** Codes of dictionaries, but `session`, which is an ordinal of `SessionFacts`. */
const CODE_COLUMNS = ['session', 'kind', 'command', 'exit', 'signal', 'executable', 'cwd'] as const;
const NUMBER_COLUMNS = ['key', 'startedAtMs', 'durationUs'] as const;

export type CodeColumn = (typeof CODE_COLUMNS)[number];

const FIRST_CAPACITY = 1024;

/** Rows are looked at in blocks, always the same ones: few enough that a look into their texts takes milliseconds. */
export const BLOCK_ROWS = 4096;

export const blockOf = (index: number): number => Math.floor(index / BLOCK_ROWS);

export class RowTable {
  length = 0;
  readonly codes = columns(CODE_COLUMNS, () => new Int32Array(FIRST_CAPACITY));
  readonly numbers = columns(NUMBER_COLUMNS, () => new Float64Array(FIRST_CAPACITY));
  /** Rises with each change. */
  version = 0;
  private readonly versions: number[] = [];

  /** @returns The version in which a row of the block last came, went, or became another one. */
  versionOf(block: number): number {
    return this.versions[block] ?? 0;
  }

  /** The caller writes anew what is in this row. */
  touch(index: number): void {
    this.versions[blockOf(index)] = ++this.version;
  }

  /** @returns Index of the first row with this key or a higher one; `length` where there is none. */
  indexOf(key: number): number {
    const {key: keys} = this.numbers;
    // Mostly asked for rows at the end.
    if (this.length === 0 || keys[this.length - 1]! < key) return this.length;
    let [low, high] = [0, this.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (keys[middle]! < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  has(key: number): boolean {
    const index = this.indexOf(key);
    return index < this.length && this.numbers.key[index] === key;
  }

  /**
   * Makes room for rows that are not there yet; what comes behind the last row costs least. The caller fills them.
   *
   * @param keys Rising. Those that are there already stay as they are.
   */
  insert(keys: readonly number[]): void {
    const fresh = keys.filter((key) => !this.has(key));
    this.reserve(this.length + fresh.length);
    let from = this.length - 1;
    let to = this.length + fresh.length - 1;
    for (let next = fresh.length - 1; next >= 0; to--) {
      if (from >= 0 && this.numbers.key[from]! > fresh[next]!) this.copy(from--, to);
      else this.numbers.key[to] = fresh[next--]!;
    }
    this.length += fresh.length;
    if (fresh.length > 0) this.touchFrom(this.indexOf(fresh[0]!));
  }

  remove(keys: ReadonlySet<number>): void {
    let kept = 0;
    let first = this.length;
    for (let index = 0; index < this.length; index++) {
      if (keys.has(this.numbers.key[index]!)) {
        first = Math.min(first, index);
        continue;
      }
      if (kept !== index) this.copy(index, kept);
      kept++;
    }
    this.touchFrom(first);
    this.length = kept;
  }

  private touchFrom(index: number): void {
    this.version++;
    for (let block = blockOf(index); block <= blockOf(this.length); block++) this.versions[block] = this.version;
  }

  private copy(from: number, to: number): void {
    for (const name of CODE_COLUMNS) this.codes[name][to] = this.codes[name][from]!;
    for (const name of NUMBER_COLUMNS) this.numbers[name][to] = this.numbers[name][from]!;
  }

  private reserve(length: number): void {
    const capacity = this.numbers.key.length;
    if (length <= capacity) return;
    const grown = Math.max(length, capacity * 2);
    for (const name of CODE_COLUMNS) this.codes[name] = grow(this.codes[name], new Int32Array(grown));
    for (const name of NUMBER_COLUMNS) this.numbers[name] = grow(this.numbers[name], new Float64Array(grown));
  }
}

function columns<Name extends string, T>(names: readonly Name[], create: () => T): Record<Name, T> {
  return Object.fromEntries(names.map((name) => [name, create()])) as Record<Name, T>;
}

function grow<T extends Int32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
