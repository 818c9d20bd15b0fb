/** What docs/commands.md says of the keys of queries, against what they stand for. */
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {factColumn, factMeasure} from '../../src/store/facts/fact-columns.ts';
import {type Field, findField, KNOWN_KEYS, type Scope} from '../../src/store/query-fields.ts';

const SCOPES: readonly Scope[] = ['sessions', 'events', 'logs'];

/** Rows of the table of keys: `| `@a`, `@b` | all | … |`. */
function documented(): {key: string; of: string}[] {
  const page = readFileSync(join(__dirname, '../../docs/commands.md'), 'utf8');
  const table = page.slice(page.indexOf('| key | of |')).split('\n\n')[0]!;
  return table
    .split('\n')
    .slice(2)
    .flatMap((row) => {
      const [, keys = '', of = ''] = row.split('|').map((cell) => cell.trim());
      return [...keys.matchAll(/`@?([\w.]+)`/g)].map(([, key]) => ({key: key!, of}));
    });
}

test('all keys are documented', () => {
  expect(
    documented()
      .map(({key}) => key)
      .sort(),
  ).toEqual([...KNOWN_KEYS].sort());
});

test.each(documented())('$key is there where it is said to be', ({key, of}) => {
  for (const scope of SCOPES) {
    const field = findField(key, scope);
    expect(field).not.toBeNull();
    const isThere = of === 'all' || of.split(', ').includes(scope);
    expect([key, scope, field!.kind !== 'absent']).toEqual([key, scope, isThere]);
  }
});

const SLOW = ['event', 'pid', 'parent_pid', 'uid', 'effective_uid', 'argv', 'remark'];

test.each(KNOWN_KEYS)('%s is answered from memory, or known to be slow', (key) => {
  for (const scope of SCOPES) {
    const field = findField(key, scope)!;
    const isSlow = sqlOf(field).some((sql) => factColumn(sql, scope) === null && factMeasure(sql) === null);
    if (isSlow) expect(SLOW).toContain(key);
  }
});

function sqlOf(field: Field): string[] {
  switch (field.kind) {
    case 'text':
    case 'number':
    case 'duration':
    case 'list':
      return [field.sql];
    case 'texts':
      return field.sql;
    default:
      return [];
  }
}
