/** Compiles free text: what the full-text index of the scope finds, and what a look at the text itself finds. */
import type {Bindings} from './bindings.ts';
import {literalOf, parsePattern, toGlob} from './pattern.ts';
import type {QueryNode} from './query.ts';
import type {Scope} from './query-fields.ts';
import {compileGrams} from './query-grams.ts';
import {
  type CompileLeaf,
  compileForIndex,
  compileWords,
  createTextTest,
  isTextOnly,
  join,
  type TextNode,
} from './query-words.ts';
import {toStoredText} from './stored-text.ts';

const EVERYTHING = '1';

/** Full-text indexes, and the key by which they know a row. */
const INDEXES: Record<Scope, {table: string; key: string; compileLeaf: CompileLeaf} | null> = {
  sessions: null,
  events: {table: 'event_grams', key: 'e.key', compileLeaf: compileGrams},
  logs: {table: 'log_words', key: 'l.key', compileLeaf: compileWords},
};

export interface TextDriver {
  /** For the index to start from; null: it cannot, and `rest` is the whole query. */
  match: string | null;
  /** Free text of which the index finds too much. */
  check: QueryNode | null;
  /** What has to be true, too. */
  rest: QueryNode[];
}

/** Splits off the free text that every hit must satisfy, where the index can begin with it. */
export function splitTextDriver(query: QueryNode | null, scope: Scope): TextDriver {
  const all = query === null ? [] : query.type === 'and' ? query.children : [query];
  const index = INDEXES[scope];
  if (index === null) return {match: null, check: null, rest: all};
  const words: QueryNode = {type: 'and', children: all.filter(isTextOnly)};
  const {match, exact} = compileForIndex(words, index.compileLeaf);
  const hints = scope === 'events' ? all.flatMap(argumentHint) : [];
  const matches = [...(match === null ? [] : [match]), ...hints];
  if (matches.length === 0) return {match: null, check: null, rest: all};
  if (match === null) return {match: join(matches, 'AND'), check: null, rest: all};
  return {match: join(matches, 'AND'), check: exact ? null : words, rest: all.filter((node) => !isTextOnly(node))};
}

/** An argument is part of the text that the index knows: whatever of it is certain narrows the search down. */
function argumentHint(node: QueryNode): string[] {
  if (node.type !== 'match' || node.key !== 'argv') return [];
  const {match} = compileGrams({type: 'text', value: node.value, quoted: node.quoted});
  return match === null ? [] : [match];
}

export class TextCompiler {
  constructor(
    private readonly scope: Scope,
    private readonly bindings: Bindings,
  ) {}

  /** A word or phrase anywhere in a query. */
  compile(node: TextNode): string {
    const index = INDEXES[this.scope];
    if (node.value === '') return EVERYTHING;
    if (index === null) return this.check(node);
    const {match, exact} = index.compileLeaf(node);
    if (match === null) return this.scan(node);
    const {table, key} = index;
    const found = `${key} IN (SELECT rowid FROM ${table} WHERE ${table} MATCH ${this.bindings.bind(match)})`;
    return exact ? found : `(${found} AND ${this.check(node)})`;
  }

  /** @param node Of free text alone. Looks at the text of the row itself. */
  check(node: QueryNode): string {
    if (this.scope === 'logs') return this.bindings.callTest(createTextTest(node), 't.text');
    switch (node.type) {
      case 'and':
      case 'or':
        return `(${node.children.map((child) => this.check(child)).join(node.type === 'and' ? ' AND ' : ' OR ')})`;
      case 'not':
        return `NOT (${this.check(node.child)})`;
      case 'text':
        return this.contains(node);
      default:
        return EVERYTHING;
    }
  }

  /** Commands hold what is searched for in any place, in any case. */
  private contains({value, quoted}: TextNode): string {
    const column = this.scope === 'sessions' ? 's.search_text' : 'x.search_text';
    const parts = parsePattern(value.toLowerCase(), quoted);
    const literal = literalOf(parts);
    if (literal !== null) return `instr(${column}, ${this.bindings.bind(toStoredText(literal))}) > 0`;
    return `${column} GLOB ${this.bindings.bind(toStoredText(`*${toGlob(parts)}*`))}`;
  }

  /** Without help of the index. In logs, what SQLite can tell by itself spares most of the calls of the test. */
  private scan(node: TextNode): string {
    if (this.scope !== 'logs') return this.check(node);
    const literals = parsePattern(node.value, node.quoted).flatMap((part) =>
      'literal' in part ? part.literal.split(/\s+/) : [],
    );
    // LIKE knows the case of ASCII letters only.
    const [longest] = literals.filter((text) => /^[\x21-\x7e]+$/.test(text)).sort((a, b) => b.length - a.length);
    if (longest === undefined) return this.check(node);
    const like = `t.text LIKE ${this.bindings.bind(`%${longest.replace(/[%_!]/g, '!$&')}%`)} ESCAPE '!'`;
    return `(${like} AND ${this.check(node)})`;
  }
}
