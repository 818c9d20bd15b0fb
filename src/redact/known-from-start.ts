/** The secrets that a session is started with: they are known before its first output, and for its title and its tags. */
import type {SecretFlag} from './argv.ts';
import {KnownValues} from './known-values.ts';
import type {RedactionRule} from './rule.ts';
import {TextRedactor} from './text-redactor.ts';

export interface SessionStart {
  argv: readonly string[];
  /** Of this command, see `TextRedactor.redactArgv`. */
  secretFlags?: readonly SecretFlag[] | undefined;
  /** Their names tell which of them are secret. */
  variables?: Record<string, string>;
  /** Secret whatever they look like. */
  keys?: {values: readonly string[]; ruleId: string};
}

export function knownFromStart(
  rules: readonly RedactionRule[],
  {argv, secretFlags, variables = {}, keys}: SessionStart,
): KnownValues {
  const known = new KnownValues();
  for (const key of keys?.values ?? []) known.add(key, keys!.ruleId);
  const texts = new TextRedactor(rules, known);
  texts.redactArgv(argv, secretFlags);
  texts.redactVariables(variables);
  return known;
}
