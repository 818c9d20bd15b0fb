/** `process_config` of config.yaml: what CoTerm's users have there, typed. */
import type {ConfigProblem} from './problem.ts';

/** `logs` is what older versions of CoTerm had; text on the screen is part of `record` here. */
export const POLICY_ACTIONS = ['record', 'logs', 'process_info', 'approval', 'incidents'] as const;
export type PolicyAction = (typeof POLICY_ACTIONS)[number];

/** Luau. */
export interface Snippet {
  source: string;
  /** Where its first line is. */
  file: string;
  line: number;
}

export interface PolicyRule {
  condition: Snippet | boolean;
  actions: PolicyAction[];
  line: number;
}

export interface CommandPolicy {
  /** As typed, without a folder. */
  command: string;
  lints: Snippet[];
  rules: PolicyRule[];
}

export interface Policy {
  commands: CommandPolicy[];
  /** Null: not set, which is not the same as none. */
  defaultActions: PolicyAction[] | null;
  /** Where nobody can be asked, a lint lets the command run or stops it; null: by what the rule asks for. */
  lintWithoutTerminal: 'allow' | 'deny' | null;
  /** A snippet that fails stops the command (status 125), or is told and passed over. */
  onPolicyError: 'open' | 'block';
  /** It cannot be read, and on_policy_error is "block": nothing is started by what is left of it. */
  fails: boolean;
}

export const NO_POLICY: Policy = {
  commands: [],
  defaultActions: null,
  lintWithoutTerminal: null,
  onPolicyError: 'open',
  fails: false,
};

const POLICY_KEYS = ['process_config', 'lint_without_terminal', 'on_policy_error'];

/** What is wrong with the policy, or with the file so that nobody knows what the policy is. */
export const isPolicyProblem = ({key}: ConfigProblem): boolean =>
  key === null || POLICY_KEYS.includes(key.split('.')[0]!);

/** Whether anything has to be decided before this command starts. */
export function hasPolicyFor({commands, defaultActions, fails}: Policy, name: string): boolean {
  if (defaultActions !== null || fails) return true;
  return commands.some(({command, lints, rules}) => command === name && lints.length + rules.length > 0);
}
