/** What happens to an invocation: lints, then rules, in the order of CoTerm's documentation. */
import type {CommandPolicy, Policy, PolicyAction, PolicyRule, Snippet} from '../config/policy.ts';
import type {PolicyFacts} from './facts.ts';
import type {SnippetResult, SnippetValue} from './luau-runner.ts';
import type {LuauRequest} from './luau-worker.ts';
import {renderPrelude} from './prelude.ts';
import {unknownNames} from './unknown-names.ts';

export interface Warning {
  text: string;
  /** Of the lint, in config.yaml. */
  line: number;
}

export interface PolicyProblem {
  /** `file`: config.yaml cannot be read as it is meant. */
  kind: 'lint' | 'rule' | 'file';
  /** In config.yaml; of a snippet its first. */
  line: number;
  /** Begins with file and line. */
  message: string;
}

/** What chose the actions. Lines are those of config.yaml. */
export type DecidedBy =
  | {kind: 'flags'}
  | {kind: 'rule'; number: number; line: number}
  | {kind: 'default-actions'}
  | {kind: 'default'};

export interface Decision {
  /** The user is asked about each, in this order. */
  warnings: Warning[];
  actions: PolicyAction[];
  decidedBy: DecidedBy;
  userMessage: string | null;
  approverMessage: string | null;
  /** Snippets that failed. A lint that failed says nothing, a rule that failed does not match. */
  problems: PolicyProblem[];
}

export interface SnippetRunner {
  run(snippet: Omit<LuauRequest, 'id'>): Promise<SnippetResult>;
}

/** What CoTerm does where nothing is configured. */
export const DEFAULT_ACTIONS: readonly PolicyAction[] = ['record', 'process_info'];

/** Longer messages would scroll the question away. */
const MAX_MESSAGE_CHARS = 4_000;

/** @param flagActions Chosen on the command line: then no rule is asked. */
export async function decide(
  policy: Policy,
  facts: PolicyFacts,
  runner: SnippetRunner,
  flagActions: PolicyAction[] | null = null,
): Promise<Decision> {
  const commands = policy.commands.filter(({command}) => command === facts.executable);
  const problems: PolicyProblem[] = [];
  const prelude = commands.length === 0 ? '' : renderPrelude(facts);
  const ask = async (kind: PolicyProblem['kind'], snippet: Snippet) => {
    const result = await runner.run({prelude, ...snippet});
    if (!result.ok) problems.push({kind, line: snippet.line, message: result.message + nameUnknown(snippet)});
    return result.ok ? result.values : null;
  };
  const warnings = await lint(commands, (snippet) => ask('lint', snippet), problems);
  const chosen = await choose(policy, commands, flagActions, (snippet) => ask('rule', snippet));
  return {warnings, ...chosen, problems};
}

/** "attempt to index nil" does not say what is nil. */
function nameUnknown({source}: Snippet): string {
  const names = unknownNames(source).map(({name, cure}) => `there is no "${name}" here${cure && `: ${cure}`}`);
  return names.length === 0 ? '' : ` (${names.join('; ')})`;
}

type Ask = (snippet: Snippet) => Promise<SnippetValue[] | null>;

async function lint(commands: CommandPolicy[], ask: Ask, problems: PolicyProblem[]): Promise<Warning[]> {
  const warnings: Warning[] = [];
  for (const snippet of commands.flatMap(({lints}) => lints)) {
    const [value = null] = (await ask(snippet)) ?? [];
    const {file, line} = snippet;
    if (typeof value === 'string') warnings.push({text: clip(value), line});
    else if (value !== null && value !== false) {
      const type = typeof value === 'object' ? value.type : 'boolean';
      problems.push({
        kind: 'lint',
        line,
        message: `${file}:${line}: a lint returns a string or nothing, not a ${type}`,
      });
    }
  }
  return warnings;
}

type Chosen = Pick<Decision, 'actions' | 'decidedBy' | 'userMessage' | 'approverMessage'>;

const NO_MESSAGES = {userMessage: null, approverMessage: null};

async function choose(
  {defaultActions}: Policy,
  commands: CommandPolicy[],
  flagActions: PolicyAction[] | null,
  ask: Ask,
): Promise<Chosen> {
  if (flagActions !== null) return {actions: flagActions, decidedBy: {kind: 'flags'}, ...NO_MESSAGES};
  for (const [index, rule] of commands.flatMap(({rules}) => rules).entries()) {
    const [matches = null, userMessage, approverMessage] = await evaluate(rule, ask);
    if (matches === null || matches === false) continue;
    return {
      actions: rule.actions,
      decidedBy: {kind: 'rule', number: index + 1, line: rule.line},
      userMessage: textOf(userMessage),
      approverMessage: textOf(approverMessage),
    };
  }
  if (defaultActions !== null) return {actions: defaultActions, decidedBy: {kind: 'default-actions'}, ...NO_MESSAGES};
  return {actions: [...DEFAULT_ACTIONS], decidedBy: {kind: 'default'}, ...NO_MESSAGES};
}

/** As in Lua everything but nil and false is true: Datadog's own example returns what `match` found. */
async function evaluate({condition}: PolicyRule, ask: Ask): Promise<SnippetValue[]> {
  if (typeof condition === 'boolean') return [condition];
  return (await ask(condition)) ?? [];
}

const textOf = (value: SnippetValue | undefined): string | null => (typeof value === 'string' ? clip(value) : null);

const clip = (text: string) => (text.length <= MAX_MESSAGE_CHARS ? text : `${text.slice(0, MAX_MESSAGE_CHARS)}…`);
