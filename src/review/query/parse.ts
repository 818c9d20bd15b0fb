/**
 * Datadog's search syntax, as its log search documents it, into the tree of `store/query.ts`:
 *
 *     word "a phrase" key:value @attribute:value key:(a OR b) key:* wild*card
 *     @n:>1 @n:<=5 @n:[1 TO 5] CIDR(@ip,10.0.0.0/8) a AND b, a b, a OR b, NOT a, -a, (a OR b)
 *
 * Kinder than Datadog where its users type command lines: `[`, `{`, `=`, `!`, `<`, `>` and `#` are plain characters in
 * free text, `--flag` is a word, and so are `12:30` and `http://host`.
 */
import {parseNetwork} from '../../store/networks.ts';
import type {QueryNode} from '../../store/query.ts';
import {QuerySyntaxError} from './errors.ts';
import {plainText, type RawWord, Scanner, type Word, wordOf} from './scanner.ts';

/** Longer ones are no query of a person; the limits keep parser and compiler from being worn down. */
const MAX_CHARS = 8192;
const MAX_DEPTH = 40;
const MAX_TERMS = 200;

type Bound = {value: string; inclusive: boolean} | null;

/** What a bare value belongs to: the key before `key:(…)`, or null for free text. */
interface Key {
  key: string;
  attribute: boolean;
}

/** Characters of the query's text, in UTF-16 code units. */
export interface Span {
  offset: number;
  length: number;
}

/** Where in the text the values stood of the terms that a tree was made of. */
const SPANS = new WeakMap<QueryNode, {value: string; span: Span}[]>();

/** @returns Undefined: the node is none that this module made of a term, or has no such value. */
export const spanOfValue = (node: QueryNode, value: string): Span | undefined =>
  SPANS.get(node)?.find((found) => found.value === value)?.span;

/**
 * @returns Null for a query that asks for nothing (empty, or blanks).
 * @throws {QuerySyntaxError} QUERY_SYNTAX, with the position of the mistake.
 */
export function parseQuery(text: string): QueryNode | null {
  if (text.length > MAX_CHARS) {
    throw new QuerySyntaxError(`it has ${text.length} characters, the limit is ${MAX_CHARS}`, MAX_CHARS, 'Shorten it');
  }
  return new QueryParser(text).parse();
}

class QueryParser {
  private readonly scanner: Scanner;
  private depth = 0;
  private terms = 0;
  /** Of the term that is read. */
  private spans: {value: string; span: Span}[] = [];

  constructor(text: string) {
    this.scanner = new Scanner(text);
  }

  parse(): QueryNode | null {
    this.scanner.skipBlanks();
    if (this.scanner.isAtEnd) return null;
    const node = this.parseOr(null);
    if (!this.scanner.isAtEnd) throw this.mistake('this parenthesis was never opened');
    return node;
  }

  private parseOr(key: Key | null): QueryNode {
    const children = [this.parseAnd(key)];
    while (this.takeOperator('OR')) children.push(this.parseAnd(key));
    return combine('or', children);
  }

  private parseAnd(key: Key | null): QueryNode {
    const children = [this.parseUnary(key)];
    while (this.takeOperator('AND') || this.isTermAhead()) children.push(this.parseUnary(key));
    return combine('and', children);
  }

  private parseUnary(key: Key | null): QueryNode {
    const {scanner} = this;
    scanner.skipBlanks();
    if (this.takeOperator('NOT') || this.takeMinus()) {
      return this.deeper(() => ({type: 'not', child: this.parseUnary(key)}));
    }
    if (scanner.ahead === '(') return this.parseGroup(key);
    return this.parseTerm(key);
  }

  /** Reads `( … )`. */
  private parseGroup(key: Key | null): QueryNode {
    const {scanner} = this;
    const start = scanner.position;
    scanner.position++;
    return this.deeper(() => {
      const node = this.parseOr(key);
      scanner.skipBlanks();
      if (!scanner.take(')')) throw new QuerySyntaxError('the parenthesis is not closed', start, 'Add a ")"');
      return node;
    });
  }

  private parseTerm(key: Key | null): QueryNode {
    this.refuseMissingTerm();
    this.terms++;
    if (this.terms > MAX_TERMS) throw this.mistake(`it has more than ${MAX_TERMS} terms`, 'Shorten it');
    this.spans = [];
    const node = this.parseBareTerm(key);
    SPANS.set(node, this.spans);
    return node;
  }

  private parseBareTerm(key: Key | null): QueryNode {
    if (key !== null) return this.parseValue(key);
    const {scanner} = this;
    if (scanner.ahead === '"') return {type: 'text', ...scanner.readPhrase()};
    const start = scanner.position;
    const word = scanner.readWord(':');
    const found = scanner.ahead === ':' ? keyOf(word) : null;
    if (found === null || isUrlRest(scanner.text, scanner.position)) return this.parseText(start);
    scanner.position++;
    if (scanner.ahead === '(') return this.parseGroup(found);
    return this.parseValue(found);
  }

  private parseText(start: number): QueryNode {
    const {scanner} = this;
    scanner.position = start;
    const word = scanner.readWord();
    if (scanner.ahead === '(' && plainText(word.characters) === 'CIDR') return this.parseCidr();
    return {type: 'text', ...wordOf(word.characters)};
  }

