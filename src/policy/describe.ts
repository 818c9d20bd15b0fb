/** A decision in words: `ddcoterm policy test`. Pure. */
import type {DecidedBy, Decision} from './decide.ts';

/** What the user would see of it. */
export type Outcome = 'runs' | 'asks' | 'waits-for-approval' | 'does-not-start';

/** @param onPolicyError As in config.yaml: whether a problem stops the command. */
export function outcomeOf({problems, warnings, actions}: Decision, onPolicyError: 'open' | 'block'): Outcome {
  if (problems.length > 0 && onPolicyError === 'block') return 'does-not-start';
  if (actions.includes('approval')) return 'waits-for-approval';
  return warnings.length > 0 ? 'asks' : 'runs';
}

const OUTCOMES: Record<Outcome, string> = {
  runs: 'it runs',
  asks: 'it runs after a question',
  'waits-for-approval': 'it waits for approval',
  'does-not-start': 'it does not start (on_policy_error: block)',
};

export function renderDecision(decision: Decision, outcome: Outcome): string {
  const {warnings, actions, decidedBy, userMessage, approverMessage, problems} = decision;
  return [
    `Outcome: ${OUTCOMES[outcome]}`,
    ...problems.map(({message}) => `Failed: ${message}`),
    ...warnings.map(({text, line}) => `Lint, line ${line}: ${text}`),
    `Actions: ${actions.length === 0 ? 'none; it runs unrecorded' : actions.join(', ')}`,
    `Decided by: ${describeDecider(decidedBy)}`,
    ...(userMessage === null ? [] : [`Told to the user: ${userMessage}`]),
    ...(approverMessage === null ? [] : [`Told to the approver: ${approverMessage}`]),
  ].join('\n');
}

export function describeDecider(decidedBy: DecidedBy): string {
  switch (decidedBy.kind) {
    case 'flags':
      return 'flags of the command line';
    case 'rule':
      return `rule ${decidedBy.number}, line ${decidedBy.line}`;
    case 'default-actions':
      return 'process_config.default_actions';
    case 'default':
      return 'the default: no rule is true, and process_config.default_actions is not set';
  }
}
