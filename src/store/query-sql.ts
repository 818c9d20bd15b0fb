/**
 * Compiles a query to a condition in SQL. Injection-proof by its shape: SQL is put together from texts of this file and of
 * `query-fields.ts` only; whatever the user wrote travels as a bound value.
 */
import {Bindings, type BoundValue, type TextTest} from './bindings.ts';
import {parseDuration} from './duration.ts';
import {queryValue} from './errors.ts';
import {createNetworkTest} from './networks.ts';
import {fitsPattern, isAnything, literalOf, literalsInJson, type PatternPart, parsePattern, toGlob} from './pattern.ts';
import type {QueryNode} from './query.ts';
import {type Field, findField, type Scope, SEARCHED_EVERYWHERE, SESSION_KEY} from './query-fields.ts';
import {splitTextDriver, TextCompiler} from './query-text-sql.ts';
import {DURATION, parseBoundUs, parseNumber} from './query-values.ts';
import {toStoredText} from './stored-text.ts';

export interface CompiledQuery {
  /** For the full-text index of the scope to start from; null: every row is looked at, in the order of keys. */
  match: string | null;
  /** True or false for each row, never NULL. */
  condition: string;
  /** One for each `?` in `condition`, in order. */
  values: BoundValue[];
  /** What `ddcoterm_matches(number, text)` calls; its first argument counts them from 0. */
  textTests: TextTest[];
}

type MatchNode = Extract<QueryNode, {type: 'match'}>;
type RangeNode = Extract<QueryNode, {type: 'range'}>;
type CidrNode = Extract<QueryNode, {type: 'cidr'}>;

const EVERYTHING = '1';
const NOTHING = '0';

/** @throws {DdcotermError} QUERY_VALUE: a key of numbers is compared with something else. */
export function compileQuery(query: QueryNode | null, scope: Scope): CompiledQuery {
  const bindings = new Bindings();
  const compiler = new QueryCompiler(scope, bindings);
  const {match, check, rest} = splitTextDriver(query, scope);
  const conditions = check === null ? [] : [compiler.text.check(check)];
  conditions.push(...rest.map((node) => compiler.compile(node)));
  return {
    match,
    condition: conditions.length === 0 ? EVERYTHING : conditions.join(' AND '),
    values: bindings.values,
    textTests: bindings.textTests,
  };
}

class QueryCompiler {
  readonly text: TextCompiler;

  constructor(
    private readonly scope: Scope,
    private readonly bindings: Bindings,
  ) {
    this.text = new TextCompiler(scope, bindings);
  }

  compile(node: QueryNode): string {
    switch (node.type) {
      case 'and':
      case 'or':
        return this.compileList(node.type, node.children);
      case 'not':
        return `NOT (${this.compile(node.child)})`;
      case 'text':
        return this.text.compile(node);
      case 'match':
        return this.compileMatch(node);
      case 'range':
        return this.compileRange(node);
      case 'cidr':
        return this.compileCidr(node);
    }
  }

  private compileList(type: 'and' | 'or', children: QueryNode[]): string {
    if (children.length === 0) return type === 'and' ? EVERYTHING : NOTHING;
    return `(${children.map((child) => this.compile(child)).join(type === 'and' ? ' AND ' : ' OR ')})`;
  }

  private compileMatch(node: MatchNode): string {
    if (node.key === '*') return this.compileAnywhere(node);
    const parts = parsePattern(node.value, node.quoted);
    const field = findField(node.key, this.scope);
    return field === null ? this.compileTag(node.key, parts) : this.compileField(field, node.key, parts);
  }

  private compileField(field: Field, key: string, parts: PatternPart[]): string {
    switch (field.kind) {
      case 'text':
        return field.shorten && !isAnything(parts)
          ? this.fits(field.sql, [...parts, {wildcard: '*'}])
          : this.fits(field.sql, parts);
      case 'texts':
        return `(${field.sql.map((sql) => this.fits(sql, parts)).join(' OR ')})`;
      case 'number':
        return this.equalsNumber(field.sql, key, parts);
      case 'duration':
        return this.equalsDuration(field.sql, key, parts);
      case 'list':
        return isAnything(parts) ? `${field.sql} IS NOT NULL` : this.hasElement(field.sql, parts);
      case 'words': {
        const conditions = Object.entries(field.sql).filter(([word]) => fitsPattern(word, parts));
        return conditions.length === 0 ? NOTHING : `(${conditions.map(([, sql]) => `(${sql})`).join(' OR ')})`;
      }
      case 'constant':
        return fitsPattern(field.value, parts) ? EVERYTHING : NOTHING;
      case 'redaction-rules':
        return this.sessionHas('redactions', () => this.fits('found.rule_id', parts));
      case 'any-tag':
        return this.sessionHas('session_tags', () => {
          const byName = this.fits('found.name', parts);
          return `(${byName} OR ${this.fits("found.name || ':' || found.value", parts)})`;
        });
      case 'absent':
        return NOTHING;
    }
  }

  /** Most lists do not hold the text, and need not be read for that. */
  private hasElement(sql: string, parts: PatternPart[]): string {
    const mayHave = literalsInJson(parts).map((text) => `(instr(${sql}, ${this.bindings.bind(text)}) > 0) IS TRUE`);
    const has = `EXISTS (SELECT 1 FROM json_each(${sql}) AS element WHERE ${this.fits('element.value', parts)})`;
    return `(${[...mayHave, has].join(' AND ')})`;
  }

