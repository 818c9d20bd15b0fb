/** Tokens that say by their first characters what they are: found wherever they stand, without any context. */
import type {RedactionRule} from '../rule.ts';

export interface TokenShape extends Pick<RedactionRule, 'id' | 'about' | 'source' | 'keywords' | 'accept'> {
  /** Source of a regular expression, without capturing groups. */
  prefix: string;
  /** One character of what follows: a class or a choice without capturing groups. */
  body: string;
  /** How many of them; fewer are no such token. Less than the format says, since columns and typing errors cut tokens. */
  min: number;
  max: number;
  /** What must not stand before it; by default anything may, so that a token glued to a prompt is found. */
  notAfter?: string;
  hits: readonly string[];
  misses: readonly string[];
}

/** So much of a token is secret already, when the rest of it never comes. */
const TELLTALE_CHARS = 4;

export function prefixedToken({prefix, body, min, max, notAfter, ...about}: TokenShape): RedactionRule {
  const start = (notAfter === undefined ? '' : `(?<!${notAfter})`) + prefix;
  return {
    ...about,
    pattern: new RegExp(`${start}${body}{${min},${max}}`, 'dg'),
    secret: 0,
    spreads: true,
    maxSpanChars: max + 64,
    unfinished: new RegExp(
      `(?<mask>${start}${body}{${TELLTALE_CHARS},${max}})$|${start}${body}{0,${TELLTALE_CHARS - 1}}$`,
      'd',
    ),
  };
}
