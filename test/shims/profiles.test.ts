import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import {PROFILES} from '../../shims/index.ts';
import type {PromptPattern, ShimProfile, TagSource} from '../../shims/profile.ts';

const byCommand = (command: string): ShimProfile => PROFILES.find((profile) => profile.command === command)!;

const matches = (source: TagSource): string[] => [
  ...('match' in source && source.match !== undefined ? [source.match] : []),
  ...('positionals' in source ? [source.positionals] : []),
];

describe('PROFILES', () => {
  test('name each command once', () => {
    const commands = PROFILES.map(({command}) => command);
    expect(new Set(commands).size).toBe(commands.length);
  });

  test('hold at least the commands that the README promises', () => {
    const promised = [
      'kubectl',
      'psql',
      'ssh',
      'mysql',
      'redis-cli',
      'helm',
      'terraform',
      'aws',
      'gcloud',
      'az',
      'docker',
      'vault',
    ];
    for (const command of [...promised, 'ansible-playbook']) expect(byCommand(command)).toBeDefined();
  });

  test('have a file each, but for variants of the same tool', () => {
    const files = readdirSync(join(__dirname, '../../shims'));
    for (const command of ['kubectl', 'psql', 'ssh', 'mysql', 'helm', 'aws']) expect(files).toContain(`${command}.ts`);
  });

  test.each(PROFILES.map((profile) => [profile.command, profile] as const))(
    '%s: tags are well-formed',
    (_, profile) => {
      for (const [tag, sources] of Object.entries(profile.tags)) {
        expect(tag).toMatch(/^[a-z][a-z_]*$/);
        expect(sources.length).toBeGreaterThan(0);
        for (const match of sources.flatMap(matches)) {
          // `|` adds a branch that always matches: the array tells how many groups there are.
          expect(new RegExp(`${match}|`, 'u').exec('')!.length).toBe(2);
        }
      }
    },
  );

  test.each(PROFILES.map((profile) => [profile.command, profile] as const))(
    '%s: flags are flags, once each',
    (_, profile) => {
      for (const flag of profile.valueFlags) expect(flag).toMatch(/^-{1,2}[A-Za-z0-9]/);
      expect(profile.valueFlags.filter((flag, index) => profile.valueFlags.indexOf(flag) !== index)).toEqual([]);
      for (const {flag, form} of profile.secretFlags) {
        expect(flag).toMatch(/^-{1,2}[A-Za-z0-9]/);
        expect(['separate', 'attached']).toContain(form);
      }
      for (const name of profile.secretVariables) expect(name).toMatch(/^[A-Za-z_]\w*$/);
    },
  );
});

describe('prompts', () => {
  const take = (pattern: string | null, line: string) => {
    const match = pattern === null ? null : new RegExp(`^(?:${pattern})`, 'u').exec(line);
    return match && line.slice(match[0].length);
  };
  const prompt = (command: string): PromptPattern => byCommand(command).prompt!;

  test.each([
    ['psql', 'shop=# select 1;', 'select 1;'],
    ['psql', 'shop=> select 1;', 'select 1;'],
    ['psql', 'shop=*> commit;', 'commit;'],
    ['psql', 'shop=!# rollback;', 'rollback;'],
    ['psql', 'my-db=# select f(a => 1);', 'select f(a => 1);'],
    ['psql', "db=# select doc->'a' from t where b => 1", "select doc->'a' from t where b => 1"],
    ['psql', '=> \\c shop', '\\c shop'],
    ['psql', '!> \\c', '\\c'],
    ['psql', '[local] ann@shop=# select 1;', 'select 1;'],
    ['psql', 'db.example:5432 ann@shop=> ', ''],
    ['mysql', 'mysql> select 1;', 'select 1;'],
    ['mysql', 'MariaDB [(none)]> use shop;', 'use shop;'],
    ['mariadb', 'MariaDB [shop]> select 1;', 'select 1;'],
    ['redis-cli', '127.0.0.1:6379> get a', 'get a'],
    ['redis-cli', '127.0.0.1:6379[2]> get a', 'get a'],
    ['redis-cli', 'cache.example:6379(TX)> exec', 'exec'],
    ['redis-cli', 'redis /run/redis.sock> ping', 'ping'],
    ['redis-cli', 'not connected> connect', 'connect'],
    ['mongosh', 'test> db.a.find()', 'db.a.find()'],
    ['mongosh', 'rs0 [direct: primary] shop> db.a.find()', 'db.a.find()'],
    ['mongosh', 'Atlas atlas-4xy-shard-0 [primary] shop> 1', '1'],
    ['sqlite3', 'sqlite> select 1;', 'select 1;'],
  ])('%s: the first prompt ends before the statement in %j', (command, line, statement) => {
    expect(take(prompt(command).first, line)).toBe(statement);
  });

  test.each([
    ['psql', 'shop-# from t;', 'from t;'],
    ['psql', 'shop(# 1);', '1);'],
    ['psql', "shop'# text';", "text';"],
    ['psql', 'shop"> name";', 'name";'],
    ['psql', 'shop$# body', 'body'],
    ['psql', 'shop-*# from t;', 'from t;'],
    ['psql', '-> from t;', 'from t;'],
    ['mysql', '    -> from t;', 'from t;'],
    ['mysql', "    '> text';", "text';"],
    ['mysql', '    `> name`;', 'name`;'],
    ['mysql', '   /*> comment */;', 'comment */;'],
    ['mongosh', '... })', '})'],
    ['sqlite3', '   ...> from t;', 'from t;'],
    ['sqlite3', '   (x1> 1);', '1);'],
  ])('%s: the continuation ends before the rest of the statement in %j', (command, line, rest) => {
    expect(take(prompt(command).first, line)).toBeNull();
    expect(take(prompt(command).continuation, line)).toBe(rest);
  });

  test.each([
    ['psql', ' id | name '],
    ['psql', '----+------'],
    ['psql', '(1 row)'],
    ['psql', 'Time: 1.2 ms'],
    ['mysql', '| id | name |'],
    ['mysql', 'Query OK, 1 row affected (0.01 sec)'],
    ['redis-cli', '1) "a"'],
    ['redis-cli', '(integer) 1'],
    ['mongosh', "[ { _id: 1, a: 'b' } ]"],
  ])('%s: the output %j is no prompt', (command, line) => {
    expect(take(prompt(command).first, line)).toBeNull();
  });
});