  private compileTag(name: string, parts: PatternPart[]): string {
    return this.sessionHas('session_tags', () => {
      const isNamed = `found.name = ${this.bindings.bind(toStoredText(name))}`;
      return isAnything(parts) ? isNamed : `${isNamed} AND ${this.fits('found.value', parts)}`;
    });
  }

  private sessionHas(table: 'session_tags' | 'redactions', condition: () => string): string {
    return `${SESSION_KEY[this.scope]} IN (SELECT found.session_key FROM ${table} AS found WHERE ${condition()})`;
  }

  /** `*:value`: the text, every text attribute and every tag. */
  private compileAnywhere(node: MatchNode): string {
    const parts = parsePattern(node.value, node.quoted);
    if (isAnything(parts)) return EVERYTHING;
    const conditions = [this.text.compile({type: 'text', value: node.value, quoted: node.quoted})];
    for (const key of SEARCHED_EVERYWHERE) {
      const field = findField(key, this.scope);
      if (field !== null) conditions.push(this.compileField(field, key, parts));
    }
    conditions.push(this.sessionHas('session_tags', () => this.fits('found.value', parts)));
    return `(${conditions.join(' OR ')})`;
  }

  /** Case counts. Never NULL, so that NOT finds what has no value. */
  private fits(sql: string, parts: PatternPart[]): string {
    if (isAnything(parts)) return `${sql} IS NOT NULL`;
    const literal = literalOf(parts);
    if (literal !== null) return `(${sql} = ${this.bindings.bind(toStoredText(literal))}) IS TRUE`;
    return `(${sql} GLOB ${this.bindings.bind(this.glob(parts))}) IS TRUE`;
  }

  private equalsNumber(sql: string, key: string, parts: PatternPart[]): string {
    if (isAnything(parts)) return `(${sql}) IS NOT NULL`;
    const literal = literalOf(parts);
    if (literal === null) return this.fits(`CAST((${sql}) AS TEXT)`, parts);
    const value = parseNumber(literal);
    if (value === null) throw queryValue(key, literal, 'a number');
    return `((${sql}) = ${this.bindings.bind(value)}) IS TRUE`;
  }

  /** `10s` is what anybody would call ten seconds: from 10 up to 11. */
  private equalsDuration(sql: string, key: string, parts: PatternPart[]): string {
    if (isAnything(parts)) return `(${sql}) IS NOT NULL`;
    const literal = literalOf(parts);
    const duration = literal === null ? null : parseDuration(literal);
    if (duration === null) throw queryValue(key, literal ?? this.glob(parts), DURATION);
    const lower = `(${sql}) >= ${this.bindings.bind(duration.us)}`;
    return `(${lower} AND (${sql}) < ${this.bindings.bind(duration.us + duration.unitUs)}) IS TRUE`;
  }

  private compileRange(node: RangeNode): string {
    const field = findField(node.key, this.scope);
    switch (field?.kind) {
      case undefined:
        return this.sessionHas('session_tags', () => {
          const isNamed = `found.name = ${this.bindings.bind(toStoredText(node.key))}`;
          return `${isNamed} AND ${this.isWithin('found.value', node)}`;
        });
      case 'number':
        return this.between(`(${field.sql})`, node, parseNumber, 'a number');
      case 'duration':
        return this.between(`(${field.sql})`, node, parseBoundUs, DURATION);
      case 'text':
        return this.isWithin(field.sql, node);
      case 'texts':
        return `(${field.sql.map((sql) => this.isWithin(sql, node)).join(' OR ')})`;
      default:
        return NOTHING;
    }
  }

  private compileCidr(node: CidrNode): string {
    const test = createNetworkTest(node.ranges);
    const isInside = (sql: string) => this.bindings.callTest(test, sql);
    const field = findField(node.key, this.scope);
    if (field === null) {
      return this.sessionHas('session_tags', () => {
        const isNamed = `found.name = ${this.bindings.bind(toStoredText(node.key))}`;
        return `${isNamed} AND ${isInside('found.value')}`;
      });
    }
    return field.kind === 'text' ? isInside(field.sql) : NOTHING;
  }

  /** Text between bounds: by value where the bounds are numbers, else by the alphabet. */
  private isWithin(sql: string, node: RangeNode): string {
    const bounds = [node.lower, node.upper].flatMap((bound) => (bound === null ? [] : [bound.value]));
    const isNumeric = bounds.length > 0 && bounds.every((bound) => parseNumber(bound) !== null);
    if (!isNumeric) return this.between(sql, node, toStoredText, 'a text');
    const number = `CASE WHEN json_valid(${sql}) THEN CASE WHEN json_type(${sql}) IN ('integer', 'real') THEN CAST(${sql} AS REAL) END END`;
    return this.between(`(${number})`, node, parseNumber, 'a number');
  }

  private between(sql: string, node: RangeNode, parse: (value: string) => BoundValue | null, wanted: string): string {
    const bind = (value: string): string => {
      const parsed = parse(value);
      if (parsed === null) throw queryValue(node.key, value, wanted);
      return this.bindings.bind(parsed);
    };
    const conditions: string[] = [];
    if (node.lower !== null) conditions.push(`${sql} ${node.lower.inclusive ? '>=' : '>'} ${bind(node.lower.value)}`);
    if (node.upper !== null) conditions.push(`${sql} ${node.upper.inclusive ? '<=' : '<'} ${bind(node.upper.value)}`);
    return conditions.length === 0 ? `${sql} IS NOT NULL` : `(${conditions.join(' AND ')}) IS TRUE`;
  }

  private glob(parts: PatternPart[]): string {
    return toStoredText(toGlob(parts));
  }
}
