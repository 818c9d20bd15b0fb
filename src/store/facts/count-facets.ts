/** How many of the selected rows have which value. */
import {facetTerm} from '../facet-fields.ts';
import {findField, type Scope} from '../query-fields.ts';
import type {Facet} from '../store.ts';
import {fromStoredText} from '../stored-text.ts';
import {STEP_COUNT, stepLabel, stepOf, stepQuery} from './duration-steps.ts';
import {type FactColumn, type FactMeasure, factColumn, factMeasure} from './fact-columns.ts';
import type {FactTables} from './leaf.ts';
import type {Selection} from './selection.ts';
import type {Dictionaries} from './session-facts.ts';
import {STATUS_WORDS, statusTest} from './status.ts';
import {tallyBareRows, tallyRows, tallySessions} from './tally.ts';

type FacetValue = Facet['values'][number];

export class FacetCounter {
  readonly total: number;
  /** Selected rows of each session: what belongs to the session is counted from these. */
  private readonly bySession: Float64Array;
  private bareBySession: Float64Array | null = null;

  constructor(
    private readonly scope: Scope,
    private readonly tables: FactTables,
    private readonly dictionaries: Dictionaries,
    private readonly selection: Selection,
  ) {
    this.bySession = tallyRows(selection, tables.rows.codes.session, tables.sessions.count);
    this.total = this.bySession.reduce((sum, count) => sum + count, 0);
  }

  /** @returns Null: nothing can be counted by it. */
  count(key: string, limit: number): Facet | null {
    const values = this.countValues(key)?.filter(({count}) => count > 0);
    if (values === undefined) return null;
    // The steps of a duration keep their order.
    if (findField(key, this.scope)?.kind !== 'duration') values.sort(byCount);
    return {field: key, values: values.slice(0, limit), more: values.length > limit};
  }

  /** Most frequent first. */
  tagNames(limit: number): string[] {
    const {tags, tagPairs} = this.tables.sessions;
    const names = new Map<string, number>();
    const counts = this.ofSessions((ordinal) => tags[ordinal]!, tagPairs.values.length);
    for (const [code, count] of counts.entries()) {
      if (count === 0) continue;
      const [name] = JSON.parse(tagPairs.values[code]!) as [string, string];
      names.set(name, (names.get(name) ?? 0) + count);
    }
    const sorted = [...names].sort(([, a], [, b]) => b - a).map(([name]) => fromStoredText(name));
    return sorted.filter((name) => findField(name, this.scope) === null).slice(0, limit);
  }

  private countValues(key: string): FacetValue[] | null {
    const field = findField(key, this.scope);
    if (key === 'status') return this.countStatus(key);
    switch (field?.kind) {
      case undefined:
        return this.countTag(key);
      case 'text':
      case 'number': {
        const column = factColumn(field.sql, this.scope);
        return column === null ? null : this.countColumn(key, column);
      }
      case 'texts':
        return this.countAuthors(key);
      case 'duration': {
        const measure = factMeasure(field.sql);
        return measure === null ? null : this.countDurations(key, measure);
      }
      case 'constant':
        return [{value: field.value, count: this.total, query: facetTerm(key, field.value)}];
      case 'redaction-rules': {
        const {rules, ruleIds} = this.tables.sessions;
        return valuesOf(
          key,
          ruleIds.values,
          this.ofSessions((ordinal) => rules[ordinal]!, ruleIds.values.length),
        );
      }
      default:
        return null;
    }
  }

  private countColumn(key: string, column: FactColumn): FacetValue[] {
    const {values} = this.dictionaries[column.name];
    const sessionCodes = this.tables.sessions.codes[column.name as 'command'];
    if (column.of === 'session') {
      return valuesOf(
        key,
        values,
        this.ofSessions((ordinal) => [sessionCodes[ordinal]!], values.length),
      );
    }
    const counts = tallyRows(this.selection, this.tables.rows.codes[column.name], values.length);
    if (column.of === 'either') tallySessions(this.bare(), (ordinal) => [sessionCodes[ordinal]!], counts);
    return valuesOf(key, values, counts);
  }