  /** Reads `(@key,10.0.0.0/8,…)`. */
  private parseCidr(): QueryNode {
    const {scanner} = this;
    scanner.position++;
    scanner.skipBlanks();
    const start = scanner.position;
    const key = keyOf(scanner.readWord(','));
    if (key === null) throw new QuerySyntaxError('CIDR() begins with a key', start, CIDR_HINT);
    const ranges: string[] = [];
    scanner.skipBlanks();
    while (scanner.take(',')) {
      ranges.push(this.readNetwork());
      scanner.skipBlanks();
    }
    if (ranges.length === 0) throw this.mistake('CIDR() has no network', CIDR_HINT);
    if (!scanner.take(')')) throw this.mistake('")" is missing', CIDR_HINT);
    return {type: 'cidr', ...key, ranges};
  }

  private readNetwork(): string {
    const {scanner} = this;
    scanner.skipBlanks();
    const {characters, start} = scanner.readWord(',');
    const network = plainText(characters);
    if (parseNetwork(network) === null) throw new QuerySyntaxError('this is no network', start, CIDR_HINT);
    return network;
  }

  private parseValue(key: Key): QueryNode {
    const {scanner} = this;
    if (scanner.take('[')) return this.parseRange(key);
    for (const [operator, side, inclusive] of COMPARISONS) {
      if (!scanner.take(operator)) continue;
      scanner.skipBlanks();
      const bound: Bound = {value: this.readValue(key).value, inclusive};
      return {type: 'range', ...key, lower: side === 'lower' ? bound : null, upper: side === 'upper' ? bound : null};
    }
    return {type: 'match', ...key, ...this.readValue(key)};
  }

  /** Reads `a TO b]`. */
  private parseRange(key: Key): QueryNode {
    const {scanner} = this;
    const lower = this.readBound(key);
    scanner.skipBlanks();
    if (!scanner.isWordAhead('TO')) throw this.mistake('"TO" is missing', RANGE_HINT);
    scanner.take('TO');
    const upper = this.readBound(key);
    scanner.skipBlanks();
    if (!scanner.take(']')) throw this.mistake('"]" is missing', RANGE_HINT);
    return {type: 'range', ...key, lower, upper};
  }

  private readBound(key: Key): Bound {
    const {scanner} = this;
    scanner.skipBlanks();
    if (scanner.take('*')) return null;
    return {value: this.readValue(key, ']').value, inclusive: true};
  }

  private readValue({key, attribute}: Key, stop = ''): Word {
    const {scanner} = this;
    const start = scanner.position;
    const word = scanner.ahead === '"' ? scanner.readPhrase() : wordOf(scanner.readWord(stop).characters);
    const length = scanner.position - start;
    if (length === 0) throw new QuerySyntaxError(`the value of "${attribute ? '@' : ''}${key}:" is missing`, start);
    this.spans.push({value: word.value, span: {offset: start, length}});
    return word;
  }

  private refuseMissingTerm(): void {
    const {scanner} = this;
    scanner.skipBlanks();
    if (scanner.isAtEnd) throw this.mistake('something is missing at the end');
    if (scanner.ahead === ')') throw this.mistake('something is missing before this parenthesis');
    for (const operator of OPERATORS) {
      if (scanner.isWordAhead(operator)) {
        throw this.mistake(
          `something is missing before ${operator}`,
          `Write "${operator}" in quotes to search for the word`,
        );
      }
    }
  }

  private isTermAhead(): boolean {
    const {scanner} = this;
    scanner.skipBlanks();
    return !scanner.isAtEnd && scanner.ahead !== ')' && !scanner.isWordAhead('OR');
  }

  private takeOperator(operator: string): boolean {
    this.scanner.skipBlanks();
    return this.scanner.isWordAhead(operator) && this.scanner.take(operator);
  }

  /** A minus excludes what follows it at once; `--flag` and a dash that stands alone are words. */
  private takeMinus(): boolean {
    return /^-[^-\s)]/u.test(this.scanner.text.slice(this.scanner.position, this.scanner.position + 2))
      ? this.scanner.take('-')
      : false;
  }

  private deeper(parse: () => QueryNode): QueryNode {
    this.depth++;
    if (this.depth > MAX_DEPTH) throw this.mistake(`it is nested deeper than ${MAX_DEPTH}`, 'Simplify it');
    const node = parse();
    this.depth--;
    return node;
  }

  private mistake(state: string, hint?: string): QuerySyntaxError {
    return new QuerySyntaxError(state, this.scanner.position, hint);
  }
}

const OPERATORS = ['AND', 'OR', 'NOT'];

const COMPARISONS: [operator: string, side: 'lower' | 'upper', inclusive: boolean][] = [
  ['>=', 'lower', true],
  ['<=', 'upper', true],
  ['>', 'lower', false],
  ['<', 'upper', false],
];

const CIDR_HINT = 'Write networks as CIDR(@ssh_client,10.0.0.0/8,2001:db8::/32)';
const RANGE_HINT = 'Write ranges as [1 TO 5], [* TO 5] or [1 TO *]';

/** @returns Null: what stands before the colon is no key, so the colon is one of the text. */
function keyOf({characters}: RawWord): Key | null {
  const [first, ...rest] = characters;
  if (first === undefined) return null;
  if (first.text === '@' && !first.escaped) return rest.length === 0 ? null : {key: plainText(rest), attribute: true};
  const key = plainText(characters);
  return key === '*' || first.escaped || /^[\p{L}_]/u.test(key) ? {key, attribute: false} : null;
}

const isUrlRest = (text: string, colon: number): boolean => text.startsWith('://', colon);

/** One list of `and` or `or`, however it was nested. */
function combine(type: 'and' | 'or', nodes: QueryNode[]): QueryNode {
  const children = nodes.flatMap((node) => (node.type === type ? node.children : [node]));
  return children.length === 1 ? children[0]! : {type, children};
}
