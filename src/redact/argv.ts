/** Secrets among the words of a command line that are told apart already: no quotes, and blanks belong to their word. */
import type {Span} from './detector.ts';
import {isPath, isPlaceholder, SECRET_FLAG_NAME, SECRET_VARIABLE_NAME} from './rules/value.ts';

/** A flag whose value is secret; as in the profiles of commands. */
export interface SecretFlag {
  flag: string;
  /** `attached`: `-psecret`, as mysql has it; `separate`: `--token secret` and `--token=secret`. */
  form: 'separate' | 'attached';
}

/** Names what a profile says, for which there is no rule. */
export const PROFILE_RULE = 'profile-secret-flag';
const FLAG_RULE = 'secret-flag';
const VARIABLE_RULE = 'secret-assignment';

/**
 * @param find Finds what is secret in any text.
 * @returns For each word its secret stretches.
 */
export function findInArgv(
  argv: readonly string[],
  secretFlags: readonly SecretFlag[],
  find: (text: string) => Span[],
): Span[][] {
  const found: Span[][] = argv.map(() => []);
  argv.forEach((word, index) => {
    found[index]!.push(...byProfile(word, argv[index - 1], secretFlags), ...byName(word, argv[index - 1]));
  });
  addFromLine(argv, find, found);
  return found;
}

/** Rules for command lines see the words with blanks between them. */
function addFromLine(argv: readonly string[], find: (text: string) => Span[], found: Span[][]): void {
  const spans = find(argv.join(' '));
  let wordStart = 0;
  argv.forEach((word, index) => {
    for (const span of [...spans, ...find(word).map((own) => shift(own, wordStart))]) {
      const start = Math.max(span.start - wordStart, 0);
      const end = Math.min(span.end - wordStart, word.length);
      if (start < end) found[index]!.push({...span, start, end});
    }
    wordStart += word.length + 1;
  });
}

const shift = (span: Span, by: number): Span => ({...span, start: span.start + by, end: span.end + by});

function byProfile(word: string, previous: string | undefined, secretFlags: readonly SecretFlag[]): Span[] {
  for (const {flag, form} of secretFlags) {
    const value =
      form === 'attached' ? afterPrefix(word, flag) : (afterPrefix(word, `${flag}=`) ?? (previous === flag ? 0 : null));
    if (value !== null && value < word.length) return [{start: value, end: word.length, ruleId: PROFILE_RULE}];
  }
  return [];
}

const afterPrefix = (word: string, prefix: string) => (word.startsWith(prefix) ? prefix.length : null);

/** `NAME=value` and `--flag value` whose name says it; the value is the word's whole rest. */
function byName(word: string, previous: string | undefined): Span[] {
  const assigned = SECRET_VARIABLE_NAME.exec(word);
  if (assigned !== null) return wholeValue(word, assigned[0].length, VARIABLE_RULE);
  const isFlagged = previous !== undefined && SECRET_FLAG_NAME.test(previous) && !word.startsWith('-');
  return isFlagged ? wholeValue(word, 0, FLAG_RULE) : [];
}

function wholeValue(word: string, start: number, ruleId: string): Span[] {
  const value = word.slice(start);
  return value === '' || isPlaceholder(value) || isPath(value) ? [] : [{start, end: word.length, ruleId}];
}
