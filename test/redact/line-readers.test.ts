import {BUILT_IN_RULES} from '../../src/redact/rules/index.ts';
import {TextRedactor} from '../../src/redact/text-redactor.ts';
import {redactFrames} from './support/stream.ts';

const TOKEN = 'ghp_x7Kq2mNvR4tYw8ZpA1cE3gI5kM7oQ9sUbD0f';
const texts = new TextRedactor(BUILT_IN_RULES);
const shown = (lines: readonly string[]) =>
  redactFrames([`${lines.join('\r\n')}\r\n`])
    .slice(0, -2)
    .split('\r\n');

describe('SessionRedactor on tables', () => {
  test.each([
    [
      'psql',
      [
        ' id | login | db_password ',
        '----+-------+-------------',
        '  1 | joe   | swordfish   ',
        '  2 | ann   | *********   ',
      ],
    ],
    ['one column of psql', ['  password  ', '------------', ' swordfish', '(1 row)']],
    [
      'mysql',
      ['+----+-----------+', '| id | api_token |', '+----+-----------+', '|  1 | swordfish |', '+----+-----------+'],
    ],
    ['rules of dashes', ['Name    Password', '------  ---------', 'joe     swordfish', 'ann     null']],
    ['Markdown', ['| name | secret |', '|:-----|-------:|', '| joe | swordfish |']],
    ['Unicode', ['┌─────┬───────────┐', '│ who │ password  │', '├─────┼───────────┤', '│ joe │ swordfish │']],
    ['capitals', ['ID      TOKEN                     TTL', '1       ab12cd.q7Kq2mNvR4tYw8Zp   23h']],
  ])('mask the column of %s that its head calls secret', (_name, lines) => {
    const secret = /swordfish|ab12cd\.q7Kq2mNvR4tYw8Zp/;
    expect(shown(lines)).toEqual(lines.map((line) => line.replace(secret, (value) => '*'.repeat(value.length))));
  });

  test('join the cells of a value that is cut', () => {
    const cells = TOKEN.match(/.{1,12}/g)!;
    const rows = cells.map(
      (cell, at) => ` ${at === 0 ? '1' : ' '} |${at === 0 ? ' ' : '.'}${cell.padEnd(12)}${at < 3 ? '.' : ''}`,
    );
    const out = shown([' n | note', '---+-------------', ...rows, '(1 row)']).join('\n');
    expect(out.replaceAll(/[^*]/g, '').length).toBeGreaterThanOrEqual(TOKEN.length - 4);
    expect(cells.slice(0, 3).filter((cell) => out.includes(cell.slice(0, 8)))).toEqual([]);
  });

  test.each([
    [['NAME          TYPE     DATA   AGE', 'my-secret-1   Opaque   1      3d']],
    [['NAME      SECRETS   AGE', 'default   1         3d']],
    [['| option | default |', '|--------|---------|', '| password | none |']],
    [['name    password', 'no rule below  it']],
    [['user | password | age', 'joe@build:~$ ls | wc -l', 'total 7']],
  ])('leave %j', (lines) => {
    expect(shown(lines)).toEqual(lines);
  });

  test('end where the prompt comes', () => {
    const lines = ['Name    Password', '------  ---------', 'joe@build:~$ ls -la /etc'];
    expect(shown(lines)).toEqual(lines);
  });
});

