/** Turns list options into keys of one page: where filtering, order and paging happen. */
import type {TextTest} from './bindings.ts';
import type {Database, SqlValue} from './database.ts';
import {cursorInvalid} from './errors.ts';
import type {QueryNode} from './query.ts';
import type {Scope} from './query-fields.ts';
import {compileQuery} from './query-sql.ts';
import type {CountOptions, ListOptions} from './store.ts';
import {fromStoredText} from './stored-text.ts';
import {firstKeyAt, keyLimitBefore} from './time-key.ts';

/** The full-text index that a query may start from instead. */
const INDEXES: Record<Scope, string> = {sessions: '', events: 'event_grams', logs: 'log_words'};

/** The table that gives a list its order, and the tables a condition may need beside it. CROSS JOIN fixes their order. */
const TABLES: Record<Scope, {main: string; alias: string; joins: [alias: string, sql: string][]}> = {
  sessions: {main: 'sessions', alias: 's', joins: []},
  events: {
    main: 'events',
    alias: 'e',
    joins: [
      ['s', 'CROSS JOIN sessions s ON s.key = e.session_key'],
      ['x', 'CROSS JOIN event_texts x ON x.key = e.key'],
    ],
  },
  logs: {
    main: 'logs',
    alias: 'l',
    joins: [
      ['s', 'CROSS JOIN sessions s ON s.key = l.session_key'],
      ['e', 'LEFT JOIN events e ON e.key = l.event_key'],
      ['x', 'LEFT JOIN event_texts x ON x.key = l.event_key'],
      ['t', 'CROSS JOIN log_texts t ON t.key = l.key'],
    ],
  },
};

/** So many hits of an index are read at once; where the text of each has to be looked at, that takes ten times as long. */
const FEW_KEYS = 20_000;
const FEW_CHECKED_KEYS = 2_000;

/** A caller that wants all asks for a large number; this many keys still fit in memory. */
const MAX_LIMIT = 1_000_000;

export class KeyFinder {
  private textTests: TextTest[] = [];

  constructor(private readonly database: Database) {
    database.define('ddcoterm_matches', (number: number, text: string | null) =>
      text !== null && this.textTests[number]!(fromStoredText(text)) ? 1 : 0,
    );
  }

  /**
   * For whoever holds the rest of what there is to know in memory, and asks for one run of rows after the other.
   *
   * @returns `between` gives the keys from `low` to `high`, both included, that match; rising.
   */
  createRangeFinder(
    scope: Scope,
    query: QueryNode,
  ): {between: (low: number, high: number) => number[]; isIndexed: boolean} {
    const {sql, values, textTests, boundsAt, match} = buildSelect(scope, {query, oldestFirst: true}, undefined, [0, 0]);
    const wrapped = `SELECT json_group_array(key) AS keys FROM (${sql})`;
    const between = (low: number, high: number) => {
      this.textTests = textTests;
      values.splice(boundsAt, 2, BigInt(low), BigInt(high));
      return JSON.parse(this.database.get(wrapped, ...values)!.keys as string) as number[];
    };
    return {between, isIndexed: match !== null};
  }

  /**
   * Where an index can begin with the query and finds little, so that what it finds is soon looked at.
   *
   * @returns All keys from `low` to `high` that match, rising; null: there is no such index, or it finds much.
   */
  findFew(scope: Scope, query: QueryNode, range: [low: number, high: number]): number[] | null {
    const {sql, values, textTests, match, isExact} = buildSelect(scope, {query, oldestFirst: true}, undefined, range);
    const limit = isExact ? FEW_KEYS : FEW_CHECKED_KEYS;
    if (match === null || this.finds(scope, match, range, limit) > limit) return null;
    this.textTests = textTests;
    return this.database.rows(sql, ...values).map(([key]) => key as number);
  }

  /** Rows that the index finds, counted up to one more than `limit`. */
  private finds(scope: Scope, match: string, [low, high]: [number, number], limit: number): number {
    const index = INDEXES[scope];
    const found = `SELECT 1 FROM ${index} WHERE ${index} MATCH ? AND rowid >= ? AND rowid <= ? LIMIT ?`;
    const values = [match, BigInt(low), BigInt(high), limit + 1];
    return this.database.get(`SELECT COUNT(*) AS rows FROM (${found})`, ...values)!.rows as number;
  }

  /**
   * @param sessionKey Restricts the list to one session; absent: all.
   * @returns `next`: the cursor of the page after this one.
   */
  find(scope: Scope, options: ListOptions, sessionKey?: number): {keys: number[]; next: string | null} {
    const limit = Math.min(Math.max(1, Math.floor(options.limit)), MAX_LIMIT);
    const {sql, values, textTests} = buildSelect(scope, options, sessionKey);
    this.textTests = textTests;
    const rows = this.database.all(`${sql} LIMIT ?`, ...values, limit + 1);
    const keys = rows.map((row) => row.key as number);
    const hasMore = keys.length > limit;
    if (hasMore) keys.length = limit;
    return {keys, next: hasMore ? encodeCursor(keys.at(-1)!) : null};
  }

  /** @returns Those of `keys` that match, rising. Asks for each run of neighbours. */
  findAmong(scope: Scope, options: CountOptions, sessionKey: number | undefined, keys: readonly number[]): number[] {
    return runsOf(keys).flatMap((run) => {
      const range: [number, number] = [run[0]!, run.at(-1)!];
      const {sql, values, textTests} = buildSelect(scope, {...options, oldestFirst: true}, sessionKey, range);
      this.textTests = textTests;
      const wanted = new Set(run);
      return this.database.rows(sql, ...values).flatMap(([key]) => (wanted.has(key as number) ? [key as number] : []));
    });
  }

