/** Compiles a query for the columns in memory; what they do not know is asked of the database, run by run. */
import {parseDuration} from '../duration.ts';
import {createNetworkTest} from '../networks.ts';
import {
  fitsPattern,
  isAnything,
  literalOf,
  literalsInJson,
  type PatternPart,
  parsePattern,
  toGlob,
} from '../pattern.ts';
import type {QueryNode} from '../query.ts';
import {type Field, findField, type Scope} from '../query-fields.ts';
import {splitTextDriver} from '../query-text-sql.ts';
import {parseBoundUs, parseNumber} from '../query-values.ts';
import {isTextOnly} from '../query-words.ts';
import {toStoredText} from '../stored-text.ts';
import {type FactColumn, factColumn, factMeasure} from './fact-columns.ts';
import {
  anyFits,
  type FactTables,
  type Fill,
  fillAll,
  fillByCode,
  fillByEither,
  fillByMeasure,
  fillBySession,
} from './leaf.ts';
import type {Dictionaries} from './session-facts.ts';
import {fillByStatus} from './status.ts';
import {numberRangeTest, patternTest, type Test, textRangeTest} from './text-tests.ts';

type TextNode = Extract<QueryNode, {type: 'text'}>;
type MatchNode = Extract<QueryNode, {type: 'match'}>;
type RangeNode = Extract<QueryNode, {type: 'range'}>;
type CidrNode = Extract<QueryNode, {type: 'cidr'}>;

export interface CompiledFacts {
  fill: Fill;
  /** It asks the database: a look at all rows may take long. */
  isSlow: boolean;
}

/** Which rows of a run the database finds for a query. */
export type AskDatabase = (query: QueryNode) => Fill;

export class FactCompiler {
  constructor(
    private readonly scope: Scope,
    private readonly tables: FactTables,
    private readonly dictionaries: Dictionaries,
    private readonly ask: AskDatabase,
  ) {}

  /** @param query One that `compileQuery` takes. */
  compile(query: QueryNode): CompiledFacts {
    switch (query.type) {
      case 'and':
        return this.compileAnd(query.children);
      case 'or':
        // Where the full-text index can answer it as one question.
        if (isTextOnly(query) && splitTextDriver(query, this.scope).match !== null) return this.slow(query);
        return combine(
          query.children.map((child) => this.compile(child)),
          'or',
        );
      case 'not':
        return invert(this.compile(query.child));
      case 'text':
        return this.compileText(query);
      case 'match':
        return this.compileMatch(query) ?? this.slow(query);
      case 'range':
        return this.compileRange(query) ?? this.slow(query);
      case 'cidr':
        return this.compileCidr(query) ?? this.slow(query);
    }
  }

  /** Words that must all be there are one question to the full-text index. */
  private compileAnd(children: readonly QueryNode[]): CompiledFacts {
    const texts = children.filter((child) => child.type === 'text' && child.value !== '');
    const others = children.filter((child) => !texts.includes(child));
    const text: QueryNode[] = texts.length > 1 ? [{type: 'and', children: texts}] : texts;
    const asked =
      this.scope === 'sessions' ? texts.map((child) => this.compile(child)) : text.map((child) => this.slow(child));
    return combine([...others.map((child) => this.compile(child)), ...asked], 'and');
  }

  /** Of sessions it is in memory: the command line, in lower case. */
  private compileText(node: TextNode): CompiledFacts {
    if (node.value === '') return quick(fillAll(1));
    if (this.scope !== 'sessions') return this.slow(node);
    const parts = parsePattern(node.value.toLowerCase(), node.quoted);
    const literal = literalOf(parts);
    const stored = literal === null ? null : toStoredText(literal);
    const test =
      stored === null
        ? patternTest([{wildcard: '*'}, ...parts, {wildcard: '*'}])
        : (text: string) => text.includes(stored);
    const fits = Uint8Array.from(this.tables.sessions.searchTexts, (text) => (test(text) ? 1 : 0));
    return quick(fillBySession(this.tables, fits));
  }

