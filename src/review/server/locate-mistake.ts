/** Where in a query a value stands that its key cannot be compared with. The parser tells its own mistakes itself. */
import {QueryValueError} from '../../store/errors.ts';
import type {QueryNode} from '../../store/query.ts';
import {parseQuery, spanOf} from '../query/parse.ts';

/** @returns Nothing for other errors. */
export function locateMistake(error: unknown, text: string): {offset?: number; length?: number} {
  if (!(error instanceof QueryValueError)) return {};
  const node = findValue(parseQuery(text), error);
  return (node && spanOf(node)) ?? {};
}

function findValue(node: QueryNode | null, mistake: QueryValueError): QueryNode | null {
  switch (node?.type) {
    case 'and':
    case 'or':
      return firstFound(node.children, mistake);
    case 'not':
      return findValue(node.child, mistake);
    case 'match':
      return node.key === mistake.key && node.value === mistake.value ? node : null;
    case 'range':
      return node.key === mistake.key && [node.lower, node.upper].some((bound) => bound?.value === mistake.value)
        ? node
        : null;
    default:
      return null;
  }
}

function firstFound(nodes: readonly QueryNode[], mistake: QueryValueError): QueryNode | null {
  for (const node of nodes) {
    const found = findValue(node, mistake);
    if (found !== null) return found;
  }
  return null;
}
