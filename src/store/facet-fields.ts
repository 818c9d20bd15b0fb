/** What rows are counted by, and the term of a query that selects one of the values. */
import type {QueryNode} from './query.ts';
import type {Scope} from './query-fields.ts';

/** By what each kind is usually narrowed. */
export const DEFAULT_FACETS: Record<Scope, readonly string[]> = {
  sessions: ['command', 'status', 'exit_code', 'host', 'user', 'shim', 'author', 'state', 'duration', 'redactions'],
  events: [
    'source',
    'kind',
    'command',
    'executable',
    'status',
    'exit_code',
    'user',
    'host',
    'author',
    'duration',
    'session',
  ],
  logs: ['command', 'status', 'exit_code', 'host', 'user', 'author', 'duration', 'session'],
};

/** Datadog's own names are written without `@`. */
const RESERVED = ['host', 'service', 'source', 'status', 'tags'];

export const facetKey = (key: string) => ({key, attribute: !RESERVED.includes(key)});

export function facetTerm(key: string, value: string): QueryNode {
  return {type: 'match', ...facetKey(key), value, quoted: true};
}
