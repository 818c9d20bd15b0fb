/** Facets, histograms and lists from the columns in memory. */
import type {Database} from '../database.ts';
import {DEFAULT_FACETS} from '../facet-fields.ts';
import {decodeCursor, encodeCursor, type KeyFinder} from '../find-keys.ts';
import type {QueryNode} from '../query.ts';
import {compileQuery} from '../query-sql.ts';
import type {CountOptions, Facet, FacetCounts, Histogram, ListKind, ListOptions} from '../store.ts';
import {firstKeyAt, keyLimitBefore} from '../time-key.ts';
import {FacetCounter} from './count-facets.ts';
import {countOverTime} from './count-over-time.ts';
import {Facts} from './facts.ts';
import type {FactTables, Fill} from './leaf.ts';
import {FactCompiler} from './query-leaves.ts';
import type {RowTable} from './row-table.ts';
import {type Bounds, Selection} from './selection.ts';

/** A selection that is not whole after so much work answers with a sample, and goes on for who asks next. */
const BUDGET_MS = 60;

/** So many hits of an index are read at once. */
const FEW_KEYS = 20_000;
const QUICK_RUN_MS = 0.4;

/** Work between two turns of the event loop, where nobody waits for it. */
const TURN_MS = 20;

/** Facets and histogram of one view, and of the view before. */
const MAX_KEPT = 6;

/** Names of tags among the facets that nobody asked for by name. */
const MAX_TAG_FACETS = 6;

export class FactReader {
  private readonly facts: Facts;
  /** By what was asked; the newest last. */
  private readonly kept = new Map<string, Selection>();
  private generation = -1;

  constructor(
    database: Database,
    private readonly finder: KeyFinder,
  ) {
    this.facts = new Facts(database);
  }

  /** @param fields Empty: the usual ones. */
  async countFacets(
    kind: ListKind,
    options: CountOptions,
    fields: readonly string[],
    limit: number,
  ): Promise<FacetCounts> {
    const {selection, rows} = await this.select(kind, options);
    const counter = new FacetCounter(kind, this.tablesOf(kind), this.facts.dictionaries, rows);
    const wanted = fields.length > 0 ? fields : [...DEFAULT_FACETS[kind], ...counter.tagNames(MAX_TAG_FACETS)];
    const {scale, isWhole} = selection;
    const facets = wanted.flatMap((field) => counter.count(field, limit) ?? []);
    return {
      total: Math.round(rows.length * scale),
      facets: facets.map((facet) => scaled(facet, scale)),
      isExact: isWhole,
    };
  }

  async countOverTime(kind: ListKind, options: CountOptions, wantedBuckets: number, nowMs: number): Promise<Histogram> {
    const {selection, rows} = await this.select(kind, options);
    const request = {scope: kind, options, wantedBuckets, nowMs};
    return countOverTime(request, this.tablesOf(kind), this.facts.dictionaries, selection, rows);
  }

  /**
   * A page of a list, where the columns in memory know the answer; they never are read for that.
   *
   * @returns Null: the database has to be asked.
   */
  findKeys(kind: ListKind, options: ListOptions): {keys: number[]; next: string | null} | null {
    const {query, startedAfterMs, startedBeforeMs, sessionId, cursor, oldestFirst, limit} = options;
    if (query === null || !this.facts.catchUp(kind)) return null;
    const bounds = {
      ...(startedAfterMs === undefined ? {} : {startedAfterMs}),
      ...(startedBeforeMs === undefined ? {} : {startedBeforeMs}),
      ...(sessionId === undefined ? {} : {sessionId}),
    };
    compileQuery(query, kind);
    this.forgetOld();
    const selection = this.keep(kind, {query, ...bounds});
    if (selection.isSlow) return null;
    selection.workFor(BUDGET_MS);
    const {key} = this.facts.tableOf(kind).numbers;
    const after = cursor === undefined ? null : decodeCursor(cursor);
    return pageOf(selection.matches(), key, {after, oldestFirst: oldestFirst === true, limit});
  }

  /** What was begun in the background ends. */
  close(): void {
    this.kept.clear();
  }

  private tablesOf(kind: ListKind): FactTables {
    return {rows: this.facts.tableOf(kind), sessions: this.facts.sessions};
  }

  private async select(kind: ListKind, options: CountOptions): Promise<{selection: Selection; rows: Int32Array}> {
    // What is no value of its key is refused before anything is read.
    compileQuery(options.query, kind);
    await this.facts.refresh(kind);
    this.forgetOld();
    const selection = this.keep(kind, options);
    selection.workFor(BUDGET_MS);
    if (!selection.isWhole) this.goOn(selection);
    return {selection, rows: selection.matches()};
  }

  private forgetOld(): void {
    if (this.generation !== this.facts.generation) this.kept.clear();
    this.generation = this.facts.generation;
  }

