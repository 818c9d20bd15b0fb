import {writeFileSync} from 'node:fs';
import {homePaths} from '../../src/config/home.ts';
import {runCli} from '../support/run-cli.ts';
import {createSandbox, type Sandbox} from '../support/sandbox.ts';

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = createSandbox('policy');
});
afterEach(() => sandbox.remove());

const run = (...args: string[]) => runCli(['policy', ...args], {env: sandbox.env});
const configure = (yaml: string) => writeFileSync(homePaths(sandbox.env).config, yaml, {mode: 0o600});

const GOOD = `process_config:
  commands:
    - command: kubectl
      lints:
        - if has_arg("delete") then return "gone is gone" end
      rules:
        - rule: has_arg("scale"), "careful"
          actions: [record, approval]
        - {rule: has_arg("get"), actions: []}
`;

describe('policy check', () => {
  test('says nothing is wrong where nothing is', async () => {
    configure(GOOD);
    expect(await run('check')).toEqual({exitCode: 0, stdout: '3 lints and rules, no mistake found\n', stderr: ''});
  });

  test('tells every mistake of the file with its line and its cure', async () => {
    configure(
      [
        'proces_config: {}',
        'retention: yesterday',
        ...GOOD.trimEnd().split('\n'),
        '        - {rule: "has_arg(", actions: [recrd]}',
      ].join('\n'),
    );
    const {exitCode, stdout} = await run('check');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/config\.yaml:1:1: .*"proces_config"[^\n]*\n {4}Did you mean "process_config"\?\n/);
    expect(stdout).toMatch(/config\.yaml:2:\d+: .*"retention"/);
    expect(stdout).toMatch(/config\.yaml:12:\d+: .*"recrd" is not one of/);
    expect(stdout).toMatch(/config\.yaml:12: Expected /);
    const found = JSON.parse((await run('check', '--json')).stdout) as {line: number}[];
    expect(found.map(({line}) => line)).toEqual([1, 2, 12, 12]);
  });
});

describe('policy check of snippets', () => {
  test('tells a name that snippets do not have, in its line', async () => {
    configure(
      GOOD.replace('has_arg("scale"), "careful"', '|\n            local a = 1\n            return flag.context == a'),
    );
    const {exitCode, stdout} = await run('check');
    expect(stdout).toMatch(/config\.yaml:9: there is no "flag" here: did you mean "flags"\?/);
    expect(exitCode).toBe(1);
  });

  test('says what is accepted and does nothing', async () => {
    configure('enable_telemetry: true\nenable_ptrace: true\n');
    const {exitCode, stderr} = await run('check');
    expect(exitCode).toBe(0);
    expect(stderr).toContain('"enable_telemetry" is accepted and does nothing');
    expect(stderr).toContain('"enable_ptrace" is accepted and does nothing');
  });
});

describe('policy test', () => {
  test.each([
    ['kubectl get pods', 0, 'Actions: none; it runs unrecorded'],
    ['kubectl delete pod web', 3, 'gone is gone'],
    ['kubectl delete pod web', 3, 'Outcome: it runs after a question'],
    ['kubectl top', 0, 'Decided by: the default: no rule is true'],
    ['/usr/bin/kubectl scale deploy/web', 4, 'Actions: record, approval'],
    ['psql', 0, 'Actions: record, process_info'],
  ])('%s', async (line, status, text) => {
    configure(GOOD);
    const {exitCode, stdout} = await run('test', '--', ...line.split(' '));
    expect(stdout).toContain(text);
    expect(exitCode).toBe(status);
  });

  test('a snippet that fails is told with its line', async () => {
    configure(GOOD.replace('has_arg("scale"), "careful"', 'flags.namespace.name == "shop"'));
    const {exitCode, stdout} = await run('test', '--', 'kubectl', 'top');
    expect(stdout).toMatch(/config\.yaml:7: attempt to index nil/);
    expect(exitCode).toBe(1);
  });

  test.each([
    ['open', 'it runs'],
    ['block', 'it does not start (on_policy_error: block)'],
  ])('a file that is broken is told, and stops the command with on_policy_error: %s', async (setting, outcome) => {
    configure(`on_policy_error: ${setting}\nprocess_config: [1\n`);
    const {exitCode, stdout} = await run('test', '--', 'kubectl', 'top');
    expect(stdout).toContain(`Outcome: ${outcome}\n`);
    expect(stdout).toMatch(/Failed: .*config\.yaml:2:\d+: Cannot read settings/);
    expect(exitCode).toBe(1);
  });
});
