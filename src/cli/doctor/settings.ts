import {existsSync} from 'node:fs';
import {loadConfig} from '../../config/load.ts';
import {describeProblem} from '../../config/problem.ts';
import {locateRuleProblems} from '../../config/rule-problems.ts';
import type {CliContext} from '../context.ts';
import {type Check, ok} from './check.ts';

export async function examineSettings({paths, env}: CliContext): Promise<Check[]> {
  const {compileRules} = await import('../../redact/user-rules/compile.ts');
  const loaded = loadConfig(paths, env);
  const {problems, config} = loaded;
  const ruleProblems = locateRuleProblems(loaded, compileRules(config.redact).problems);
  const checks = [...problems, ...ruleProblems].map((problem): Check => {
    const state = problem.severity === 'error' ? 'fail' : 'warn';
    return {area: 'settings', code: problem.code, state, message: describeProblem(problem), cure: problem.cure};
  });
  if (checks.length > 0) return checks;
  if (!existsSync(paths.config)) return [ok('settings', 'CONFIG', 'No config.yaml: all settings have their defaults')];
  const blocks = config.onFailure === 'block' ? '; what cannot be recorded does not run' : '';
  return [ok('settings', 'CONFIG', `Settings in "${paths.config}"${blocks}`)];
}
