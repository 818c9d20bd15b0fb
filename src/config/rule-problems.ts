/** What redaction says about its settings, with the place in the file. Pure. */
import type {LoadedConfig} from './load.ts';
import type {ConfigProblem} from './problem.ts';

interface RuleProblem {
  severity: ConfigProblem['severity'];
  /** Below `redact`. */
  path: readonly (string | number)[];
  message: string;
  cure: string;
}

export function locateRuleProblems({placeOf}: LoadedConfig, problems: readonly RuleProblem[]): ConfigProblem[] {
  return problems.map(({severity, path, message, cure}) => {
    const whole = ['redact', ...path];
    return {code: 'CONFIG_VALUE', severity, ...placeOf(whole), key: whole.join('.'), message, cure};
  });
}