  private keep(kind: ListKind, options: CountOptions): Selection {
    const name = JSON.stringify([kind, options]);
    const selection = this.kept.get(name) ?? this.createSelection(kind, options);
    // Again, as the newest.
    this.kept.delete(name);
    this.kept.set(name, selection);
    const [oldest] = this.kept.keys();
    if (this.kept.size > MAX_KEPT && oldest !== undefined) this.kept.delete(oldest);
    return selection;
  }

  /** While nobody asks for anything else: whoever asks for this again gets more of it, at last all. */
  private goOn(selection: Selection): void {
    setImmediate(() => {
      if (selection.isWhole || [...this.kept.values()].at(-1) !== selection) return;
      try {
        selection.goOnFor(TURN_MS);
      } catch {
        this.kept.clear(); // the database cannot be read: whoever asks next is told why
        return;
      }
      this.goOn(selection);
    }).unref();
  }

  private createSelection(kind: ListKind, options: CountOptions): Selection {
    const rows = this.facts.tableOf(kind);
    const bounds = boundsOf(rows, options);
    const ask = (node: QueryNode) => this.askDatabase(kind, node, bounds);
    const compiler = new FactCompiler(kind, this.tablesOf(kind), this.facts.dictionaries, ask);
    const {fill, isSlow} = compiler.compile({type: 'and', children: conditionsOf(options)});
    return new Selection(rows, fill, {bounds, isSlow});
  }

  /** Run by run, so that it can be broken off; but at once where an index finds few. */
  private askDatabase(kind: ListKind, query: QueryNode, {start: first, end: last}: Bounds): Fill {
    const {key} = this.facts.tableOf(kind).numbers;
    const keysBetween = this.finder.createRangeFinder(kind, query);
    let few: Float64Array | null | undefined;
    return (out, start, end) => {
      out.fill(0, 0, end - start);
      if (few instanceof Float64Array) {
        mark(out, key, [start, end], few, lowerBound(few, key[start]!));
        return;
      }
      const startedAt = performance.now();
      mark(out, key, [start, end], keysBetween(key[start]!, key[end - 1]!), 0);
      // Where even a run takes its time, the index has much to go through for all of them.
      if (few === undefined && performance.now() - startedAt < QUICK_RUN_MS) {
        const found = this.finder.findFew(kind, query, [key[first]!, key[last - 1]!], FEW_KEYS);
        few = found === null ? null : Float64Array.from(found);
      }
      few ??= null;
    };
  }
}

/** @param rows Those that match, rising. */
function pageOf(
  rows: Int32Array,
  keys: Float64Array,
  {after, oldestFirst, limit}: {after: number | null; oldestFirst: boolean; limit: number},
): {keys: number[]; next: string | null} {
  const page: number[] = [];
  const step = oldestFirst ? 1 : -1;
  for (let index = oldestFirst ? 0 : rows.length - 1; index >= 0 && index < rows.length; index += step) {
    const key = keys[rows[index]!]!;
    if (after !== null && (oldestFirst ? key <= after : key >= after)) continue;
    if (page.length === limit) return {keys: page, next: encodeCursor(page.at(-1)!)};
    page.push(key);
  }
  return {keys: page, next: null};
}

/** As one list of conditions, so that words are one question to the index. */
function conditionsOf({query, sessionId}: CountOptions): QueryNode[] {
  const conditions = query === null ? [] : query.type === 'and' ? [...query.children] : [query];
  if (sessionId !== undefined) {
    conditions.push({type: 'match', key: 'session', attribute: true, value: sessionId, quoted: true});
  }
  return conditions;
}

/** Writes 1 for the rows from `start` up to `end` whose key is among `found`, which rise from `at` on. */
function mark(
  out: Uint8Array,
  keys: Float64Array,
  [start, end]: [number, number],
  found: ArrayLike<number>,
  at: number,
): void {
  let row = start;
  for (let index = at; index < found.length && row < end; index++) {
    while (row < end && keys[row]! < found[index]!) row++;
    if (row < end && keys[row] === found[index]) out[row - start] = 1;
  }
}

/** Index of the first that is not below `key`. */
function lowerBound(sorted: Float64Array, key: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

const scaled = (facet: Facet, scale: number): Facet => ({
  ...facet,
  values: facet.values.map((value) => ({...value, count: Math.round(value.count * scale)})),
});

function boundsOf(rows: RowTable, {startedAfterMs, startedBeforeMs}: CountOptions): Bounds {
  const start = startedAfterMs === undefined ? 0 : rows.indexOf(firstKeyAt(startedAfterMs));
  const end = startedBeforeMs === undefined ? rows.length : rows.indexOf(keyLimitBefore(startedBeforeMs));
  return {
    start,
    end: Math.max(start, end),
    startedAfterMs: startedAfterMs ?? Number.NEGATIVE_INFINITY,
    startedBeforeMs: startedBeforeMs ?? Number.POSITIVE_INFINITY,
  };
}
