/** How many of the selected rows have which value. */
import {facetTerm} from '../facet-fields.ts';
import {findField, type Scope} from '../query-fields.ts';
import type {Facet} from '../store.ts';
import {fromStoredText} from '../stored-text.ts';
import {STEP_COUNT, stepLabel, stepOf, stepQuery} from './duration-steps.ts';
import {type FactColumn, type FactMeasure, factColumn, factMeasure} from './fact-columns.ts';
import type {FactTables} from './leaf.ts';
import type {Dictionaries} from './session-facts.ts';
import {STATUS_WORDS, statusTest} from './status.ts';
import {tallyBareRows, tallyLists, tallyRows, tallySessions, topCodes} from './tally.ts';

type FacetValue = Facet['values'][number];
type Values = Pick<Facet, 'values' | 'more'>;

export class FacetCounter {
  /** Selected rows of each session: what belongs to the session is counted from these. */
  private readonly bySession: Float64Array;
  private bareBySession: Float64Array | null = null;

  /** @param rows The selected ones. */
  constructor(
    private readonly scope: Scope,
    private readonly tables: FactTables,
    private readonly dictionaries: Dictionaries,
    private readonly rows: Int32Array,
  ) {
    this.bySession = tallyRows(rows, tables.rows.codes.session, tables.sessions.count);
  }

  /** @returns Null: nothing can be counted by it. */
  count(key: string, limit: number): Facet | null {
    const values = this.countValues(key, limit);
    return values === null ? null : {field: key, ...values};
  }

  /** Most frequent first. */
  tagNames(limit: number): string[] {
    const {tags, tagPairs} = this.tables.sessions;
    const names = new Map<string, number>();
    for (const [code, count] of tallyLists(this.bySession, tags, tagPairs.values.length).entries()) {
      if (count === 0) continue;
      const [name] = parsePair(tagPairs.values[code]!);
      names.set(name, (names.get(name) ?? 0) + count);
    }
    const sorted = [...names].sort(([, a], [, b]) => b - a).map(([name]) => name);
    return sorted.filter((name) => findField(name, this.scope) === null).slice(0, limit);
  }

  private countValues(key: string, limit: number): Values | null {
    const field = findField(key, this.scope);
    if (key === 'status') return whole(this.countStatus(key).sort(byCount));
    switch (field?.kind) {
      case undefined:
        return this.countTag(key, limit);
      case 'text':
      case 'number': {
        const column = factColumn(field.sql, this.scope);
        return column === null ? null : this.countColumn(key, column, limit);
      }
      case 'texts':
        return this.countAuthors(key, limit);
      case 'duration': {
        const measure = factMeasure(field.sql);
        return measure === null ? null : whole(this.countDurations(key, measure));
      }
      case 'constant':
        return whole([{value: field.value, count: this.rows.length, query: facetTerm(key, field.value)}]);
      case 'redaction-rules': {
        const {rules, ruleIds} = this.tables.sessions;
        return topValues(key, ruleIds.values, tallyLists(this.bySession, rules, ruleIds.values.length), limit);
      }
      default:
        return null;
    }
  }

  private countColumn(key: string, column: FactColumn, limit: number): Values {
    const {values} = this.dictionaries[column.name];
    const sessionCodes = this.tables.sessions.codes[column.name as 'command'];
    const counts =
      column.of === 'session'
        ? new Float64Array(values.length)
        : tallyRows(this.rows, this.tables.rows.codes[column.name], values.length);
    if (column.of === 'session') tallySessions(this.bySession, sessionCodes, counts);
    if (column.of === 'either') tallySessions(this.bare(), sessionCodes, counts);
    return topValues(key, values, counts, limit);
  }

  /** Who it was (`agent`), and by which name (`claude-code`): a row counts for both. */
  private countAuthors(key: string, limit: number): Values {
    const names = ['authorKind', 'authorName'] as const;
    const parts = names.map((name) => this.countColumn(key, {of: 'session', name}, limit));
    const values = parts.flatMap((part) => part.values).sort(byCount);
    return {values: values.slice(0, limit), more: values.length > limit || parts.some(({more}) => more)};
  }

