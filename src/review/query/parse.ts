/**
 * Datadog's search syntax, as its log search documents it, into the tree of `store/query.ts`:
 *
 *     word "a phrase" key:value @attribute:value key:(a OR b) key:* wild*card
 *     @n:>1 @n:<=5 @n:[1 TO 5] a AND b, a b, a OR b, NOT a, -a, (a OR b)
 *
 * Kinder than Datadog where its users type command lines: `[`, `{`, `=`, `!`, `<`, `>` and `#` are plain characters in
 * free text, `--flag` is a word, and so are `12:30` and `http://host`.
 */
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

/** Where in the text the terms stood that a tree was made of. */
const SPANS = new WeakMap<QueryNode, {offset: number; length: number}>();

/** @returns Characters of the query's text; undefined: the node is none that this module made of a term. */
export const spanOf = (node: QueryNode): {offset: number; length: number} | undefined => SPANS.get(node);

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
    const {scanner} = this;
    const start = scanner.position;
    const node = this.parseBareTerm(key);
    SPANS.set(node, {offset: start, length: scanner.position - start});
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
    if (scanner.ahead === '(' && plainText(word.characters) === 'CIDR') {
      throw new QuerySyntaxError('CIDR() is not supported', start, 'Use a wildcard: @ssh_client:10.0.*');
    }
    return {type: 'text', ...wordOf(word.characters)};
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
    if (scanner.ahead === '"') return scanner.readPhrase();
    const {characters, start} = scanner.readWord(stop);
    if (characters.length > 0) return wordOf(characters);
    throw new QuerySyntaxError(`the value of "${attribute ? '@' : ''}${key}:" is missing`, start);
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