  /** @returns Those of `keys` that match. Looks at everything between the first and the last. */
  matching(scope: Scope, query: QueryNode, keys: readonly number[]): Set<number> {
    if (keys.length === 0) return new Set();
    const range: [number, number] = [Math.min(...keys), Math.max(...keys)];
    const {sql, values, textTests} = buildSelect(scope, {query, oldestFirst: true}, undefined, range);
    this.textTests = textTests;
    const wanted = new Set(keys);
    return new Set(
      this.database.all(sql, ...values).flatMap(({key}) => (wanted.has(key as number) ? [key as number] : [])),
    );
  }
}

export interface Select {
  sql: string;
  values: SqlValue[];
  textTests: TextTest[];
  /** Where among the values those of the range stand. */
  boundsAt: number;
  /** What the full-text index of the scope is asked; null: the query does not begin with it. */
  match: string | null;
  /** Nothing has to be checked of what it finds. */
  isExact: boolean;
}

type Selection = CountOptions & Pick<ListOptions, 'cursor' | 'oldestFirst'>;

function buildSelect(
  scope: Scope,
  options: Selection,
  sessionKey: number | undefined,
  range?: [low: number, high: number],
): Select {
  const {main, alias, joins} = TABLES[scope];
  const {match, condition, values, textTests} = compileQuery(options.query, scope);
  const byWords = match !== null;
  const key = byWords ? 'w.rowid' : `${alias}.key`;
  const bounds = keyBounds(key, options, range);
  const conditions = [...bounds.conditions, ...timeBounds(alias, options), condition];
  const bound: SqlValue[] = [...bounds.values, ...timeValues(options), ...values];
  if (byWords) {
    conditions.unshift(`w.${INDEXES[scope]} MATCH ?`);
    bound.unshift(match);
  }
  if (sessionKey !== undefined) {
    conditions.push(`${scope === 'sessions' ? 's.key' : `${alias}.session_key`} = ?`);
    bound.push(BigInt(sessionKey));
  }
  const where = conditions.join(' AND ');
  // Conditions hold no text of the user, so the aliases in them are ours.
  const needs = (name: string) => new RegExp(`\\b${name}\\.`).test(where);
  const needed = joins.filter(([name]) => needs(name)).map(([, sql]) => sql);
  const from = byWords ? [`${INDEXES[scope]} w`] : [`${main} ${alias}`];
  if (byWords && (needed.length > 0 || needs(alias)))
    from.push(`CROSS JOIN ${main} ${alias} ON ${alias}.key = w.rowid`);
  const order = options.oldestFirst ? 'ASC' : 'DESC';
  return {
    sql: `SELECT ${key} AS key FROM ${[...from, ...needed].join(' ')} WHERE ${where} ORDER BY ${key} ${order}`,
    values: bound,
    textTests,
    boundsAt: byWords ? 1 : 0,
    match,
    isExact: byWords && condition === '1',
  };
}

/** Keys that are hours apart are not neighbours: what lies between them would be looked at for nothing. */
const NEIGHBOUR_KEYS = firstKeyAt(3_600_000);

function runsOf(keys: readonly number[]): number[][] {
  const runs: number[][] = [];
  for (const key of [...keys].sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last !== undefined && key - last.at(-1)! < NEIGHBOUR_KEYS) last.push(key);
    else runs.push([key]);
  }
  return runs;
}

/** Bounds of the key, bound as BigInt: the full-text index ignores bounds that come as floating-point numbers. */
function keyBounds(
  key: string,
  options: Selection,
  range?: [low: number, high: number],
): {conditions: string[]; values: SqlValue[]} {
  const conditions: string[] = [];
  const values: SqlValue[] = [];
  const add = (operator: string, bound: number) => {
    conditions.push(`${key} ${operator} ?`);
    values.push(BigInt(bound));
  };
  if (options.startedAfterMs !== undefined) add('>=', firstKeyAt(options.startedAfterMs));
  if (options.startedBeforeMs !== undefined) add('<', keyLimitBefore(options.startedBeforeMs));
  if (range !== undefined) {
    add('>=', range[0]);
    add('<=', range[1]);
  }
  if (options.cursor !== undefined) add(options.oldestFirst ? '>' : '<', decodeCursor(options.cursor));
  return {conditions, values};
}

/** Keys may run ahead of their time; the time itself decides. */
function timeBounds(alias: string, options: Selection): string[] {
  const conditions: string[] = [];
  if (options.startedAfterMs !== undefined) conditions.push(`${alias}.started_at_ms >= ?`);
  if (options.startedBeforeMs !== undefined) conditions.push(`${alias}.started_at_ms < ?`);
  return conditions;
}

const timeValues = ({startedAfterMs, startedBeforeMs}: Selection): number[] =>
  [startedAfterMs, startedBeforeMs].filter((bound) => bound !== undefined);

/** The last key of a page: rows that come later do not shift what follows it. */
export const encodeCursor = (key: number): string => key.toString(36);

export function decodeCursor(cursor: string): number {
  const key = /^[0-9a-z]{1,11}$/.test(cursor) ? Number.parseInt(cursor, 36) : Number.NaN;
  if (!Number.isSafeInteger(key)) throw cursorInvalid(cursor);
  return key;
}
