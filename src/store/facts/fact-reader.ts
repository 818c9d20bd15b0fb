/** Facets, histograms and lists from the columns in memory. */
import type {Database} from '../database.ts';
import {DEFAULT_FACETS} from '../facet-fields.ts';
import {decodeCursor, type KeyFinder} from '../find-keys.ts';
import type {QueryNode} from '../query.ts';
import {compileQuery} from '../query-sql.ts';
import type {CountOptions, Facet, FacetCounts, Histogram, ListKind, ListOptions} from '../store.ts';
import {firstKeyAt, keyLimitBefore} from '../time-key.ts';
import {Answers, type RowFinder} from './answers.ts';
import {FacetCounter} from './count-facets.ts';
import {countOverTime} from './count-over-time.ts';
import {Facts} from './facts.ts';
import type {FactTables, Fill} from './leaf.ts';
import {findPage} from './list-page.ts';
import {FactCompiler} from './query-leaves.ts';
import type {RowTable} from './row-table.ts';
import {type Bounds, Selection} from './selection.ts';

/** A selection that is not whole after so much work answers with a sample, and goes on for who asks next. */
const BUDGET_MS = 50;

/** A page of a list that took so long ends early: whoever asks for the next one lets others ask in between. */
const PAGE_BUDGET_MS = 40;

/** Work between two turns of the event loop, where nobody waits for it. */
const TURN_MS = 20;

/** Facets and histogram of one view, and of the view before. */
const MAX_KEPT = 6;

/** Parts of queries whose answers are kept: a megabyte each for a million rows. */
const MAX_ANSWERS = 12;

/** Names of tags among the facets that nobody asked for by name. */
const MAX_TAG_FACETS = 6;

export class FactReader {
  private readonly facts: Facts;
  /** By what was asked; the newest last. */
  private readonly kept = new Map<string, Selection>();
  private readonly answers = new Map<string, {of: RowTable; answers: Answers}>();
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
   * A page of a list, where columns are in memory; they never are read for that. It may be shorter than its limit although
   * there is a next one.
   *
   * @returns Null: the database has to be asked.
   */
  findKeys(kind: ListKind, options: ListOptions): {keys: number[]; next: string | null} | null {
    const {cursor, oldestFirst = false, limit, ...asked} = options;
    if (asked.query === null || !this.facts.catchUp(kind)) return null;
    compileQuery(asked.query, kind);
    this.forgetOld();
    const after = cursor === undefined ? null : decodeCursor(cursor);
    const request = {after, oldestFirst, limit: Math.max(1, Math.floor(limit))};
    return findPage(this.keep(kind, countOptions(asked)), this.facts.tableOf(kind), request, PAGE_BUDGET_MS);
  }

  /** What was begun in the background ends. */
  close(): void {
    this.kept.clear();
    this.answers.clear();
  }

  private tablesOf(kind: ListKind): FactTables {
    return {rows: this.facts.tableOf(kind), sessions: this.facts.sessions};
  }

  private async select(kind: ListKind, options: CountOptions): Promise<{selection: Selection; rows: Int32Array}> {
    // What is no value of its key is refused before anything is read.
    compileQuery(options.query, kind);
    await this.facts.refresh(kind);
    this.forgetOld();
    const selection = this.keep(kind, countOptions(options));
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
    putLast(this.kept, name, selection, MAX_KEPT);
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
    const ask = (node: QueryNode): Fill => {
      const answers = this.answersFor(kind, node);
      return (out, start, end) => answers.fill(out, start, end);
    };
    const compiler = new FactCompiler(kind, this.tablesOf(kind), this.facts.dictionaries, ask);
    const {fill, isSlow} = compiler.compile({type: 'and', children: conditionsOf(options)});
    return new Selection(rows, fill, {bounds: boundsOf(rows, options), isSlow});
  }

  private answersFor(kind: ListKind, node: QueryNode): Answers {
    const rows = this.facts.tableOf(kind);
    // What looks into sessions, too, holds until anything changes.
    const moment = kind !== 'sessions' && looksEverywhere(node) ? this.facts.generation : 0;
    const name = JSON.stringify([kind, moment, node]);
    const known = this.answers.get(name);
    const answers = known?.of === rows ? known.answers : new Answers(rows, this.finderFor(kind, node));
    putLast(this.answers, name, {of: rows, answers}, MAX_ANSWERS);
    return answers;
  }

  private finderFor(kind: ListKind, node: QueryNode): RowFinder {
    return {
      ...this.finder.createRangeFinder(kind, node),
      few: (low, high) => this.finder.findFew(kind, node, [low, high]),
    };
  }
}

/** A map keeps its order: the oldest goes. */
function putLast<T>(map: Map<string, T>, name: string, value: T, limit: number): void {
  map.delete(name);
  map.set(name, value);
  const [oldest] = map.keys();
  if (map.size > limit && oldest !== undefined) map.delete(oldest);
}

function looksEverywhere(node: QueryNode): boolean {
  if (node.type === 'and' || node.type === 'or') return node.children.some(looksEverywhere);
  if (node.type === 'not') return looksEverywhere(node.child);
  return node.type === 'match' && node.key === '*';
}

/** Without what is of a page only, in an order of its own: equal questions have equal names. */
const countOptions = ({query, startedAfterMs, startedBeforeMs, sessionId}: CountOptions): CountOptions => ({
  query,
  ...(startedAfterMs === undefined ? {} : {startedAfterMs}),
  ...(startedBeforeMs === undefined ? {} : {startedBeforeMs}),
  ...(sessionId === undefined ? {} : {sessionId}),
});

/** As one list of conditions, so that words are one question to the index. */
function conditionsOf({query, sessionId}: CountOptions): QueryNode[] {
  const conditions = query === null ? [] : query.type === 'and' ? [...query.children] : [query];
  if (sessionId !== undefined) {
    conditions.push({type: 'match', key: 'session', attribute: true, value: sessionId, quoted: true});
  }
  return conditions;
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