  private slow(query: QueryNode): CompiledFacts {
    return {fill: this.ask(query), isSlow: true};
  }

  private compileMatch(node: MatchNode): CompiledFacts | null {
    if (node.key === '*') return null;
    const parts = parsePattern(node.value, node.quoted);
    const field = findField(node.key, this.scope);
    if (field === null)
      return quick(this.bySessionTags(([name, value]) => name === toStoredText(node.key) && testOf(parts)(value)));
    if (node.key === 'status')
      return quick(fillByStatus(this.scope, this.tables, this.dictionaries, (word) => fitsPattern(word, parts)));
    const fill = this.matchField(field, parts);
    return fill === null ? null : quick(fill);
  }

  private matchField(field: Field, parts: PatternPart[]): Fill | null {
    switch (field.kind) {
      case 'text': {
        const wanted: PatternPart[] = field.shorten && !isAnything(parts) ? [...parts, {wildcard: '*'}] : parts;
        return this.byColumn(field.sql, testOf(wanted));
      }
      case 'texts':
        return either(field.sql.map((sql) => this.byColumn(sql, testOf(parts))));
      case 'number':
        return this.byNumber(field.sql, numberTest(parts));
      case 'duration':
        return this.byMeasure(field.sql, durationTest(parts));
      case 'constant':
        return fillAll(fitsPattern(field.value, parts) ? 1 : 0);
      case 'redaction-rules': {
        const {rules, ruleIds} = this.tables.sessions;
        return fillBySession(this.tables, anyFits(rules, ruleIds.select(testOf(parts))));
      }
      case 'any-tag': {
        const test = testOf(parts);
        return this.bySessionTags(([name, value]) => test(name) || test(`${name}:${value}`));
      }
      case 'list':
        return this.byColumn(field.sql, listTest(parts));
      case 'absent':
        return fillAll(0);
      default:
        return null;
    }
  }

  private compileRange(node: RangeNode): CompiledFacts | null {
    const field = findField(node.key, this.scope);
    const fill = this.rangeOf(field, node);
    return fill === null ? null : quick(fill);
  }

  private rangeOf(field: Field | null, node: RangeNode): Fill | null {
    switch (field?.kind) {
      case undefined: {
        const test = textRangeTest(node);
        return this.bySessionTags(([name, value]) => name === toStoredText(node.key) && test(value));
      }
      case 'number':
        return this.byNumber(field.sql, numberRangeTest(node, parseNumber));
      case 'duration':
        return this.byMeasure(field.sql, numberRangeTest(node, parseBoundUs));
      case 'text':
        return this.byColumn(field.sql, textRangeTest(node));
      case 'texts':
        return either(field.sql.map((sql) => this.byColumn(sql, textRangeTest(node))));
      default:
        return fillAll(0);
    }
  }

  private compileCidr({key, ranges}: CidrNode): CompiledFacts | null {
    const test = createNetworkTest(ranges);
    const field = findField(key, this.scope);
    if (field === null) return quick(this.bySessionTags(([name, value]) => name === toStoredText(key) && test(value)));
    const fill = field.kind === 'text' ? this.byColumn(field.sql, test) : fillAll(0);
    return fill === null ? null : quick(fill);
  }

  private bySessionTags(test: (pair: [name: string, value: string]) => boolean): Fill {
    const {tags, tagPairs} = this.tables.sessions;
    const fits = tagPairs.select((pair) => test(JSON.parse(pair) as [string, string]));
    return fillBySession(this.tables, anyFits(tags, fits));
  }

  /** Numbers with few values stand in dictionaries; sizes in columns of their own. */
  private byNumber(sql: string, test: Test<number>): Fill | null {
    return this.byColumn(sql, (text) => test(Number(text))) ?? this.byMeasure(sql, test);
  }

