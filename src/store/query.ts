/**
 * The tree that `review/query` parses Datadog's search syntax into; `store/` compiles it to SQL. In values that are not
 * quoted `*` and `?` are wildcards, and `\*`, `\?` and `\\` stand for the character.
 */

export type QueryNode =
  | {type: 'and' | 'or'; children: QueryNode[]}
  | {type: 'not'; child: QueryNode}
  /** A bare word or "phrase": full text in logs, the command line in sessions and events. */
  | {type: 'text'; value: string; quoted: boolean}
  /** `key:value` or `@key:value` (`attribute`). */
  | {type: 'match'; key: string; attribute: boolean; value: string; quoted: boolean}
  /** `key:[a TO b]`, `key:>a`, …; a missing bound is open. */
  | {
      type: 'range';
      key: string;
      attribute: boolean;
      lower: {value: string; inclusive: boolean} | null;
      upper: {value: string; inclusive: boolean} | null;
    }
  /** `CIDR(@key,10.0.0.0/8,…)`: an address in one of the networks. */
  | {type: 'cidr'; key: string; attribute: boolean; ranges: string[]};