describe('SessionRedactor on manifests of Kubernetes', () => {
  const mask = (text: string) => '*'.repeat(text.length);

  test.each([
    ['its kind below the data', 'apiVersion: v1\ndata:\n  pw: eDdLcTJtTnY=\n  raw: 1Bf/aGb5cN0=\nkind: Secret'],
    ['in a list', 'items:\n- apiVersion: v1\n  data:\n    raw: 1Bf/aGb5cN0=\n  kind: Secret'],
    ['as JSON', '{\n  "data": {\n    "raw": "1Bf/aGb5cN0="\n  },\n  "kind": "Secret"\n}'],
    ['in a diff', ' kind: Secret\n data:\n-  pw: eDdLcTJtTnY=\n+  pw: 1Bf/aGb5cN0='],
    ['with numbers of lines', '     1\tkind: Secret\n     2\tdata:\n     3\t  pw: 1Bf/aGb5cN0='],
  ])('masks the values, %s', (_name, text) => {
    const masked = text.replaceAll(/1Bf\/aGb5cN0=|eDdLcTJtTnY=/g, mask);
    expect(shown(text.split('\n')).join('\n')).toBe(masked);
    expect(texts.redactText(text).text).toBe(masked);
  });

  test('masks what the values are the base64 of', () => {
    const text = `kind: Secret\r\ndata:\r\n  pw: ${Buffer.from('q7Kq2m.NvR4tYw').toString('base64')}\r\n\r\n$ q7Kq2m.NvR4tYw`;
    expect(redactFrames([text])).not.toContain('q7Kq2m');
  });

  test('leaves other kinds, metadata, and data of other sorts', () => {
    const text =
      'kind: ConfigMap\ndata:\n  a.txt: 1Bf/aGb5cN0=\n---\nkind: Secret\nmetadata:\n  name: db-1\ntype: Opaque\n';
    expect(texts.redactText(text).text).toBe(text);
    const other = 'data:\n  path: /srv/data\n  rows: 17\n  user: postgres\n';
    expect(texts.redactText(other).text).toBe(other);
  });
});