  /** Who it was (`agent`), and by which name (`claude-code`): a row counts for both. */
  private countAuthors(key: string): FacetValue[] {
    return (['authorKind', 'authorName'] as const).flatMap((name) => this.countColumn(key, {of: 'session', name}));
  }

  private countTag(key: string): FacetValue[] {
    const {tags, tagPairs} = this.tables.sessions;
    const counts = this.ofSessions((ordinal) => tags[ordinal]!, tagPairs.values.length);
    const values = tagPairs.values.map((pair) => {
      const [name, value] = JSON.parse(pair ?? '["",null]') as [string, string | null];
      return fromStoredText(name) === key ? value : null;
    });
    return valuesOf(key, values, counts);
  }

  private countStatus(key: string): FacetValue[] {
    return STATUS_WORDS.flatMap((word) => {
      const test = statusTest(this.dictionaries, (candidate) => candidate === word);
      const count = this.countWhere(
        (row) => test(this.tables.rows.codes.exit[row]!, this.tables.rows.codes.signal[row]!) === 1,
        (ordinal) => test(this.tables.sessions.codes.exit[ordinal]!, this.tables.sessions.codes.signal[ordinal]!) === 1,
      );
      return [{value: word, count, query: facetTerm(key, word)}];
    });
  }

  private countDurations(key: string, measure: FactMeasure): FacetValue[] {
    const counts = new Float64Array(STEP_COUNT);
    const add = (us: number, count: number) => {
      if (!Number.isNaN(us)) counts[stepOf(us)]! += count;
    };
    const {durationUs} = this.tables.sessions;
    if (measure.of !== 'session') this.forEachRow((row) => add(this.tables.rows.numbers.durationUs[row]!, 1));
    if (measure.of !== 'row') {
      const sessions = measure.of === 'session' ? this.bySession : this.bare();
      for (const [ordinal, count] of sessions.entries()) if (count > 0) add(durationUs[ordinal]!, count);
    }
    return Array.from(counts, (count, step) => ({value: stepLabel(step), count, query: stepQuery(key, step)}));
  }

  /** Rows answer for themselves, those without a command of their own by their session. */
  private countWhere(ofRow: (row: number) => boolean, ofSession: (ordinal: number) => boolean): number {
    let total = 0;
    const {kind} = this.tables.rows.codes;
    if (this.scope !== 'sessions') {
      this.forEachRow((row) => {
        if (kind[row] !== 0 && ofRow(row)) total++;
      });
    }
    for (const [ordinal, count] of this.bare().entries()) if (count > 0 && ofSession(ordinal)) total += count;
    return total;
  }

  private forEachRow(visit: (row: number) => void): void {
    const {bits, bounds} = this.selection;
    this.selection.forEachRun((start, end) => {
      for (let index = start; index < end; index++) if (bits[index] === 1) visit(bounds.start + index);
    });
  }

  private ofSessions(codesOf: (ordinal: number) => readonly number[], size: number): Float64Array {
    const counts = new Float64Array(size);
    tallySessions(this.bySession, codesOf, counts);
    return counts;
  }

  private bare(): Float64Array {
    this.bareBySession ??= tallyBareRows(this.selection, this.tables.rows.codes, this.tables.sessions.count);
    return this.bareBySession;
  }
}

const byCount = (a: FacetValue, b: FacetValue): number => b.count - a.count || (a.value < b.value ? -1 : 1);

/** @param values By code, as they are stored; null: not counted. */
function valuesOf(key: string, values: readonly (string | null | undefined)[], counts: Float64Array): FacetValue[] {
  return values.flatMap((stored, code) => {
    const count = counts[code]!;
    if (count === 0 || stored === null || stored === undefined) return [];
    const value = fromStoredText(stored);
    return [{value, count, query: facetTerm(key, value)}];
  });
}
