/** Arbitrary queries, in the shapes that the parser makes. */
import fc from 'fast-check';
import type {QueryNode} from '../../src/store/query.ts';

const anyText = fc.oneof(
  fc.string({minLength: 1, maxLength: 8}),
  fc.string({unit: 'binary', minLength: 1, maxLength: 4}),
  fc.constantFrom(
    'AND',
    'OR',
    'NOT',
    'TO',
    '-x',
    '--x',
    '@x',
    'a:b',
    '>1',
    '<',
    '[1',
    '10.0.0.1',
    '//x',
    'CIDR',
    "'; DROP TABLE logs; --",
  ),
);

/** Pieces of a value with wildcards, escaped as the tree has them. */
const wildcardValue = fc
  .array(
    fc.oneof(
      fc.constantFrom('*', '?', '\\*', '\\?', '\\\\'),
      anyText.map((text) => text.replace(/[*?\\]/g, '')).filter((text) => text !== ''),
    ),
    {minLength: 1, maxLength: 4},
  )
  .map((pieces) => pieces.join(''))
  .filter((value) => /[*?]/.test(value.replace(/\\./g, '')));

/** Value and quoting, where the parser tells wildcards from characters. */
const value = fc.oneof(
  anyText.map((text) => ({value: text, quoted: true})),
  fc.constant({value: '', quoted: true}),
  anyText.filter((text) => !/[*?\\]/.test(text)).map((text) => ({value: text, quoted: false})),
  wildcardValue.map((text) => ({value: text, quoted: false})),
);

const key = fc.oneof(
  fc.record({
    key: fc.oneof(
      fc.constantFrom('exit_code', 'duration', 'argv', 'host', 'status', 'kubectl.context', 'rule', 'tags'),
      anyText,
    ),
    attribute: fc.constant(true),
  }),
  fc.record({
    key: fc.oneof(fc.constantFrom('host', 'service', 'source', '*', 'team'), anyText),
    attribute: fc.constant(false),
  }),
);

const bound = fc.oneof(anyText, fc.constantFrom('1', '-2.5', '10s'));
const inclusive = (text: string) => ({value: text, inclusive: true});

const range = fc
  .tuple(
    key,
    fc.oneof(
      fc.tuple(bound, bound).map(([lower, upper]) => ({lower: inclusive(lower), upper: inclusive(upper)})),
      fc
        .tuple(bound, fc.boolean())
        .map(([text, isInclusive]) => ({lower: {value: text, inclusive: isInclusive}, upper: null})),
      fc
        .tuple(bound, fc.boolean())
        .map(([text, isInclusive]) => ({lower: null, upper: {value: text, inclusive: isInclusive}})),
      fc.constant({lower: null, upper: null}),
    ),
  )
  .map(([name, bounds]): QueryNode => ({type: 'range', ...name, ...bounds}));

const network = fc.oneof(
  fc.tuple(fc.ipV4(), fc.integer({min: 0, max: 32})).map(([address, bits]) => `${address}/${bits}`),
  fc.constantFrom('10.1.2.3', '::1', '2001:db8::/32'),
);

const cidr = fc
  .tuple(key, fc.array(network, {minLength: 1, maxLength: 3}))
  .map(([name, ranges]): QueryNode => ({type: 'cidr', ...name, ranges}));

const leaf: fc.Arbitrary<QueryNode> = fc.oneof(
  value.map((fields): QueryNode => ({type: 'text', ...fields})),
  fc.tuple(key, value).map(([name, fields]): QueryNode => ({type: 'match', ...name, ...fields})),
  range,
  cidr,
);

/** Free text alone. */
export const textLeaf: fc.Arbitrary<QueryNode> = value.map((fields): QueryNode => ({type: 'text', ...fields}));

export const queryOf = (leaves: fc.Arbitrary<QueryNode>): fc.Arbitrary<QueryNode> =>
  fc.letrec<{node: QueryNode}>((tie) => ({
    node: fc.oneof(
      {depthSize: 'small', withCrossShrink: true},
      leaves,
      tie('node').map((child): QueryNode => ({type: 'not', child})),
      list('and', tie('node')),
      list('or', tie('node')),
    ),
  })).node;

/** Lists within lists of their kind are one list. */
function list(type: 'and' | 'or', node: fc.Arbitrary<QueryNode>): fc.Arbitrary<QueryNode> {
  return fc.array(node, {minLength: 2, maxLength: 3}).map(
    (nodes): QueryNode => ({
      type,
      children: nodes.flatMap((child) => (child.type === type ? child.children : [child])),
    }),
  );
}

export const query = queryOf(leaf);
