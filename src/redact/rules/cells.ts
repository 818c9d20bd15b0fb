/** Name and value in two cells of one row: `key` and `value` columns, psql's expanded display. */
import type {RedactionRule} from '../rule.ts';
import {looksRandom} from '../spreading.ts';
import {isPlaceholder, SECRET_NAME, SECRET_NAME_KEYWORDS} from './value.ts';

const NAME = `^[\\s|│]{0,80}[\\w.-]{0,80}?${SECRET_NAME}`;
const GAP = '(?:\\s{1,80}[|│]\\s|\\s{2,80})\\s{0,80}';

export const CELL_RULES: readonly RedactionRule[] = [
  {
    id: 'secret-cell',
    about: 'Second of two cells in a row, where the first is a name that says secret',
    source:
      'Output of vault, az -o table and column -t; \\x of psql: https://www.postgresql.org/docs/current/app-psql.html',
    keywords: SECRET_NAME_KEYWORDS,
    pattern: new RegExp(`${NAME}${GAP}([^\\s|│]{8,4000})(?:[\\s|│]*$|\\s{1,80}[|│]\\s)`, 'dgi'),
    secret: 1,
    maxSpanChars: 4400,
    accept: (secret) => looksRandom(secret) && !isPlaceholder(secret),
    unfinished: new RegExp(`${NAME}${GAP}(?<held>[^\\s|│]{1,4000})$`, 'di'),
    hits: [
      'db_password         q7Kq2m.NvR4tYw',
      'password | q7Kq2m-NvR4tYw',
      '| root_token | q7Kq2mNvR4tYw8Zp |',
      '│ API_KEY │ q7Kq2mNvR4tYw8Zp │ shared │',
    ],
    misses: ['password | token', 'token_type   bearer', 'my-secret   Opaque   1   3d', 'secret   kubernetes'],
  },
];
