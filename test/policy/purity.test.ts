import type {Policy} from '../../src/config/policy.ts';
import {NO_POLICY} from '../../src/config/policy.ts';
import {followsFromWords} from '../../src/policy/purity.ts';

const snippet = (source: string) => ({source, file: 'config.yaml', line: 1});
const policyOf = (lint: string, rule: string | boolean): Policy => ({
  ...NO_POLICY,
  commands: [
    {
      command: 'kubectl',
      lints: [snippet(lint)],
      rules: [{condition: typeof rule === 'string' ? snippet(rule) : rule, actions: [], line: 1}],
    },
  ],
});

describe('followsFromWords', () => {
  test.each([
    ['if has_arg("x") then return "y" end', true],
    ['return flags.context', 'has_arg("scale") and executable == "kubectl"'],
    ['return nil', 'args[1]:match("^get")'],
  ])('%s', (lint, rule) => {
    expect(followsFromWords(policyOf(lint, rule), 'kubectl')).toBe(true);
  });

  test.each([
    ['return k8s_context', true],
    ['return nil', 'time.hour > 17'],
    ['return nil', 'flags.context == nil and k8s_current_context == "prod"'],
    ['return nil', 'math.random() > 0.5'],
    ['return nil', 'env.AWS_PROFILE == "prod"'],
    ['return tostring({})', true],
  ])('not %s, %s', (lint, rule) => {
    expect(followsFromWords(policyOf(lint, rule), 'kubectl')).toBe(false);
    expect(followsFromWords(policyOf(lint, rule), 'psql')).toBe(true);
  });
});
