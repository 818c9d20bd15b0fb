import type {CommandPolicy, Policy} from '../config/policy.ts';

/** Everything that a snippet can see beside the words of the command line, and what differs from run to run. */
const MOVING =
  /\b(?:env|cwd|user|host|is_tty|git_branch|tags|time|k8s_context|k8s_current_context|random|randomseed|tostring|table)\b/;

/**
 * Whether what a policy says of an invocation follows from its words alone, so that it need not be asked again. Looks at the
 * text of the snippets: a name in a comment counts, too, which costs time and nothing else.
 */
export function followsFromWords({commands}: Policy, executable: string): boolean {
  return commands.filter(({command}) => command === executable).every(hasNoMovingPart);
}

const hasNoMovingPart = ({lints, rules}: CommandPolicy): boolean =>
  lints.every(({source}) => !MOVING.test(source)) &&
  rules.every(({condition}) => typeof condition === 'boolean' || !MOVING.test(condition.source));
