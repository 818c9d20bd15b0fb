/** Turns a profile's bypass rules into lines of the shim script: pure text. */
import {COMPLETION_VARIABLES} from '../shims/bypass.ts';
import type {BypassRule, ShimProfile} from '../shims/profile.ts';
import {profileRule} from './errors.ts';
import {quoteGlob, quoteSh} from './quote-sh.ts';

/** What a matching rule does: without a host, the script runs the real command. */
const STAND_ASIDE = "ddcoterm_host=''";
/** Words of the inner command that a rule may look at; more would be copied for nothing. */
const INNER_WORDS = 6;

const VARIABLE_NAME = /^[A-Za-z_]\w*$/;

/** @throws {DdcotermError} SHIM_PROFILE: a rule that cannot be rendered. Profiles of users come here unchecked. */
export function renderBypass(profile: ShimProfile): string[] {
  for (const rule of profile.bypass) checkRule(profile, rule);
  const variables = profile.bypass.filter((rule) => hasOnly(rule, 'variable')).flatMap(({variable}) => variable ?? []);
  const first = profile.bypass.filter((rule) => hasOnly(rule, 'first')).flatMap((rule) => rule.first ?? []);
  const inner = profile.bypass.filter((rule) => hasOnly(rule, 'inner')).flatMap((rule) => rule.inner ?? []);
  const others = profile.bypass.filter((rule) => conditions(rule).length > 1 || rule.any !== undefined);
  const usesInner = profile.innerCommandAt !== undefined && profile.bypass.some((rule) => rule.inner || rule.any);
  return [
    renderVariables(variables),
    ...(first.length > 0 ? [inArgument(1, first, STAND_ASIDE)] : []),
    ...(usesInner ? renderInnerWalk(profile) : []),
    ...(inner.length > 0 ? [inCase('$ddcoterm_inner', globs(inner), STAND_ASIDE)] : []),
    ...others.map((rule) => renderRule(rule, profile)),
  ];
}

const conditions = (rule: BypassRule) =>
  [rule.first, rule.second, rule.third, rule.any, rule.inner, rule.variable, rule.count].filter(
    (value) => value !== undefined,
  );
const hasOnly = (rule: BypassRule, condition: keyof BypassRule) =>
  rule[condition] !== undefined && conditions(rule).length === 1;

function checkRule({command, innerCommandAt}: ShimProfile, rule: BypassRule): void {
  const given = conditions(rule);
  if (given.length === 0 || given.some((value) => typeof value !== 'number' && value.length === 0)) {
    throw profileRule(command, `the bypass rule "${rule.why}" has no condition, or an empty one`);
  }
  if (rule.variable !== undefined && !VARIABLE_NAME.test(rule.variable)) {
    throw profileRule(command, `"${rule.variable}" is no name of a variable`);
  }
  if (rule.count !== undefined && !(Number.isInteger(rule.count) && rule.count >= 0)) {
    throw profileRule(command, `the bypass rule "${rule.why}" has the count ${rule.count}`);
  }
  if (rule.inner && innerCommandAt === undefined) {
    throw profileRule(command, `the bypass rule "${rule.why}" has "inner", but the profile no "innerCommandAt"`);
  }
}

function renderVariables(own: string[]): string {
  const names = new Set([...COMPLETION_VARIABLES, ...own]);
  return `[ -z "${[...names].map(variable).join('')}" ] || ${STAND_ASIDE}`;
}

/** Conditions nest: the innermost stands aside. */
function renderRule(rule: BypassRule, {innerCommandAt}: ShimProfile): string {
  let line = STAND_ASIDE;
  if (rule.any) line = innerCommandAt === undefined ? inAnyArgument(rule.any, line) : inOptions(rule.any, line);
  if (rule.inner) line = inCase('$ddcoterm_inner', globs(rule.inner), line);
  if (rule.third) line = inArgument(3, rule.third, line);
  if (rule.second) line = inArgument(2, rule.second, line);
  if (rule.first) line = inArgument(1, rule.first, line);
  if (rule.count !== undefined) line = inCase('$#', String(rule.count), line);
  if (rule.variable) line = `if [ -n "${variable(rule.variable)}" ]; then ${line}; fi`;
  return line;
}

/** Its value, or nothing when it is unset. */
const variable = (name: string | number) => `\${${name}-}`;
/** Each once, and the narrower before the wider, where people and shellcheck would look for a mistake. */
const globs = (patterns: readonly string[]) => {
  const isWide = (pattern: string) => /[*?[]/.test(pattern);
  const narrowFirst = (a: string, b: string) => Number(isWide(a)) - Number(isWide(b)) || b.length - a.length;
  const ordered = patterns.some(isWide) ? [...patterns].sort(narrowFirst) : patterns;
  return [...new Set(ordered)].map(quoteGlob).join(' | ');
};
const inCase = (subject: string, patterns: string, body: string) => `case ${subject} in ${patterns}) ${body} ;; esac`;
const inArgument = (position: number, patterns: readonly string[], body: string) =>
  inCase(variable(position), globs(patterns), body);
const inAnyArgument = (words: readonly string[], body: string) =>
  `for ddcoterm_arg do case $ddcoterm_arg in --) break ;; ${words.map(quoteSh).join(' | ')}) ${body} ;; esac; done`;
const inOptions = (words: readonly string[], body: string) =>
  inCase('$ddcoterm_options', words.map((word) => `*${quoteSh(` ${word} `)}*`).join(' | '), body);

/**
 * Walks over the arguments once: ddcoterm_options gets the options of the command itself, between blanks; ddcoterm_inner
 * the first words of the command that it runs. As getopt: options may stand behind positionals, until `--`.
 */
function renderInnerWalk({innerCommandAt = 0, valueFlags}: ShimProfile): string[] {
  const letters = valueFlags.filter((flag) => /^-\w$/.test(flag)).map((flag) => flag.slice(1));
  const words = valueFlags.filter((flag) => !/^-\w$/.test(flag)).map(quoteSh);
  // `-p 22`, and `-tp 22`: flags without a value may stand before the one that takes it.
  const set = letters.join('');
  const clusters = set === '' ? [] : [`-[${set}]`, `-[!${set}-]*[${set}]`];
  const takesValue = [...words, ...clusters].map((pattern) => `o:${pattern}`).join(' | ');
  const noteOption = 'ddcoterm_options="$ddcoterm_options$ddcoterm_arg "';
  const positional = `[ $ddcoterm_seen -lt ${innerCommandAt} ] || ddcoterm_state=p ddcoterm_inner=`;
  return [
    "ddcoterm_options=' ' ddcoterm_inner='' ddcoterm_seen=0 ddcoterm_state=o",
    'for ddcoterm_arg do',
    '  case $ddcoterm_state:$ddcoterm_arg in',
    '    v:*) ddcoterm_state=o ;;',
    '    o:--) ddcoterm_state=p ;;',
    ...(takesValue === '' ? [] : [`    ${takesValue}) ddcoterm_state=v ${noteOption} ;;`]),
    `    o:-*) ${noteOption} ;;`,
    `    *) ${positional}"$ddcoterm_inner\${ddcoterm_inner:+ }$ddcoterm_arg"`,
    `      [ $ddcoterm_seen -lt ${innerCommandAt + INNER_WORDS - 1} ] || break; ddcoterm_seen=$((ddcoterm_seen + 1)) ;;`,
    '  esac',
    'done',
  ];
}
