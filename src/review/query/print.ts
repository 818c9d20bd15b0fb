/** A query's tree as text that parses to the same tree: for links, saved views and facets that change a query. */
import type {QueryNode} from '../../store/query.ts';

export function printQuery(node: QueryNode | null): string {
  return node === null ? '' : printNode(node);
}

function printNode(node: QueryNode): string {
  switch (node.type) {
    case 'and':
      return node.children.map((child) => printOperand(child, ['or'])).join(' ');
    case 'or':
      return node.children.map((child) => printOperand(child, [])).join(' OR ');
    case 'not':
      return printNot(node.child);
    case 'text':
      return node.quoted ? quote(node.value) : printText(node.value);
    case 'match':
      return `${printKey(node)}:${node.quoted ? quote(node.value) : printValue(node.value)}`;
    case 'range':
      return printRange(node);
    case 'cidr':
      return `CIDR(${[printKey(node), ...node.ranges].join(',')})`;
  }
}

/** A second minus would make a word of the first. */
function printNot(child: QueryNode): string {
  const text = printOperand(child, ['and', 'or']);
  return text.startsWith('-') ? `-(${text})` : `-${text}`;
}

const printOperand = (node: QueryNode, inParentheses: QueryNode['type'][]): string =>
  inParentheses.includes(node.type) ? `(${printNode(node)})` : printNode(node);

function printRange(node: Extract<QueryNode, {type: 'range'}>): string {
  const {lower, upper} = node;
  const key = printKey(node);
  if (lower !== null && upper === null) return `${key}:${lower.inclusive ? '>=' : '>'}${printBound(lower.value)}`;
  if (upper !== null && lower === null) return `${key}:${upper.inclusive ? '<=' : '<'}${printBound(upper.value)}`;
  if (lower === null || upper === null) return `${key}:[* TO *]`;
  if (lower.inclusive && upper.inclusive) return `${key}:[${printBound(lower.value)} TO ${printBound(upper.value)}]`;
  // The syntax has no brackets for bounds that are left out.
  return `(${printRange({...node, upper: null})} ${printRange({...node, lower: null})})`;
}

const SAFE_BOUND = /^[\p{L}\p{N}_.][\p{L}\p{N}_.:/@%+-]*$/u;

const printBound = (value: string): string => (SAFE_BOUND.test(value) ? value : quote(value));

const quote = (value: string): string => `"${value.replace(/["\\]/g, '\\$&')}"`;

function printText(value: string): string {
  const text = escapeSpecial(value.replace(/^-(?=[^-])/, '\\-'), /[:]/);
  return isOperator(text) ? `\\${text}` : text;
}

const printValue = (value: string): string => escapeSpecial(value, /^[<>[/]/);

export function printKey({key, attribute}: {key: string; attribute: boolean}): string {
  const text = key.replace(/[\s()"\\:,]/gu, '\\$&');
  if (attribute) return `@${text}`;
  return text === '*' || /^[\p{L}_\\]/u.test(text) ? text : `\\${text}`;
}

/** Escapes what ends a word. Backslashes in values that are not quoted belong to wildcards and stay. */
const escapeSpecial = (value: string, special: RegExp): string =>
  value.replace(/\\[\s\S]|[\s\S]/gu, (found, offset: number) => {
    const isSpecial =
      /^[\s()"]$/u.test(found) || (special.test(found) && (offset === 0 || !special.source.startsWith('^')));
    return isSpecial ? `\\${found}` : found;
  });

const isOperator = (text: string): boolean => ['AND', 'OR', 'NOT'].includes(text);
