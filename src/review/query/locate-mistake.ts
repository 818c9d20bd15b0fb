/** Where in a query a value stands that its key cannot be compared with. The parser tells its own mistakes itself. */
import {QueryValueError} from '../../store/errors.ts';
import type {QueryNode} from '../../store/query.ts';
import {parseQuery, type Span, spanOfValue} from './parse.ts';

/** @returns Nothing for other errors. */
export function locateMistake(error: unknown, text: string): Span | Record<string, never> {
  if (!(error instanceof QueryValueError)) return {};
  return findValue(parseQuery(text), error) ?? {};
}

function findValue(node: QueryNode | null, mistake: QueryValueError): Span | null {
  switch (node?.type) {
    case 'and':
    case 'or':
      return firstFound(node.children, mistake);
    case 'not':
      return findValue(node.child, mistake);
    case 'match':
    case 'range':
      return node.key === mistake.key ? (spanOfValue(node, mistake.value) ?? null) : null;
    default:
      return null;
  }
}

function firstFound(nodes: readonly QueryNode[], mistake: QueryValueError): Span | null {
  for (const node of nodes) {
    const found = findValue(node, mistake);
    if (found !== null) return found;
  }
  return null;
}
