/** Lines of files that hold credentials and nothing else. */
import type {RedactionRule} from '../rule.ts';
import {isPlaceholder} from './value.ts';

export const CREDENTIAL_FILE_RULES: readonly RedactionRule[] = [
  {
    id: 'pgpass',
    about: 'Password in a line of .pgpass: host:port:database:user:password',
    source: 'https://www.postgresql.org/docs/current/libpq-pgpass.html',
    keywords: [':5432:', ':5433:', ':6432:', ':*:'],
    pattern:
      /(?<![^\s"'])[^\s:#"']{1,200}:(?:\d{2,5}|\*):(?!\d+:\d+:)[^\s:]{1,80}:[^\s:]{1,80}:((?:\\.|[^\s\\]){1,400})/dg,
    secret: 1,
    maxSpanChars: 800,
    accept: (secret) => !isPlaceholder(secret),
    unfinished:
      /(?<![^\s"'])[^\s:#"']{1,200}:(?:\d{2,5}|\*):(?!\d+:\d+:)[^\s:]{1,80}:[^\s:]{1,80}:(?<held>(?:\\.|[^\s\\]){1,400})$/d,
    hits: ['db.example.com:5432:shop:app:q7Kq2mNvR4', '*:*:*:joe:q7Kq2mNvR4'],
    misses: ['db.example.com:5432:shop:app:', '10.0.0.1:5432: connection refused', 'root:*:0:0:root:/root:/bin/sh'],
  },
  {
    id: 'netrc',
    about: 'Password in a .netrc',
    source: 'https://www.gnu.org/software/inetutils/manual/html_node/The-_002enetrc-file.html',
    keywords: ['password '],
    pattern:
      /(?:(?:login|user)\s+(?!for\s)\S{1,100}\s+|^\s*)password\s+([^\s:=]\S{0,400})(?=\s*$|\s+(?:account|macdef|machine|login)\s)/dg,
    secret: 1,
    maxSpanChars: 520,
    accept: (secret, match) =>
      !isPlaceholder(secret) && !/[{}<>]/.test(secret) && (/\d/.test(secret) || /login|user/.test(match[0])),
    unfinished: /(?:(?:login|user)\s+(?!for\s)\S{1,100}\s+|^\s*)password\s+(?<held>[^\s:=]\S{0,400})$/d,
    hits: ['machine example.com login joe password q7Kq2mNvR4', '  password q7Kq2mNvR4'],
    misses: ['password authentication failed', 'password reset', '  password expired'],
  },
  {
    id: 'sql-password',
    about: 'Password in SQL: CREATE USER … PASSWORD, IDENTIFIED BY',
    source: 'https://www.postgresql.org/docs/current/sql-createrole.html',
    keywords: ['password', 'identified'],
    pattern:
      /\b(?:password|identified\s{1,4}(?:with\s{1,4}\S{1,60}\s{1,4})?by(?:\s{1,4}password)?)\s{1,4}["']((?:[^'"\\]|''|\\.){1,400})/dgi,
    secret: 1,
    maxSpanChars: 520,
    accept: (secret) => !isPlaceholder(secret),
    unfinished:
      /\b(?:password|identified\s{1,4}(?:with\s{1,4}\S{1,60}\s{1,4})?by(?:\s{1,4}password)?)\s{1,4}["'](?<held>(?:[^'"\\]|''|\\.){1,400})$/di,
    hits: ["CREATE ROLE app LOGIN PASSWORD 'q7Kq2mNvR4';", "CREATE USER joe IDENTIFIED BY 'two words';"],
    misses: ['ALTER ROLE app PASSWORD NULL;', 'identified by the auditor'],
  },
];
