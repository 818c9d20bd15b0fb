import {BUILT_IN_RULES} from '../../src/redact/rules/index.ts';
import {TextRedactor} from '../../src/redact/text-redactor.ts';

const texts = new TextRedactor(BUILT_IN_RULES);

describe('TextRedactor › redactArgv', () => {
  test.each([
    [
      ['gh', 'auth', '--token', 'q7Kq2mNvR4'],
      ['gh', 'auth', '--token', '**********'],
    ],
    [
      ['gh', '--token=two words'],
      ['gh', '--token=*********'],
    ],
    [
      ['env', 'DB_PASSWORD=with blank', 'psql'],
      ['env', 'DB_PASSWORD=**********', 'psql'],
    ],
    [
      ['psql', 'postgresql://app:q7Kq2mNvR4@db/shop'],
      ['psql', 'postgresql://app:**********@db/shop'],
    ],
    [
      ['curl', '-u', 'joe:q7Kq2mNvR4', 'https://x.org'],
      ['curl', '-u', 'joe:**********', 'https://x.org'],
    ],
    [
      ['mysql', '-uroot', '-pq7Kq2mNvR4'],
      ['mysql', '-uroot', '-p**********'],
    ],
    [
      ['curl', '-H', 'X-Api-Key: q7Kq2mNvR4'],
      ['curl', '-H', 'X-Api-Key: **********'],
    ],
    [
      ['sh', '-c', 'export TOKEN=q7Kq2mNvR4; run'],
      ['sh', '-c', 'export TOKEN=**********; run'],
    ],
  ])('masks in %j', (argv, masked) => {
    expect(texts.redactArgv(argv).argv).toEqual(masked);
  });

  test.each([
    [['tool', '--password-file', '/run/secrets/db', '--token-ttl', '1h']],
    [['tool', '--password', '--verbose']],
    [['kubectl', 'get', 'secret', 'db-credentials', '-o', 'name']],
    [['ls', '', '-l']],
  ])('leaves %j', (argv) => {
    expect(texts.redactArgv(argv)).toEqual({argv, ruleIds: []});
  });

  test('masks the value of flags that the profile names, whatever it looks like', () => {
    const flags = [{flag: '-p', form: 'attached'} as const, {flag: '--key', form: 'separate'} as const];
    const {argv, ruleIds} = texts.redactArgv(['x', '-pabc', '--key', 'def', '--key=ghi', '-p'], flags);
    expect(argv).toEqual(['x', '-p***', '--key', '***', '--key=***', '-p']);
    expect(ruleIds).toEqual(['profile-secret-flag']);
  });
});

describe('TextRedactor › redactVariables', () => {
  test('masks by the name of the variable and by its value', () => {
    const {env} = texts.redactVariables({
      GITHUB_TOKEN: 'any thing',
      URL: 'https://joe:q7Kq2mNvR4@x.org',
      TERM: 'xterm',
      PWD: '/home/joe',
      TOKEN_TTL: '1h',
      API_KEY: '',
    });
    expect(env).toEqual({
      GITHUB_TOKEN: '*********',
      URL: 'https://joe:**********@x.org',
      TERM: 'xterm',
      PWD: '/home/joe',
      TOKEN_TTL: '1h',
      API_KEY: '',
    });
  });
});

describe('TextRedactor › redactText', () => {
  test('masks in each of many lines, cell for cell', () => {
    const text = 'a: 1\nDB_PASSWORD=日本語キー\n{"token":"q7Kq2mNvR4"}\n';
    expect(texts.redactText(text).text).toBe('a: 1\nDB_PASSWORD=**********\n{"token":"**********"}\n');
  });

  test('names each rule once', () => {
    expect(texts.redactText('TOKEN=q7Kq2 \nTOKEN=q7Kq3').ruleIds).toEqual(['secret-assignment']);
  });
});
