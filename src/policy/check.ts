/** Compiles every snippet without running it, and looks for names that are not there: `ddcoterm policy check`. */
import type {Policy, Snippet} from '../config/policy.ts';
import type {SnippetRunner} from './decide.ts';
import {unknownNames} from './unknown-names.ts';

export interface SnippetMistake {
  command: string;
  kind: 'lint' | 'rule';
  line: number;
  /** Begins with file and line. */
  message: string;
}

/** A rule that can never be reached is a mistake, too. */
export async function checkPolicy(policy: Policy, runner: SnippetRunner): Promise<SnippetMistake[]> {
  const mistakes: SnippetMistake[] = [];
  for (const {command, lints, rules} of policy.commands) {
    for (const snippet of lints) await compile(command, 'lint', snippet);
    const certainAt = rules.findIndex(({condition}) => condition === true || isTrue(condition));
    for (const [index, {condition, line}] of rules.entries()) {
      if (typeof condition !== 'boolean') await compile(command, 'rule', condition);
      if (certainAt < 0 || index <= certainAt) continue;
      const message = `${fileOf(condition)}:${line}: this rule is never reached: the one in line ${rules[certainAt]!.line} is always true`;
      mistakes.push({command, kind: 'rule', line, message});
    }
  }
  return mistakes;

  async function compile(command: string, kind: SnippetMistake['kind'], snippet: Snippet): Promise<void> {
    const result = await runner.run({...snippet, prelude: '', compileOnly: true});
    if (!result.ok) mistakes.push({command, kind, line: snippet.line, message: result.message});
    else mistakes.push(...unknownIn(snippet).map((mistake) => ({command, kind, ...mistake})));
  }
}

function unknownIn({source, file, line}: Snippet): {line: number; message: string}[] {
  return unknownNames(source).map(({name, line: below, cure}) => {
    const at = line + below;
    return {line: at, message: `${file}:${at}: there is no "${name}" here${cure === '' ? '' : `: ${cure}`}`};
  });
}

const isTrue = (condition: Snippet | boolean) => typeof condition !== 'boolean' && condition.source.trim() === 'true';

const fileOf = (condition: Snippet | boolean) => (typeof condition === 'boolean' ? 'config.yaml' : condition.file);
