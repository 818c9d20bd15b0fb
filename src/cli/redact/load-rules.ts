/** The rules that the settings make, and what is wrong with the settings. */
import {loadConfig} from '../../config/load.ts';
import {type ConfigProblem, describeProblem} from '../../config/problem.ts';
import {locateRuleProblems} from '../../config/rule-problems.ts';
import type {RedactionRule} from '../../redact/rule.ts';
import {ALL_RULES} from '../../redact/rules/index.ts';
import {compileRules} from '../../redact/user-rules/compile.ts';
import type {CliContext} from '../context.ts';

export interface LoadedRules {
  /** Those that are on. */
  rules: readonly RedactionRule[];
  /** Also those that are off, in the order in which they are tried. */
  all: readonly RedactionRule[];
  problems: ConfigProblem[];
}

export function loadRules({paths, env}: Pick<CliContext, 'paths' | 'env'>): LoadedRules {
  const loaded = loadConfig(paths, env);
  const {rules, problems} = compileRules(loaded.config.redact);
  const own = rules.filter(({group}) => group === 'own');
  return {
    rules,
    all: [...own, ...ALL_RULES],
    problems: [
      ...loaded.problems.filter(({key}) => key === null || key.split('.')[0] === 'redact'),
      ...locateRuleProblems(loaded, problems),
    ],
  };
}

/** For stderr: each problem and its cure. */
export const describeProblems = (problems: readonly ConfigProblem[]): string =>
  problems.map((problem) => `ddcoterm: ${describeProblem(problem)}\n  ${problem.cure}`).join('\n');
