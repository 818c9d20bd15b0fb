/** Facets, histograms and lists from the columns in memory. */
import type {Database} from '../database.ts';
import {DEFAULT_FACETS} from '../facet-fields.ts';
import type {KeyFinder} from '../find-keys.ts';
import {emptyHistogram} from '../histogram.ts';
import type {QueryNode} from '../query.ts';
import {compileQuery} from '../query-sql.ts';
import type {CountOptions, FacetCounts, Histogram, ListKind} from '../store.ts';
import {firstKeyAt, keyLimitBefore} from '../time-key.ts';
import {FacetCounter} from './count-facets.ts';
import {countOverTime} from './count-over-time.ts';
import {Facts} from './facts.ts';
import {type FactTables, type Fill, fillAll} from './leaf.ts';
import {FactCompiler} from './query-leaves.ts';
import {type Bounds, Selection} from './selection.ts';

/** A selection that is not whole by then answers with a sample, and goes on for who asks next. */
const BUDGET_MS = 60;

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
    const selection = await this.select(kind, options);
    const counter = new FacetCounter(kind, this.tablesOf(kind), this.facts.dictionaries, selection);
    const wanted = fields.length > 0 ? fields : [...DEFAULT_FACETS[kind], ...counter.tagNames(MAX_TAG_FACETS)];
    const {looked, all} = selection.coverage;
    const scale = looked === 0 ? 1 : all / looked;
    return {
      total: Math.round(counter.total * scale),
      facets: wanted.flatMap((field) => {
        const facet = counter.count(field, limit);
        if (facet === null) return [];
        const values = facet.values.map((value) => ({...value, count: Math.round(value.count * scale)}));
        return [{...facet, values}];
      }),
      isExact: selection.isWhole,
    };
  }

  async countOverTime(kind: ListKind, options: CountOptions, wantedBuckets: number, nowMs: number): Promise<Histogram> {
    const selection = await this.select(kind, options);
    if (selection.bits.length === 0) return emptyHistogram(options, null, wantedBuckets, nowMs);
    const request = {scope: kind, options, wantedBuckets, nowMs};
    return countOverTime(request, this.tablesOf(kind), this.facts.dictionaries, selection);
  }

  private tablesOf(kind: ListKind): FactTables {
    return {rows: this.facts.tables[kind], sessions: this.facts.sessions};
  }

  private async select(kind: ListKind, options: CountOptions): Promise<Selection> {
    // What is no value of its key is refused before anything is read.
    compileQuery(options.query, kind);
    await this.facts.refresh();
    if (this.generation !== this.facts.generation) this.kept.clear();
    this.generation = this.facts.generation;
    const name = JSON.stringify([kind, options]);
    const selection = this.kept.get(name) ?? this.createSelection(kind, options);
    this.kept.delete(name);
    this.kept.set(name, selection);
    const [oldest] = this.kept.keys();
    if (this.kept.size > MAX_KEPT && oldest !== undefined) this.kept.delete(oldest);
    const deadline = performance.now() + BUDGET_MS;
    selection.work(() => performance.now() > deadline);
    if (!selection.isWhole) this.goOn(name, selection);
    return selection;
  }

  /** While nobody asks for anything else: whoever asks for this again gets more of it, at last all. */
  private goOn(name: string, selection: Selection): void {
    setImmediate(() => {
      if (selection.isWhole || this.kept.get(name) !== selection) return;
      const deadline = performance.now() + TURN_MS;
      selection.work(() => performance.now() > deadline);
      this.goOn(name, selection);
    }).unref();
  }

  private createSelection(kind: ListKind, options: CountOptions): Selection {
    const rows = this.facts.tables[kind];
    return new Selection(rows, this.compile(kind, options), boundsOf(rows, options));
  }

  private compile(kind: ListKind, {query, sessionId}: CountOptions): Fill {
    const parts: QueryNode[] = query === null ? [] : [query];
    if (sessionId !== undefined) {
      parts.push({type: 'match', key: 'session', attribute: true, value: sessionId, quoted: true});
    }
    if (parts.length === 0) return fillAll(1);
    const ask = (node: QueryNode) => this.askDatabase(kind, node);
    const compiler = new FactCompiler(kind, this.tablesOf(kind), this.facts.dictionaries, ask);
    return compiler.compile({type: 'and', children: parts}).fill;
  }

  private askDatabase(kind: ListKind, query: QueryNode): Fill {
    return (out, start, end) => {
      const {key} = this.facts.tables[kind].numbers;
      out.fill(0, 0, end - start);
      let row = start;
      for (const found of this.finder.keysBetween(kind, query, key[start]!, key[end - 1]!)) {
        while (row < end && key[row]! < found) row++;
        if (row < end && key[row] === found) out[row - start] = 1;
      }
    };
  }
}

function boundsOf(rows: Facts['tables'][ListKind], {startedAfterMs, startedBeforeMs}: CountOptions): Bounds {
  const start = startedAfterMs === undefined ? 0 : rows.indexOf(firstKeyAt(startedAfterMs));
  const end = startedBeforeMs === undefined ? rows.length : rows.indexOf(keyLimitBefore(startedBeforeMs));
  return {
    start,
    end: Math.max(start, end),
    startedAfterMs: startedAfterMs ?? Number.NEGATIVE_INFINITY,
    startedBeforeMs: startedBeforeMs ?? Number.POSITIVE_INFINITY,
  };
}