  private byMeasure(sql: string, test: Test<number>): Fill | null {
    const measure = factMeasure(sql);
    return measure === null ? null : fillByMeasure(this.tables, measure, test);
  }

  private byColumn(sql: string, test: Test<string>): Fill | null {
    const column = factColumn(sql, this.scope);
    if (column === null) return null;
    const fits = this.dictionaries[column.name].select(test);
    const bySession = () => fillBySession(this.tables, this.ordinalsWith(column, fits));
    const byRow = () => fillByCode(() => this.tables.rows.codes[column.name as 'kind'], fits);
    if (column.of === 'session') return bySession();
    return column.of === 'row' ? byRow() : fillByEither(this.tables, byRow(), bySession());
  }

  private ordinalsWith({name}: FactColumn, fits: Uint8Array): Uint8Array {
    const {sessions} = this.tables;
    const codes = sessions.codes[name as 'command'];
    const ordinals = new Uint8Array(sessions.count);
    for (let ordinal = 0; ordinal < ordinals.length; ordinal++) ordinals[ordinal] = fits[codes[ordinal]!]!;
    return ordinals;
  }
}

const quick = (fill: Fill): CompiledFacts => ({fill, isSlow: false});

/** Something that is there passes `*`. */
const testOf = (parts: PatternPart[]): Test<string> => (isAnything(parts) ? () => true : patternTest(parts));

/** @returns A test of the JSON of a list: does any element fit? */
function listTest(parts: PatternPart[]): Test<string> {
  if (isAnything(parts)) return () => true;
  const fits = patternTest(parts);
  // Most lists do not hold the text, and need not be read for that.
  const needed = literalsInJson(parts);
  return (json) => needed.every((literal) => json.includes(literal)) && (JSON.parse(json) as string[]).some(fits);
}

function numberTest(parts: PatternPart[]): Test<number> {
  if (isAnything(parts)) return () => true;
  const literal = literalOf(parts);
  if (literal === null) return (value) => fitsPattern(String(value), parts);
  const wanted = parseNumber(literal);
  return (value) => value === wanted;
}

function durationTest(parts: PatternPart[]): Test<number> {
  if (isAnything(parts)) return () => true;
  const wanted = parseDuration(literalOf(parts) ?? toGlob(parts));
  return (value) => wanted !== null && value >= wanted.us && value < wanted.us + wanted.unitUs;
}

function either(fills: (Fill | null)[]): Fill | null {
  const known = fills.filter((fill) => fill !== null);
  return known.length < fills.length ? null : combine(known.map(quick), 'or').fill;
}

/** The quick ones first: where they leave nothing, the database need not be asked. */
function combine(parts: readonly CompiledFacts[], type: 'and' | 'or'): CompiledFacts {
  const sorted = [...parts].sort((a, b) => Number(a.isSlow) - Number(b.isSlow));
  const [first, ...others] = sorted;
  if (first === undefined) return quick(fillAll(type === 'and' ? 1 : 0));
  if (others.length === 0) return first;
  const settled = type === 'and' ? 0 : 1;
  let scratch = new Uint8Array(0);
  const fill: Fill = (out, start, end) => {
    const length = end - start;
    if (scratch.length < length) scratch = new Uint8Array(length);
    first.fill(out, start, end);
    for (const other of others) {
      if (other.isSlow && out.subarray(0, length).every((bit) => bit === settled)) return;
      other.fill(scratch, start, end);
      if (type === 'and') for (let index = 0; index < length; index++) out[index]! &= scratch[index]!;
      else for (let index = 0; index < length; index++) out[index]! |= scratch[index]!;
    }
  };
  return {fill, isSlow: sorted.some(({isSlow}) => isSlow)};
}

function invert({fill, isSlow}: CompiledFacts): CompiledFacts {
  return {
    isSlow,
    fill: (out, start, end) => {
      fill(out, start, end);
      for (let index = 0; index < end - start; index++) out[index]! ^= 1;
    },
  };
}