describe('SessionRedactor on lines that a tool broke or dressed', () => {
  const stars = (text: string) => '*'.repeat(text.length);

  test.each(['', '\\'])('masks a token that goes on in the next line behind %j', (mark) => {
    const folded = (text: string) => text.match(/.{1,24}/g)!.map((line) => (line.length === 24 ? line + mark : line));
    expect(shown(folded(`remote: using ${TOKEN}`))).toEqual(folded(`remote: using ${stars(TOKEN)}`));
  });

  test('leaves the line behind a name and its value', () => {
    const lines = ['the tokens begin with ghp_', 'documentation', 'db_user=administrator', 'administrator'];
    expect(shown(lines)).toEqual(lines);
  });

  test.each([
    ['shop-1  | '],
    ['settings.yaml:12:'],
    ['   7 │ '],
    ['Nov 24 14:00:01 vm shop[411]: '],
    ['2026-11-24T14:00:01.123Z '],
    ['[pod/web-0/app] '],
  ])('reads a Secret behind %j', (prefix) => {
    const lines = ['apiVersion: v1', 'data:', '  pw: aHVudGVyMjI=', 'kind: Secret'].map((line) => prefix + line);
    expect(shown(lines)).toEqual(lines.map((line) => line.replace('aHVudGVyMjI=', '************')));
  });

  test.each([
    ['git blame', '^ab12cd3 (Joe 2026-11-24 14:00:00 +0000 3) ', ''],
    ['bat', '   3   │ ', ''],
    ['a log in JSON', '{"level":"info","msg":"', '"}'],
    ['lines of source code', "    '", "\\n' +"],
    ['git diff --word-diff', '{+', '+}'],
    ['cat -A', '', '$'],
    ['diff -y', '\t\t\t      >\t', ''],
  ])('reads a Secret as %s shows it', (_name, before, after) => {
    const lines = ['apiVersion: v1', 'data:', '  a.txt: aHVudGVyMjI=', 'kind: Secret'].map(
      (line) => before + line + after,
    );
    expect(shown(lines)).toEqual(lines.map((line) => line.replace('aHVudGVyMjI=', '************')));
  });

  test('leaves a manifest when its lines end', () => {
    const lines = [
      'data:',
      '  rows: 17',
      'all of the data:',
      'sha256: q7Kq2mNvR4tYw8ZpA1cE3gI5',
      '  sum: cTdLcTJtTnZSNHRZ',
    ];
    expect(shown(lines)).toEqual(lines);
  });

  test('reads each line of a text in quotes', () => {
    const line = "  'login joe password q7Kq2mNvR4\\n' +";
    expect(shown([line])).toEqual([line.replace('q7Kq2mNvR4', '**********')]);
    expect(shown([`["a", "login joe password q7Kq2mNvR4", "b"]`])).toEqual([
      `["a", "login joe password **********", "b"]`,
    ]);
  });

  test('masks a value that a tool put on the line below its name', () => {
    const value = 'q7Kq2mNvR4tYw8Zp';
    expect(shown(['user = joe db_password =', `${value} last`])[1]).toBe(`${stars(value)} last`);
    expect(shown(['Authorization:', 'Bearer', value])[2]).toBe(stars(value));
    const others = [
      'the password:',
      'd41d8cd98f00b204e9800998ecf8427e',
      'token',
      'README-v2a.md',
      'token =',
      'A1_b2C3d4=x',
    ];
    expect(shown(others)).toEqual(others);
  });

  test('masks a key that is shown from its end', () => {
    const body = ['MHcCAQEEIsP13crTGt0hz1zidXEfH59Fb2wUHcjq9iasKSLTknloucdaXS6EzuWq', 'oAoGCCqGSM49AwEHoUQDQgAE'];
    const lines = ['-----END EC PRIVATE KEY-----', ...body.reverse(), '-----BEGIN EC PRIVATE KEY-----'];
    expect(shown(lines)).toEqual([lines[0], ...body.map(stars), lines[3]]);
    expect(shown([lines[0]!, 'done', 'words'])).toEqual([lines[0], 'done', 'words']);
  });

  test('masks a token that a column cut off', () => {
    expect(shown([`left ${TOKEN.slice(0, 30)}  | right`])).toEqual([`left ${stars(TOKEN.slice(0, 30))}  | right`]);
  });

  test.each([
    [
      'hexdump -C',
      '00000000  64 62 5f 70 61 73 73 77  6f 72 64 3d 71 37 4b 71  |db_password=q7Kq|',
      '00000010  32 6d 4e 76 52 34 0a                              |2mNvR4.|',
    ],
    [
      'xxd',
      '00000000: 6462 5f70 6173 7377 6f72 643d 7137 4b71  db_password=q7Kq',
      '00000010: 326d 4e76 5234 0a                        2mNvR4.',
    ],
    [
      'od',
      '000000 64 62 5f 70 61 73 73 77 6f 72 64 3d 71 37 4b 71  >db_password=q7Kq<',
      '000010 32 6d 4e 76 52 34 0a                             >2mNvR4.<',
    ],
  ])('masks a value in a dump of %s', (_name, first, second) => {
    const out = shown([first, second]);
    expect(out.map((line) => line.length)).toEqual([first.length, second.length]);
    expect(out[0]!.replace(/\*/g, '')).toMatch(
      /^0[0:]+ +64 ?62 ?5f ?70 ?61 ?73 ?73 ?77 +6f ?72 ?64 ?3d +[|>]?db_password=[|<]?$/,
    );
    expect(out[1]!.replace(/\*/g, '')).toMatch(/^0+10:? +0a +[|>]?\.[|<]?$/);
  });

  test('leaves a dump without secrets', () => {
    const lines = [
      '00000000: 7f45 4c46 0201 0100 6465 2061 6420 6265  .ELF....de ad be',
      '00000010: 3132 3334 0a                             1234.',
    ];
    expect(shown(lines)).toEqual(lines);
  });

  test('masks a key that a shorter prompt pushed to the left', () => {
    const body = 'MHcCAQEEIsP13crTGt0hz1zidXEfH59Fb2wUHcjq9iasKSLTknloucdaXS6EzuWq';
    const lines = [
      "user@host:~$ : '-----BEGIN EC PRIVATE KEY-----",
      `quote> ${body}`,
      'quote> -----END EC PRIVATE KEY-----',
    ];
    expect(shown(lines)).toEqual([lines[0], `quote> ${stars(body)}`, lines[2]]);
  });

  test('masks the base64 of a text that holds a value', () => {
    const encoded = ['', 'a', 'ab'].map((before) => Buffer.from(`${before}token=${TOKEN}\n`).toString('base64'));
    const [, ...lines] = shown([`token=${TOKEN}`, ...encoded]);
    expect(lines.map((line) => Buffer.from(line.replace(/\*/g, ''), 'base64').length < 24)).toEqual([true, true, true]);
  });
});

describe('LineJudge with what the user settled', () => {
  const table = ' id | db_password \n----+-------------\n  1 | swordfish   \n';
  const without = (id: string) => BUILT_IN_RULES.filter((rule) => rule.id !== id);
  const allowing = BUILT_IN_RULES.map((rule) => ({
    ...rule,
    allows: (line: string, start: number, end: number) => line.slice(start, end) === 'swordfish',
  }));

  test('masks no column of a table by a rule that is switched off', () => {
    expect(new TextRedactor(without('secret-assignment')).redactText(table).text).toBe(table);
  });

  test('masks no cell whose value is allowed', () => {
    expect(new TextRedactor(allowing).redactText(table).text).toBe(table);
  });
});
