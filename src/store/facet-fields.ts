/** What rows are counted by, and the term of a query that selects one of the values. */
import type {QueryNode} from './query.ts';
import {findField, type Scope} from './query-fields.ts';

/** By what each kind is usually narrowed. */
export const DEFAULT_FACETS: Record<Scope, readonly string[]> = {
  sessions: ['command', 'status', 'exit_code', 'host', 'user', 'shim', 'author', 'state', 'duration', 'redactions'],
  events: ['source', 'kind', 'command', 'executable', 'status', 'exit_code', 'user', 'host', 'duration', 'session'],
  logs: ['command', 'status', 'exit_code', 'host', 'user', 'author', 'session'],
};

/** @returns SQL of the value, over the tables of `query-fields.ts`; null: nothing can be counted by it. */
export function facetColumn(key: string, scope: Scope): string | null {
  const field = findField(key, scope);
  switch (field?.kind) {
    case 'text':
    case 'number':
      return field.sql;
    case 'texts':
      return `COALESCE(${[...field.sql].reverse().join(', ')})`;
    case 'words':
      return `CASE WHEN ${field.sql.error} THEN 'error' WHEN ${field.sql.ok} THEN 'ok' ELSE 'info' END`;
    case 'constant':
      return `'${field.value}'`;
    default:
      return null;
  }
}

export function facetTerm(key: string, value: string): QueryNode {
  return {type: 'match', key, attribute: !RESERVED.includes(key), value, quoted: true};
}

/** Datadog's own names are written without `@`. */
const RESERVED = ['host', 'service', 'source', 'status', 'tags'];
