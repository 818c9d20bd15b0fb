/**
 * Tokens that look like any other random text, and are known by the name of their service beside a word that says what they
 * are: `ALGOLIA_ADMIN_KEY=…`, `"algolia_key": "…"`, `X-Algolia-API-Key: …`.
 */
import type {RedactionRule} from '../rule.ts';

type Told = 'id' | 'about' | 'source' | 'accept' | 'hits' | 'misses';

export interface NamedShape extends Pick<RedactionRule, Told> {
  /** How the service is called in names of variables and settings; lower case. */
  names: readonly string[];
  /** One character of the value: a class. */
  body: string;
  min: number;
  max: number;
}

const KIND = '(?:keys?|tokens?|secrets?|auth|pass(?:word|wd)?|pwd|credentials?|pat|login|api|license|dsn)';
const NAME_END = '[\\\\"\'\\]]{0,3}';
const SEPARATOR = '(?:\\s{0,24}(?:=>|:=|[:=,|])\\s{0,24}|\\s{1,4})';
const OPENING_QUOTE = '[\\\\"\'`]{0,2}';

export function namedToken({names, body, min, max, accept, ...told}: NamedShape): RedactionRule {
  const name = `(?:${names.map((word) => word.replaceAll('.', '\\.')).join('|')})`;
  // Words between the two belong to one name: in a sentence they would be anything.
  const context = `${name}[\\w.-]{0,32}?[ _.-]?${KIND}[\\w.-]{0,16}${NAME_END}${SEPARATOR}${OPENING_QUOTE}`;
  return {
    ...told,
    keywords: names,
    misses: [`${names[0]} release 1f3870be274f6c49b3e31a0c6728957f`, `${names[0]}_key=`, ...told.misses],
    pattern: new RegExp(`${context}(${body}{${min},${max}})(?!${body}|[\\w-])`, 'dgi'),
    secret: 1,
    maxSpanChars: max + 160,
    accept: (secret, match) => hasDigit(secret) && (accept?.(secret, match) ?? true),
    unfinished: new RegExp(`${context}(?<held>${body}{1,${max}})$`, 'di'),
  };
}

/** Words have none; random text of this length nearly always has. */
const hasDigit = (secret: string) => /\d/.test(secret);

/** `accept` for values that are UUIDs. */
export const isUuid = (secret: string): boolean => /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(secret);
/** In a class of characters: for `body`. */
export const UUID_BODY = '[0-9a-f-]';
