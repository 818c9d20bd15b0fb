/** A decision in words: `ddcoterm policy test`. Pure. */
import type {DecidedBy, Decision} from './decide.ts';

export function renderDecision(decision: Decision): string {
  const {warnings, actions, decidedBy, userMessage, approverMessage, problems} = decision;
  return [
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
      return 'the default, as nothing is configured for it';
  }
}
