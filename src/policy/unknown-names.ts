/**
 * Finds names in a snippet that nobody declares: `flag.context`, `os.time()`. To Luau they are nil, so that a typing mistake
 * shows only when the command is run. Looks at words, not at scopes, and rather overlooks one than accuses a right one. Pure.
 */
import {nearestNames} from '../config/nearest.ts';
import {GLOBAL_NAMES} from './globals.ts';

export interface UnknownName {
  name: string;
  /** From 0, in the snippet. */
  line: number;
  /** What was meant; empty where nothing is near. */
  cure: string;
}

/** Luau's lexical elements, as far as they matter here: https://luau.org/syntax. What is in backticks is not looked into. */
const ELEMENT =
  /--\[(=*)\[.*?\]\1\]|--[^\n]*|\[(=*)\[.*?\]\2\]|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`|0[xXbB][\w]*|\d[\w.]*|[A-Za-z_]\w*|\.{2,3}|::|[=~<>]=|\S/gs;

const KEYWORDS = new Set(
  `and break continue do else elseif end export false for function if in local nil not or repeat return then true until
  while self`.split(/\s+/),
);

interface Word {
  text: string;
  offset: number;
}

/** @returns Each name once, where it stands first. */
export function unknownNames(source: string): UnknownName[] {
  const words = [...source.matchAll(ELEMENT)]
    .map((match): Word => ({text: match[0], offset: match.index}))
    .filter(({text}) => !text.startsWith('--'));
  const known = new Set([...GLOBAL_NAMES, ...declaredNames(words)]);
  const unknown = words.filter(({text}, index) => isUse(text, words[index - 1]?.text) && !known.has(text));
  const first = unknown.filter(({text}, index) => unknown.findIndex((other) => other.text === text) === index);
  return first.map(({text, offset}) => ({
    name: text,
    line: source.slice(0, offset).split('\n').length - 1,
    cure: cureFor(text),
  }));
}

const isName = (text: string | undefined): text is string =>
  text !== undefined && /^[A-Za-z_]/.test(text) && !KEYWORDS.has(text);

/** Behind a dot or a colon it is a field, a method or a type. */
const isUse = (text: string, before: string | undefined) => isName(text) && !['.', ':', '::'].includes(before ?? '');

/** Variables of `local` and `for`, functions and their parameters, and whatever something is assigned to. */
function declaredNames(words: readonly Word[]): string[] {
  return words.flatMap(({text}, index) => {
    if (text === 'local' || text === 'for') return leadingNames(words, index + 1, ['=', 'in']);
    if (text === 'function') return leadingNames(words, index + 1, [')']);
    return isName(text) && words[index + 1]?.text === '=' ? [text] : [];
  });
}

function leadingNames(words: readonly Word[], start: number, ends: readonly string[]): string[] {
  const names: string[] = [];
  for (const {text} of words.slice(start)) {
    if (ends.includes(text) || (KEYWORDS.has(text) && text !== 'function')) break;
    if (isName(text)) names.push(text);
  }
  return names;
}

function cureFor(name: string): string {
  if (name === 'os') return 'the date is in "time", variables are in "env"';
  const [nearest] = nearestNames(name, GLOBAL_NAMES);
  return nearest === undefined ? '' : `did you mean "${nearest}"?`;
}
