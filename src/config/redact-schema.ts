/** The shape of `redact` in config.yaml. Whether expressions can be used is for `src/redact` to say: see `rule-problems.ts`. */
import * as v from 'valibot';

const text = v.pipe(v.string('a text'), v.nonEmpty('a text'));
/** Also numbers: a card number in the allow list looks like one. */
const literal = v.pipe(
  v.union([v.string(), v.number()], 'a text or a map with regex'),
  v.transform((value) => String(value)),
);
const words = v.union(
  [
    v.pipe(
      text,
      v.transform((word) => [word]),
    ),
    v.pipe(v.array(text), v.nonEmpty()),
  ],
  'a word or a list of words',
);

const rule = v.pipe(
  v.strictObject(
    {
      id: v.pipe(v.string('a name'), v.regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'a name such as acme-token')),
      description: v.exactOptional(v.string('a text')),
      regex: v.exactOptional(v.pipe(text, v.maxLength(2000, 'an expression of at most 2000 characters'))),
      keyword: v.exactOptional(words),
      shape: v.exactOptional(v.pipe(text, v.maxLength(2000, 'an expression of at most 2000 characters'))),
      secret: v.exactOptional(v.pipe(v.number('the number of a group'), v.integer(), v.minValue(0))),
    },
    'a map with id and regex, or id, keyword and shape',
  ),
  v.check(
    ({regex, keyword, shape}) => (regex === undefined) === (keyword !== undefined && shape !== undefined),
    'a map with id and regex, or id, keyword and shape',
  ),
);

const allowed = v.union(
  [literal, v.strictObject({regex: text}, 'a map with regex')],
  'a text, or a map with regex such as {regex: "test_[a-z]+"}',
);

const flag = v.exactOptional(v.boolean('true or false'));
const groups = v.strictObject({card: flag, iban: flag, ssn: flag, email: flag}, 'a map of groups');

export const redactSchema = v.strictObject(
  {
    rules: v.exactOptional(v.array(rule, 'a list of rules')),
    allow: v.exactOptional(v.array(allowed, 'a list of texts')),
    disable: v.exactOptional(v.array(text, 'a list of ids, such as [us-ssn]')),
    groups: v.exactOptional(groups),
  },
  'a map with rules, allow, disable and groups',
);

export const KNOWN_REDACT_KEYS: Record<string, readonly string[]> = {
  redact: Object.keys(redactSchema.entries),
  'redact.*': Object.keys(groups.entries),
  'redact.*.*': ['id', 'description', 'regex', 'keyword', 'shape', 'secret'],
};
