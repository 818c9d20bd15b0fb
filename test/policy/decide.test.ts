import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {homePaths} from '../../src/config/home.ts';
import {loadConfig} from '../../src/config/load.ts';
import type {PolicyAction} from '../../src/config/policy.ts';
import {checkPolicy} from '../../src/policy/check.ts';
import {decide} from '../../src/policy/decide.ts';
import type {PolicyFacts} from '../../src/policy/facts.ts';
import {LuauRunner} from '../../src/policy/luau-runner.ts';
import {POLICY_WORKER} from './policy-worker.ts';

/** As in Datadog's documentation of CoTerm, comments included. */
const DOCUMENTED = `
process_config:
  commands:
    - command: "kubectl"
      lints:
        - |
          if has_arg("scale") and flags.context == nil then
            return string.format("No kubectl context specified (effective context: '%s').", k8s_context)
          end
      rules:
        # In a production context
        - rule: |
            local k8s_context = flags.context or k8s_current_context or "unknown"
            local matches = has_arg("scale") and k8s_context:match("prod")
            local user_message = "Proceed with caution."
            local approver_message = "Is there a rollback plan?"
            return matches, user_message, approver_message
          actions: ["record", "logs", "process_info", "approval"]
        - rule: has_arg("scale")
          actions: ["record", "process_info"]
        - rule: true
          actions: []
`;

const FACTS: PolicyFacts = {
  executable: 'kubectl',
  args: [],
  k8sCurrentContext: 'minikube',
  env: {},
  cwd: '/',
  user: 'alice',
  host: 'laptop',
  isTty: true,
  gitBranch: null,
  tags: {},
  atMs: 0,
};

