/** Facets as terms of a query: put in, taken out, found. Pure. */

import {parseQuery} from '../../review/query/parse.ts';
import {printQuery} from '../../review/query/print.ts';
import type {QueryNode} from '../../store/query.ts';

/** Whether the term alone, or one of several of its key, narrows the query. Null: the query cannot be read. */
export function hasTerm(query: string, term: string): boolean | null {
  const [node, wanted] = [parse(query), parse(term)];
  if (node === undefined || wanted === undefined) return null;
  return wanted !== null && conjuncts(node).some((part) => alternatives(part).some((choice) => isSame(choice, wanted)));
}

/**
 * Takes the term out where it narrows the query; else puts it in. Several values of one key are alternatives:
 * `@command:psql` and then `@command:kubectl` give `(@command:psql OR @command:kubectl)`.
 *
 * @returns Null: the query cannot be read.
 */
export function toggleTerm(query: string, term: string): string | null {
  const [node, wanted] = [parse(query), parse(term)];
  if (node === undefined || !wanted) return null;
  const parts = conjuncts(node);
  const index = parts.findIndex((part) => alternatives(part).every((choice) => isOfKey(choice, wanted)));
  if (index < 0) return print([...parts, wanted]);
  const choices = alternatives(parts[index]!);
  const others = choices.filter((choice) => !isSame(choice, wanted));
  const next = others.length < choices.length ? others : [...choices, wanted];
  return print(parts.flatMap((part, at) => (at === index ? combine('or', next) : [part])));
}

/** Narrows to everything but the term. @returns Null: the query cannot be read. */
export function excludeTerm(query: string, term: string): string | null {
  const [node, wanted] = [parse(query), parse(term)];
  if (node === undefined || !wanted) return null;
  return print([...conjuncts(node), {type: 'not', child: wanted}]);
}

const conjuncts = (node: QueryNode | null): QueryNode[] => {
  if (node === null) return [];
  return node.type === 'and' ? node.children : [node];
};

const alternatives = (node: QueryNode): QueryNode[] => (node.type === 'or' ? node.children : [node]);

const isSame = (one: QueryNode, other: QueryNode): boolean => printQuery(one) === printQuery(other);

const isOfKey = (node: QueryNode, wanted: QueryNode): boolean =>
  'key' in node && 'key' in wanted && node.key === wanted.key && node.attribute === wanted.attribute;

const combine = (type: 'or' | 'and', children: QueryNode[]): QueryNode[] =>
  children.length > 1 ? [{type, children}] : children;

function print(parts: QueryNode[]): string {
  return printQuery(combine('and', parts)[0] ?? null);
}

/** Undefined: it cannot be read. */
function parse(query: string): QueryNode | null | undefined {
  try {
    return parseQuery(query);
  } catch {
    return undefined; // the query bar says what is wrong with it
  }
}