  private countTag(key: string, limit: number): Values {
    const {tags, tagPairs} = this.tables.sessions;
    const values = tagPairs.values.map((pair) => {
      const [name, value] = pair === null ? [null, null] : parsePair(pair);
      return name === key ? value : null;
    });
    return topValues(key, values, tallyLists(this.bySession, tags, values.length), limit);
  }

  private countStatus(key: string): FacetValue[] {
    const {error, ok} = this.countOutcomes();
    const counts = {error, ok, info: this.rows.length - error};
    return STATUS_WORDS.map((word) => ({value: word, count: counts[word], query: facetTerm(key, word)}));
  }

  /** Rows answer for themselves, those without a command of their own by their session. */
  private countOutcomes(): {error: number; ok: number} {
    const isError = statusTest(this.dictionaries, (word) => word === 'error');
    const isOk = statusTest(this.dictionaries, (word) => word === 'ok');
    let [error, ok] = [0, 0];
    const {byExit, signalled} = this.countExits();
    error += signalled;
    for (const [code, count] of byExit.entries()) {
      error += count * isError(code, 0);
      ok += count * isOk(code, 0);
    }
    const {codes} = this.tables.sessions;
    for (const [ordinal, count] of this.bare().entries()) {
      if (count === 0) continue;
      error += count * isError(codes.exit[ordinal]!, codes.signal[ordinal]!);
      ok += count * isOk(codes.exit[ordinal]!, codes.signal[ordinal]!);
    }
    return {error, ok};
  }

  /** Of rows with a command of their own: how many ended by a signal, and how often each exit status was otherwise. */
  private countExits(): {byExit: Float64Array; signalled: number} {
    const {exit, signal, kind} = this.tables.rows.codes;
    const byExit = new Float64Array(this.dictionaries.exit.values.length);
    let signalled = 0;
    for (let index = 0; index < this.rows.length; index++) {
      const row = this.rows[index]!;
      if (kind[row] === 0) continue;
      if (signal[row] === 0) byExit[exit[row]!]!++;
      else signalled++;
    }
    return {byExit, signalled};
  }

  private countDurations(key: string, measure: FactMeasure): FacetValue[] {
    const counts = new Float64Array(STEP_COUNT);
    const add = (us: number, count: number) => {
      if (!Number.isNaN(us)) counts[stepOf(us)]! += count;
    };
    if (measure.of !== 'session') {
      const {durationUs} = this.tables.rows.numbers;
      for (let index = 0; index < this.rows.length; index++) {
        const us = durationUs[this.rows[index]!]!;
        if (!Number.isNaN(us)) counts[stepOf(us)]!++;
      }
    }
    if (measure.of !== 'row') {
      const {durationUs} = this.tables.sessions;
      const sessions = measure.of === 'session' ? this.bySession : this.bare();
      for (let ordinal = 0; ordinal < sessions.length; ordinal++) {
        if (sessions[ordinal]! > 0) add(durationUs[ordinal]!, sessions[ordinal]!);
      }
    }
    return Array.from(counts, (count, step) => ({value: stepLabel(step), count, query: stepQuery(key, step)}));
  }

  private bare(): Float64Array {
    this.bareBySession ??= tallyBareRows(this.rows, this.tables.rows.codes, this.tables.sessions.count);
    return this.bareBySession;
  }
}

const byCount = (a: FacetValue, b: FacetValue): number => b.count - a.count || (a.value < b.value ? -1 : 1);

const whole = (values: FacetValue[]): Values => ({values: values.filter(({count}) => count > 0), more: false});

/** @param values By code, as they are stored; null: not counted. */
function topValues(key: string, values: readonly (string | null)[], counts: Float64Array, limit: number): Values {
  const codes = topCodes(counts, limit + 1, (code) => values[code] !== null);
  const found = codes.slice(0, limit).map((code) => {
    const value = fromStoredText(values[code]!);
    return {value, count: counts[code]!, query: facetTerm(key, value)};
  });
  return {values: found.sort(byCount), more: codes.length > limit};
}

function parsePair(pair: string): [name: string, value: string] {
  const [name, value] = JSON.parse(pair) as [string, string];
  return [fromStoredText(name), value];
}