describe('a policy', () => {
  let runner: LuauRunner;
  let home: string;
  beforeAll(() => {
    runner = new LuauRunner({workerFile: POLICY_WORKER});
    home = mkdtempSync(join(tmpdir(), 'ddcoterm-policy-'));
  });
  afterAll(async () => {
    await runner.close();
    rmSync(home, {recursive: true});
  });

  function load(yaml: string) {
    const paths = homePaths({DDCOTERM_HOME: home});
    writeFileSync(paths.config, yaml, {mode: 0o600});
    return loadConfig(paths, {});
  }
  const decideFor = (
    yaml: string,
    args: string[],
    facts: Partial<PolicyFacts> = {},
    flags: PolicyAction[] | null = null,
  ) => decide(load(yaml).config.policy, {...FACTS, args, ...facts}, runner, flags);

  test('of Datadog’s documentation holds where there is no context', async () => {
    const {warnings, problems} = await decideFor(DOCUMENTED, ['scale', 'foo'], {k8sCurrentContext: null});
    expect(warnings).toMatchObject([{text: "No kubectl context specified (effective context: 'unknown')."}]);
    expect(problems).toEqual([]);
  });

  test('tells which name was nil', async () => {
    const {problems} = await decideFor('process_config: {commands: [{command: kubectl, lints: [flag.x]}]}', []);
    expect(problems).toMatchObject([
      {message: expect.stringContaining('(there is no "flag" here: did you mean "flags"?)')},
    ]);
  });

  test('of Datadog’s documentation holds as documented', async () => {
    expect(load(DOCUMENTED).problems).toEqual([]);
    expect(await decideFor(DOCUMENTED, ['scale', 'foo'])).toEqual({
      warnings: [{text: "No kubectl context specified (effective context: 'minikube').", line: 7}],
      actions: ['record', 'process_info'],
      decidedBy: {kind: 'rule', number: 2, line: 19},
      userMessage: null,
      approverMessage: null,
      problems: [],
    });
    expect(await decideFor(DOCUMENTED, ['scale', '--context', 'prod-eu', 'foo'])).toEqual({
      warnings: [],
      actions: ['record', 'logs', 'process_info', 'approval'],
      decidedBy: {kind: 'rule', number: 1, line: 13},
      userMessage: 'Proceed with caution.',
      approverMessage: 'Is there a rollback plan?',
      problems: [],
    });
    expect(await decideFor(DOCUMENTED, ['get', 'pods'])).toMatchObject({actions: [], decidedBy: {number: 3}});
  });

  const ONE_RULE = `process_config: {commands: [{command: kubectl, rules: [{rule: has_arg("x"), actions: [logs]}]}]`;
  const WITH_DEFAULTS = `${ONE_RULE}, default_actions: [incidents]}`;
  const WITHOUT_ACTIONS = `${ONE_RULE}, default_actions: []}`;

  test.each<[string, string, string[], PolicyAction[] | null, PolicyAction[], string]>([
    ['flags before a rule', WITH_DEFAULTS, ['x'], ['record'], ['record'], 'flags'],
    ['flags that ask for nothing', WITH_DEFAULTS, ['x'], [], [], 'flags'],
    ['a rule before the defaults', WITH_DEFAULTS, ['x'], null, ['logs'], 'rule'],
    ['the defaults where no rule holds', WITH_DEFAULTS, ['y'], null, ['incidents'], 'default-actions'],
    ['defaults of none', WITHOUT_ACTIONS, ['y'], null, [], 'default-actions'],
    ['CoTerm’s own where none are set', `${ONE_RULE}}`, ['y'], null, ['record', 'process_info'], 'default'],
    ['CoTerm’s own without a policy', '', ['y'], null, ['record', 'process_info'], 'default'],
  ])('%s', async (_, yaml, args, flags, actions, decidedBy) => {
    expect(await decideFor(yaml, args, {}, flags)).toMatchObject({actions, decidedBy: {kind: decidedBy}});
  });

  test('of another command does not count, and two of one command do', async () => {
    const yaml = `process_config:
  commands:
    - {command: psql, lints: ['return "no"'], rules: [{rule: true, actions: []}]}
    - {command: kubectl, lints: ['return "one"'], rules: [{rule: false, actions: []}]}
    - {command: kubectl, lints: ['"two"', 'nil', 'false'], rules: [{rule: 'true, "hello"', actions: [record]}]}
`;
    expect(await decideFor(yaml, [])).toMatchObject({
      warnings: [{text: 'one'}, {text: 'two'}],
      decidedBy: {kind: 'rule', number: 2},
      userMessage: 'hello',
      problems: [],
    });
  });

  test('goes on after a snippet that fails, and tells its line', async () => {
    const yaml = `process_config:
  commands:
    - command: kubectl
      lints:
        - nothing.x
        - return 5
        - return "last"
      rules:
        - rule: while true do end
          actions: [approval]
        - rule: true
          actions: [record]
`;
    const decision = await decideFor(yaml, []);
    expect(decision).toMatchObject({warnings: [{text: 'last', line: 7}], decidedBy: {number: 2}});
    expect(
      decision.problems.map(({kind, line, message}) => [kind, line, message.replace(/^.*config\.yaml:/, '')]),
    ).toEqual([
      ['lint', 5, `5: attempt to index nil with 'x' (there is no "nothing" here)`],
      ['lint', 6, '6: a lint returns a string or nothing, not a number'],
      ['rule', 9, '9: still running after 1000 ms'],
    ]);
  });

  test('mistakes in config.yaml are told with line, column and the nearest name', () => {
    const {problems, config} = load(`process_config:
  commands:
    - command: kubectl
      lint: []
      rules:
        - rule: true
          actions: [record, aproval]
        - rule: true
          actons: []
  default_actions: record
lint_without_terminal: maybe
`);
    expect(
      problems.map(({line, column, severity, key, cure}) => [line, column, severity, key, cure.slice(0, 40)]),
    ).toEqual([
      [4, 7, 'warning', 'process_config.commands.0.lint', 'Did you mean "lints"?'],
      [7, 29, 'error', 'process_config.commands.0.rules.0.actions.1', expect.stringContaining('one of record')],
      [8, 11, 'error', 'process_config.commands.0.rules.1', expect.any(String)],
      [9, 11, 'warning', 'process_config.commands.0.rules.1.actons', 'Did you mean "actions"?'],
      [10, 20, 'error', 'process_config.default_actions', expect.any(String)],
      [11, 24, 'error', 'lint_without_terminal', expect.any(String)],
    ]);
    expect(config.policy.commands).toHaveLength(1);
  });

  test('is checked without being run', async () => {
    const yaml = `process_config:
  commands:
    - command: kubectl
      lints:
        - return nothing.x
        - if has_arg("a" then
      rules:
        - rule: true
          actions: []
        - rule: has_arg("x")
          actions: [record]
`;
    const mistakes = await checkPolicy(load(yaml).config.policy, runner);
    expect(mistakes).toEqual([
      {command: 'kubectl', kind: 'lint', line: 5, message: expect.stringContaining('there is no "nothing" here')},
      {command: 'kubectl', kind: 'lint', line: 6, message: expect.stringMatching(/config\.yaml:6: Expected/)},
      {command: 'kubectl', kind: 'rule', line: 10, message: expect.stringContaining('never reached')},
    ]);
  });
});
