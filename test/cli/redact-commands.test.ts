import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {homePaths} from '../../src/config/home.ts';
import {runCli} from '../support/run-cli.ts';
import {createSandbox, type Sandbox} from '../support/sandbox.ts';

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = createSandbox('redact');
});
afterEach(() => sandbox.remove());

const run = (args: string[], stdin?: string) =>
  runCli(['redact', ...args], {env: sandbox.env, ...(stdin === undefined ? {} : {stdin})});
const configure = (text: string) => writeFileSync(homePaths(sandbox.env).config, text, {mode: 0o600});

const TOKEN = 'ghp_x7Kq2mNvR4tYw8ZpA1cE3gI5kM7oQ9sUbD0f';
const TEXT = `first line\nuse ${TOKEN} now\nDB_PASSWORD=q7Kq2mNvR4\n`;

describe('redact test', () => {
  test('prints the masked text, and where what was masked', async () => {
    const {exitCode, stdout, stderr} = await run(['test', '-'], TEXT);
    expect(stdout).toBe(`first line\nuse ${'*'.repeat(40)} now\nDB_PASSWORD=**********\n`);
    expect(stderr).toBe(
      '-:2:5: github-token (40 characters)\n-:3:13: secret-assignment (10 characters)\n' +
        'ddcoterm: 2 masks: 1 github-token, 1 secret-assignment\n',
    );
    expect(exitCode).toBe(0);
  });

  test('reads a file, and prints JSON', async () => {
    const file = join(sandbox.env.HOME!, 'text');
    writeFileSync(file, TEXT);
    const {exitCode, stdout, stderr} = await run(['test', '--json', file]);
    expect({exitCode, stderr}).toEqual({exitCode: 0, stderr: ''});
    expect(JSON.parse(stdout)).toEqual({
      masks: [
        {rule: 'github-token', line: 2, column: 5, count: 40},
        {rule: 'secret-assignment', line: 3, column: 13, count: 10},
      ],
      counts: {'github-token': 1, 'secret-assignment': 1},
      lines: 3,
      characters: TEXT.length,
    });
  });

  test('--list prints the masks alone, --check tells by its status', async () => {
    expect(await run(['test', '--list', '--check'], TEXT)).toMatchObject({
      exitCode: 1,
      stdout: '-:2:5: github-token (40 characters)\n-:3:13: secret-assignment (10 characters)\n',
    });
    expect(await run(['test', '--check'], 'innocent\n')).toEqual({
      exitCode: 0,
      stdout: 'innocent\n',
      stderr: 'ddcoterm: nothing would be masked\n',
    });
  });

  test('masks what goes over lines, colours and wide characters, and keeps every byte else', async () => {
    const key = '-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIIx7Kq2mNvR4tYw8ZpA1cE3g\n-----END EC PRIVATE KEY-----\n';
    const text = `é \x1b[31mTOKEN\x1b[0m=q7Kq2mNv\r\n${key}漢字 password: 漢字漢字1\nno end`;
    const {stdout} = await run(['test'], text);
    expect(stdout).toBe(
      `é \x1b[31mTOKEN\x1b[0m=********\r\n${key.replace(/\nMH.*\n/, `\n${'*'.repeat(32)}\n`)}漢字 password: *********\nno end`,
    );
  });

  test('takes much text without holding it', async () => {
    const text = 'a line of a log with nothing of interest in it\n'.repeat(50_000) + TEXT;
    const {stdout} = await run(['test', '--list'], text);
    expect(stdout).toContain('-:50002:5: github-token (40 characters)');
  });

  test('uses rules, allow-list and groups of the settings', async () => {
    configure(`
redact:
  rules: [{id: acme-token, regex: 'acme_[a-z]{8}'}]
  allow: [q7Kq2mNvR4]
  disable: [github-token]
  groups: {email: true}
`);
    const {stdout} = await run(['test', '--json'], `${TEXT}acme_abcdefgh joe@example.com\n`);
    expect(JSON.parse(stdout).counts).toEqual({'acme-token': 1, 'email-address': 1});
  });

  test('tells where in the settings a rule is wrong, and goes on with the others', async () => {
    configure("redact:\n  rules:\n    - {id: one, regex: '(a'}\n    - id: two\n      regex: 'two_\\d{4}'\n");
    const {exitCode, stdout, stderr} = await run(['test'], 'two_1234\n');
    expect({exitCode, stdout}).toEqual({exitCode: 0, stdout: '********\n'});
    expect(stderr).toContain('config.yaml:3:24: Cannot use rule "one": missing closing )');
  });

  test('tells when the file cannot be read', async () => {
    const {exitCode, stderr} = await run(['test', '/nowhere/at/all']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('ddcoterm: Cannot read "/nowhere/at/all": ENOENT');
  });
});

describe('redact rules', () => {
  test('lists at least 120 kinds, and what is off', async () => {
    const {exitCode, stdout} = await run(['rules', '--json']);
    const rows = JSON.parse(stdout) as {id: string; group: string; description: string; on: boolean}[];
    expect(exitCode).toBe(0);
    expect(rows.length).toBeGreaterThan(120);
    expect(rows.filter(({on}) => !on).map(({id}) => id)).toEqual(['email-address']);
    expect(rows[0]).toEqual({id: 'private-key', group: 'private keys', description: expect.any(String), on: true});
    expect((await run(['rules'])).stdout).toMatch(/\n {2}email-address +E-mail address \(off\)\n/);
  });

  test('shows one with its examples', async () => {
    const {exitCode, stdout} = await run(['rules', 'us-ssn']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('us-ssn  on, ssn\nUS social security number\n');
    expect(stdout).toContain('  SSN ***********\n');
    expect(stdout).toContain('  666-12-3456\n');
  });

  test('lists rules of the settings first, and fails when one cannot be used', async () => {
    configure("redact: {rules: [{id: mine, description: Of mine, regex: 'mine_\\d{4}'}, {id: bad, regex: '\\w+'}]}\n");
    const {exitCode, stdout, stderr} = await run(['rules', '--json']);
    expect(JSON.parse(stdout)[0]).toEqual({id: 'mine', group: 'own', description: 'Of mine', on: true});
    expect(exitCode).toBe(1);
    expect(stderr).toContain('Cannot use rule "bad": no two characters in a row are certain');
  });

  test('finds the nearest of an unknown id', async () => {
    const {exitCode, stderr} = await run(['rules', 'github-tokens']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('Did you mean "github-token"');
  });
});
