/** The table of rules that holds for a user: ours without what is switched off, and the user's own. */
import {RE2JS} from 're2js';
import {Detector} from '../detector.ts';
import type {RedactionRule} from '../rule.ts';
import {ALL_RULES} from '../rules/index.ts';
import {PERSONAL_GROUPS} from '../rules/personal.ts';
import {createAllowList} from './allow-list.ts';
import {MAX_MATCH_CHARS, Re2Pattern} from './re2-pattern.ts';
import {requiredOpenings} from './required-text.ts';
import type {AllowEntry, RedactSettings, RuleProblem, UserRule} from './settings.ts';

export interface CompiledRules {
  rules: readonly RedactionRule[];
  problems: RuleProblem[];
}

/** More would make each line with a keyword slow. */
const MAX_USER_RULES = 100;
/** Words are looked for by their beginning: longer ones make the search's table large and tell no more. */
const MAX_KEYWORD_CHARS = 24;
/** Closing quotes and brackets of a name, the separator, and an opening quote; or nothing but a blank. */
const BEHIND_KEYWORD = '["\'\\]]{0,3}\\s{0,8}(?:=>|:=|[:=])?\\s{0,8}["\'`]?';

export function compileRules(settings: RedactSettings): CompiledRules {
  const problems: RuleProblem[] = [...checkDisabled(settings)];
  const own = compileUserRules(settings.rules, problems);
  const allows = compileAllowList(settings.allow, problems);
  const disabled = new Set(settings.disable);
  const groups: Readonly<Record<string, boolean>> = {...PERSONAL_GROUPS, ...settings.groups};
  const builtIn = ALL_RULES.filter(({group}) => groups[group ?? ''] ?? true);
  const chosen = [...own, ...builtIn].filter(({id}) => !disabled.has(id));
  const rules = allows === undefined ? chosen : chosen.map((rule) => ({...rule, allows}));
  return {rules, problems};
}

function compileUserRules(userRules: readonly UserRule[], problems: RuleProblem[]): RedactionRule[] {
  const taken = new Set(ALL_RULES.map(({id}) => id));
  const rules: RedactionRule[] = [];
  userRules.forEach((userRule, index) => {
    const compiled = index < MAX_USER_RULES ? compileUserRule(userRule, taken) : tooMany;
    if ('pattern' in compiled) rules.push(compiled);
    else problems.push(ruleProblem(userRule, index, compiled));
    taken.add(userRule.id);
  });
  return withSmallTable(rules, problems);
}

interface Fault {
  key: keyof UserRule;
  state: string;
  cure: string;
}

const tooMany: Fault = {
  key: 'id',
  state: `there are more than ${MAX_USER_RULES} rules`,
  cure: 'Join rules: alternatives with | may stand in one',
};

function compileUserRule(userRule: UserRule, taken: ReadonlySet<string>): RedactionRule | Fault {
  const {id, description = '', keyword = [], regex, shape} = userRule;
  if (taken.has(id)) return {key: 'id', state: 'there is a rule of this name already', cure: 'Give it another id'};
  const source = regex ?? `(?i:${keyword.map((word) => RE2JS.quote(word)).join('|')})${BEHIND_KEYWORD}(${shape ?? ''})`;
  const key = regex === undefined ? 'shape' : 'regex';
  const pattern = compilePattern(source, key);
  if ('state' in pattern) return pattern;
  const secret = userRule.secret ?? Math.min(1, pattern.groups);
  if (secret > pattern.groups) return groupMissing(pattern.groups);
  const openings = keyword.length > 0 ? [] : requiredOpenings(source);
  if (openings === null) return keywordMissing;
  return {
    ...{id, about: description || `Rule of your own`, source: 'config.yaml', group: 'own', secret, pattern, openings},
    keywords: keyword.map((word) => word.toLowerCase().slice(0, MAX_KEYWORD_CHARS)),
    maxSpanChars: MAX_MATCH_CHARS,
    hits: [],
    misses: [],
  };
}

const groupMissing = (groups: number): Fault => ({
  key: 'secret',
  state: `the expression has ${groups} groups`,
  cure: 'Put what is secret into ( ), and count the groups from 1; 0 is all that matches',
});

const keywordMissing: Fault = {
  key: 'regex',
  state: 'no two characters in a row are certain in it, so every line would have to be tried',
  cure: 'Add keyword: a word that stands in every line with such a secret, or a list of words of which one does',
};

function compilePattern(source: string, key: 'regex' | 'shape'): Re2Pattern | Fault {
  try {
    const pattern = Re2Pattern.compile(source);
    pattern.lastIndex = 0;
    const empty = pattern.exec('') !== null;
    return empty ? {key, state: 'it matches a text of no length', cure: 'Say what must be there at least'} : pattern;
  } catch (error) {
    const state = (error instanceof Error ? error.message : String(error)).replace('error parsing regexp: ', '');
    return {
      key,
      state,
      cure: 'Write it in the syntax of RE2, which has neither looks ahead or back nor references to groups',
    };
  }
}

function compileAllowList(entries: readonly AllowEntry[], problems: RuleProblem[]) {
  const patterns: Re2Pattern[] = [];
  entries.forEach((entry, index) => {
    if (typeof entry === 'string') return;
    const pattern = compilePattern(entry.regex, 'regex');
    if ('state' in pattern) problems.push(allowProblem(index, pattern));
    else patterns.push(pattern);
  });
  const literals = entries.filter((entry) => typeof entry === 'string' && entry !== '') as string[];
  return createAllowList(literals, patterns);
}

/** Words of all rules go into one table, which has room for thousands; a user may have more. */
function withSmallTable(rules: RedactionRule[], problems: RuleProblem[]): RedactionRule[] {
  if (rules.length === 0) return rules;
  try {
    Detector.for([...rules, ...ALL_RULES]);
    return rules;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    problems.push({
      severity: 'error',
      path: ['rules'],
      message: `Cannot use the rules of your own: their keywords do not fit into the table (${error.message})`,
      cure: 'Use fewer and shorter keywords, and fewer classes of characters at the beginning of expressions',
    });
    return [];
  }
}

function checkDisabled({disable, rules}: RedactSettings): RuleProblem[] {
  const known = new Set([...ALL_RULES, ...rules].map(({id}) => id));
  return disable.flatMap((id, index) =>
    known.has(id)
      ? []
      : [
          {
            severity: 'warning' as const,
            path: ['disable', index],
            message: `Cannot switch off rule "${id}": there is no such rule`,
            cure: 'Run "ddcoterm redact rules" for their ids',
          },
        ],
  );
}

const ruleProblem = ({id}: UserRule, index: number, {key, state, cure}: Fault): RuleProblem => ({
  severity: 'error',
  path: ['rules', index, key],
  message: `Cannot use rule "${id}": ${state}`,
  cure: `${cure}; until then nothing is masked by it`,
});

const allowProblem = (index: number, {state, cure}: Fault): RuleProblem => ({
  severity: 'error',
  path: ['allow', index, 'regex'],
  message: `Cannot use entry ${index + 1} of the allow list: ${state}`,
  cure,
});
