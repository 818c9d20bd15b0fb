import {execFileSync} from 'node:child_process';
import {chmodSync, mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import fc from 'fast-check';
import {DEFAULT_CONFIG} from '../../src/config/config.ts';
import {homePaths} from '../../src/config/home.ts';
import {loadConfig} from '../../src/config/load.ts';
import {NO_POLICY} from '../../src/config/policy.ts';
import {describeProblem} from '../../src/config/problem.ts';
import {createSandbox, type Sandbox} from '../support/sandbox.ts';

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = createSandbox('config');
});
afterEach(() => sandbox.remove());

const paths = () => homePaths(sandbox.env);
const load = (text: string, env: NodeJS.ProcessEnv = {}) => {
  writeFileSync(paths().config, text, {mode: 0o600});
  return loadConfig(paths(), env);
};

describe('loadConfig', () => {
  test('gives the defaults, without a problem, when there is no file', () => {
    expect(loadConfig(paths(), {})).toMatchObject({config: DEFAULT_CONFIG, problems: [], plain: {}});
  });

  test.each(['', '# nothing yet\n', '---\n', 'shims:\n# none\nlimits:\n', '\uFEFF'])(
    'gives the defaults, without a problem, for the empty file %j',
    (text) => {
      const {config, problems} = load(text);
      expect(problems).toEqual([]);
      expect(config).toEqual(DEFAULT_CONFIG);
    },
  );

  test('reads every setting', () => {
    const {config, problems} = load(`
shims: [kubectl, psql, kubectl]
on_failure: block
record_input: true
capture: all
announce: false
announce_shims: true
shell_integration: false
processes: proc
tags: {team: infra, floor: 3}
commands:
  psql: {capture: terminal, record_input: false, record: false, tags: {db: main}}
limits: {recording: 2GiB, store: 500MB, free_disk: 0, log_text: 4096}
retention: 2w
agent: {idle: 1h30m}
authors: [{name: robby, variable: ROBBY_RUN}]
redact:
  rules: [{id: acme, regex: 'acme_\\d+'}, {id: bad-wolf, description: of mine, keyword: wolf, shape: '\\w{8}', secret: 0}]
  allow: [4111111111111111, {regex: 'test_.*'}]
  disable: [jwt]
  groups: {email: true}
`);
    expect(problems).toEqual([]);
    expect(config).toEqual({
      shims: ['kubectl', 'psql'],
      onFailure: 'block',
      recordInput: true,
      capture: 'all',
      announce: false,
      announceShims: true,
      shellIntegration: false,
      processes: 'proc',
      tags: {team: 'infra', floor: '3'},
      commands: {psql: {capture: 'terminal', recordInput: false, record: false, tags: {db: 'main'}}},
      limits: {recordingBytes: 2 * 1024 ** 3, storeBytes: 500_000_000, freeDiskBytes: 0, logTextChars: 4096},
      retentionMs: 14 * 86_400_000,
      agent: {idleMs: 5_400_000},
      authors: [{name: 'robby', variable: 'ROBBY_RUN'}],
      redact: {
        rules: [
          {id: 'acme', regex: 'acme_\\d+'},
          {id: 'bad-wolf', description: 'of mine', keyword: ['wolf'], shape: '\\w{8}', secret: 0},
        ],
        allow: ['4111111111111111', {regex: 'test_.*'}],
        disable: ['jwt'],
        groups: {email: true},
      },
      policy: NO_POLICY,
      approvals: DEFAULT_CONFIG.approvals,
      upload: DEFAULT_CONFIG.upload,
    });
  });

  test('takes tags as the list that Datadog writes', () => {
    expect(load('tags: [team:infra, "url:http://x"]').config.tags).toEqual({team: 'infra', url: 'http://x'});
  });

  test('takes CoTerm’s host for the site', () => {
    const siteOf = (yaml: string) => load(yaml).config.upload.destinations[0].site;
    expect(siteOf('connection_config: {host: "https://app.datadoghq.eu", port: 443}')).toBe('https://app.datadoghq.eu');
    expect(siteOf('connection_config: {host: "https://app.datadoghq.eu", site: us5.datadoghq.com}')).toBe(
      'us5.datadoghq.com',
    );
  });

  test('accepts in silence what other parts and other recorders read', () => {
    const {problems} = load(`
process_config: {default_actions: [record], commands: [{command: psql, lints: ["return 1"]}]}
connection_config: {host: app.datadoghq.com, port: 443}
enable_telemetry: true
enable_ptrace: false
upload: {format: compat}
redact: {rules: []}
lint_without_terminal: allow
on_policy_error: block
`);
    expect(problems).toEqual([]);
  });

  test('names file, line and column of a wrong value, and keeps the rest', () => {
    const {config, problems} = load('announce: false\nlimits:\n  store: 5 parsecs\n  recording: 2GiB\n');
    expect(problems.map(describeProblem)).toEqual([
      `${paths().config}:3:10: Cannot use setting "limits.store": "5 parsecs" is not a size of at least 1MiB, such as 500MB or 1GiB`,
    ]);
    expect(problems[0]).toMatchObject({code: 'CONFIG_VALUE', severity: 'error', key: 'limits.store'});
    expect(config.limits).toEqual({...DEFAULT_CONFIG.limits, recordingBytes: 2 * 1024 ** 3});
    expect(config.announce).toBe(false);
  });

  test.each([
    ['shmis: [psql]', 'shmis', 'shims'],
    ['onfailure: block', 'onfailure', 'on_failure'],
    ['limits: {stroe: 1GiB}', 'limits.stroe', 'store'],
    ['commands: {psql: {recrod: false}}', 'commands.psql.recrod', 'record'],
    ['commands: {psql: {recordInput: false}}', 'commands.psql.recordInput', 'record_input'],
  ])('warns of the unknown name in %j with the nearest known one', (text, key, nearest) => {
    const {problems} = load(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({code: 'CONFIG_UNKNOWN_KEY', severity: 'warning', key, line: 1});
    expect(problems[0]!.cure).toBe(`Did you mean "${nearest}"?`);
  });

  test.each([
    ['shims: kubectl', 'shims'],
    ['shims: [a/b]', 'shims.0'],
    ['shims: [..]', 'shims.0'],
    ['shims: [--help]', 'shims.0'],
    ['on_failure: Block', 'on_failure'],
    ['record_input: yes', 'record_input'],
    ['retention: 90', 'retention'],
    ['retention: 0d', 'retention'],
    ['retention: -1d', 'retention'],
    ['limits: 5', 'limits'],
    ['limits: [1]', 'limits'],
    ['limits: {store: 1}', 'limits.store'],
    ['limits: {recording: .inf}', 'limits.recording'],
    ['commands: [psql]', 'commands'],
    ['commands: {psql: {capture: some}}', 'commands.psql.capture'],
    ['authors: [{name: x}]', 'authors.0'],
    ['tags: {a: [1]}', 'tags'],
    ['agent: {idle: soon}', 'agent.idle'],
  ])('tells that %j is wrong and keeps the default', (text, key) => {
    const {config, problems} = load(text);
    expect(problems.map((problem) => problem.key)).toEqual([key]);
    expect(config).toEqual({...DEFAULT_CONFIG, ...(key === 'commands.psql.capture' ? {commands: {psql: {}}} : {})});
  });

  test.each([
    ['shims: [kubectl, psql\n', {}],
    ['a: b: c\non_failure: block\n', {onFailure: 'block'}],
    ['announce: false\nshims:\n\t- psql\n', {announce: false}],
    ['- a list\n', {}],
    ['only words', {}],
    ['\u0000\u0001\u0002', {}],
    ['on_failure: *nowhere\nannounce: false', {announce: false}],
    ['announce: false\nannounce: true\n', {announce: false}],
  ])('tells the syntax error of %j with its line and keeps what is sound', (text, kept) => {
    const {config, problems} = load(text);
    expect(problems.find(({code}) => code === 'CONFIG_SYNTAX')).toMatchObject({
      severity: 'error',
      line: expect.any(Number),
    });
    expect(config).toEqual({...DEFAULT_CONFIG, ...kept});
  });

  test('names the place of each broken item of a list, and keeps its neighbours', () => {
    const {config, problems} = load(`process_config:
  commands:
    - command: kubectl
      rules:
        - {}
        - rule: true
          actions: record
        - {rule: 'has_arg("a")', actions: []}
        - rule: 'has_arg("b")'
        - {rule: 5, actions: [], other: 1}
        - {rule: 'has_arg("c")', actions: []}
`);
    const [command] = config.policy.commands;
    expect(command!.rules.map(({line}) => line)).toEqual([8, 11]);
    const told = problems.map(({line, message}) => `${line} ${message.replace(/.*rules\./, '')}`);
    expect(told).toEqual([
      '5 0": "actions" is missing in it',
      '7 1.actions": "record" is not a list of actions, such as [record, process_info]; known are record, logs, process_info, approval, incidents',
      '9 3": "actions" is missing in it',
      '10 4.rule": 5 is not a Lua snippet, true or false',
      '10 4.other": there is no such setting; it is ignored',
    ]);
  });

  test('refuses a file that unfolds into millions of values', () => {
    const rows = [...'abcdefghi'].map((name, index, all) =>
      index === 0
        ? 'a: &a [x,x,x,x,x,x,x,x,x]'
        : `${name}: &${name} [${Array(9)
            .fill(`*${all[index - 1]}`)
            .join(',')}]`,
    );
    const {config, problems} = load(`${rows.join('\n')}\nannounce: false\n`);
    expect(problems.some(({code, message}) => code === 'CONFIG_SYNTAX' && message.includes('alias'))).toBe(true);
    expect(config.announce).toBe(false);
  });

  test('tells a folder, a FIFO and a huge file in the place of the settings, without waiting', () => {
    mkdirSync(paths().config);
    expect(loadConfig(paths(), {}).problems).toMatchObject([{code: 'CONFIG_UNREADABLE'}]);
    const fifo = `${sandbox.home}/fifo`;
    execFileSync('mkfifo', [fifo]);
    expect(loadConfig({...paths(), config: fifo}, {}).problems).toMatchObject([{code: 'CONFIG_UNREADABLE'}]);
    const huge = `${sandbox.home}/huge`;
    writeFileSync(huge, `#${'x'.repeat(5 * 1024 * 1024)}`);
    expect(loadConfig({...paths(), config: huge}, {}).problems).toMatchObject([{code: 'CONFIG_UNREADABLE'}]);
  });

  test('tells a key that others may read, also through a link, and never shows it', () => {
    writeFileSync(`${sandbox.home}/dotfile.yaml`, 'connection_config:\n  api_key: made-up-value\n');
    chmodSync(`${sandbox.home}/dotfile.yaml`, 0o640);
    symlinkSync(`${sandbox.home}/dotfile.yaml`, paths().config);
    const {problems} = loadConfig(paths(), {});
    expect(problems).toMatchObject([
      {code: 'CONFIG_MODE', severity: 'error', cure: `Run: chmod 600 ${paths().config}`},
    ]);
    expect(JSON.stringify(problems)).not.toContain('made-up-value');
    chmodSync(`${sandbox.home}/dotfile.yaml`, 0o600);
    expect(loadConfig(paths(), {}).problems).toEqual([]);
  });

  test('lets variables win over the file, one by one', () => {
    const {config, problems} = load('limits: {store: 1GiB, recording: 2MiB}\ntags: {a: "1"}\nannounce: true\n', {
      DDCOTERM_LIMITS_STORE: '7GiB',
      DDCOTERM_ANNOUNCE: '0',
      DDCOTERM_TAGS: 'b:2, c:d:e',
      DDCOTERM_ON_FAILURE: '',
    });
    expect(problems).toEqual([]);
    expect(config.limits).toMatchObject({storeBytes: 7 * 1024 ** 3, recordingBytes: 2 * 1024 ** 2});
    expect(config).toMatchObject({announce: false, tags: {a: '1', b: '2', c: 'd:e'}, onFailure: 'open'});
  });

  test('names the variable whose value is wrong', () => {
    const {config, problems} = load('', {DDCOTERM_RETENTION: 'forever'});
    expect(problems).toMatchObject([{file: 'DDCOTERM_RETENTION', key: 'retention', line: null}]);
    expect(config).toEqual(DEFAULT_CONFIG);
  });

  test('never throws, whatever the file holds', () => {
    const yamlish = fc.array(
      fc.constantFrom('shims', 'limits', ':', ' ', '\n', '- ', '[', '{', '&a', '*a', '"', '|', '1'),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          yamlish.map((parts) => parts.join('')),
        ),
        (text) => {
          expect(load(text).config.limits.storeBytes).toBeGreaterThan(0);
        },
      ),
      {numRuns: 500},
    );
  });
});
