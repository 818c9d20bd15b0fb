/** The free text of a query as an expression for a full-text index (https://sqlite.org/fts5.html, section 3). */
import {literalOf, type PatternPart, parsePattern} from './pattern.ts';
import type {QueryNode} from './query.ts';
import {toStoredText} from './stored-text.ts';
import {createTextMatcher, hasWords, isOneWord, isPlainWords, isUnspaced} from './text-matcher.ts';

export interface IndexQuery {
  /** Finds every entry that fits, and perhaps more. Null: the index cannot narrow this down. */
  match: string | null;
  /** It finds nothing more. */
  exact: boolean;
}

export type TextNode = Extract<QueryNode, {type: 'text'}>;

/** Compiles one word or phrase for the index of its kind. */
export type CompileLeaf = (node: TextNode) => IndexQuery;

/** Is it built of free text alone? */
export function isTextOnly(node: QueryNode): boolean {
  if (node.type === 'and' || node.type === 'or') return node.children.every(isTextOnly);
  return node.type === 'not' ? isTextOnly(node.child) : node.type === 'text';
}

/** @param node Of free text alone (`isTextOnly`). */
export function compileForIndex(node: QueryNode, compileLeaf: CompileLeaf): IndexQuery {
  switch (node.type) {
    case 'text':
      return compileLeaf(node);
    case 'or':
      return compileOr(node.children.map((child) => compileForIndex(child, compileLeaf)));
    case 'and':
      return compileAnd(node.children, compileLeaf);
    default:
      return UNKNOWN; // a NOT that stands alone excludes: the index has nothing to start from
  }
}

/** @returns A test of the text itself, for queries that the index does not answer exactly. */
export function createTextTest(node: QueryNode): (text: string) => boolean {
  switch (node.type) {
    case 'text': {
      const matcher = createTextMatcher(node.value, node.quoted);
      return (text) => matcher.test(text);
    }
    case 'not': {
      const test = createTextTest(node.child);
      return (text) => !test(text);
    }
    case 'and':
    case 'or': {
      const tests = node.children.map(createTextTest);
      return node.type === 'and'
        ? (text) => tests.every((test) => test(text))
        : (text) => tests.some((test) => test(text));
    }
    default:
      return () => false;
  }
}

/** The words and phrases that a hit may be marked for: all that do not stand under a NOT. */
export function positiveTexts(node: QueryNode | null): TextNode[] {
  if (node === null) return [];
  if (node.type === 'and' || node.type === 'or') return node.children.flatMap(positiveTexts);
  return node.type === 'text' ? [node] : [];
}

export const UNKNOWN: IndexQuery = {match: null, exact: false};

function compileOr(children: IndexQuery[]): IndexQuery {
  const matches = children.map((child) => child.match);
  if (matches.some((match) => match === null)) return UNKNOWN;
  return {match: join(matches, 'OR'), exact: children.every((child) => child.exact)};
}

function compileAnd(nodes: QueryNode[], compileLeaf: CompileLeaf): IndexQuery {
  const wanted = nodes.filter((node) => node.type !== 'not').map((node) => compileForIndex(node, compileLeaf));
  const unwanted = nodes.flatMap((node) => (node.type === 'not' ? [compileForIndex(node.child, compileLeaf)] : []));
  const matches = wanted.flatMap(({match}) => (match === null ? [] : [match]));
  if (matches.length === 0) return UNKNOWN;
  // What the index finds too much of must not be excluded by it.
  const excluded = unwanted.flatMap(({match, exact}) => (match !== null && exact ? [match] : []));
  const match = join(matches, 'AND');
  return {
    match: excluded.length === 0 ? match : `(${match}) NOT (${join(excluded, 'OR')})`,
    exact: [...wanted, ...unwanted].every(({match, exact}) => match !== null && exact),
  };
}

export const join = (matches: (string | null)[], operator: 'AND' | 'OR'): string =>
  matches.length === 1 ? `${matches[0]}` : matches.map((match) => `(${match})`).join(` ${operator} `);

/** For `log_words`: whole words, in order. */
export function compileWords({value, quoted}: TextNode): IndexQuery {
  const parts = parsePattern(value, quoted);
  const literal = literalOf(parts);
  if (literal === null) return compileWildcards(parts);
  if (isUnspaced(literal) || !hasWords(literal)) return UNKNOWN;
  return {match: quoteWord(literal), exact: isPlainWords(literal)};
}

/** The whole words of the pattern, and the beginnings of words that a wildcard cuts on the right. */
function compileWildcards(parts: PatternPart[]): IndexQuery {
  const [first, second] = parts;
  if (parts.length === 2 && isWordLiteral(first) && isStar(second))
    return {match: `${quoteWord(first.literal)} *`, exact: true};
  const matches = parts.flatMap((part, index) =>
    'literal' in part && !isUnspaced(part.literal)
      ? wordsOf(part.literal, {cutLeft: index > 0, cutRight: index < parts.length - 1})
      : [],
  );
  return matches.length === 0 ? UNKNOWN : {match: join(matches, 'AND'), exact: false};
}

function wordsOf(literal: string, {cutLeft, cutRight}: {cutLeft: boolean; cutRight: boolean}): string[] {
  const matches: string[] = [];
  for (const word of literal.matchAll(/[\p{L}\p{M}\p{N}\p{Co}]+/gu)) {
    const isAtStart = word.index === 0;
    const isAtEnd = word.index + word[0].length === literal.length;
    if (isAtStart && cutLeft) continue;
    matches.push(isAtEnd && cutRight ? `${quoteWord(word[0])} *` : quoteWord(word[0]));
  }
  return matches;
}

function isWordLiteral(part: PatternPart | undefined): part is {literal: string} {
  return part !== undefined && 'literal' in part && isOneWord(part.literal) && !isUnspaced(part.literal);
}

const isStar = (part: PatternPart | undefined): boolean =>
  part !== undefined && 'wildcard' in part && part.wildcard === '*';

/** A string of the index's query language: nothing in it but `"` has a meaning. */
export const quote = (stored: string): string => `"${stored.replaceAll('"', '""')}"`;

const quoteWord = (text: string): string => quote(toStoredText(text));
