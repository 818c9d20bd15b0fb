/** Lines of files that hold credentials and nothing else. */
import type {RedactionRule} from '../rule.ts';
import {InsertPattern} from './insert-pattern.ts';
import {isExampleWord, isPlaceholder, looksSecret} from './value.ts';

const SQL_START =
  '\\b(?:password\\s|(?:set\\s{1,4}password\\s{1,4}for\\s[^=\\n]{1,100}|set\\s{1,4}password\\s{0,4})=\\s{0,4}(?:password\\()?|password\\s{0,4}=\\s{0,4}N' +
  '|identified\\s{1,4}(?:with\\s{1,4}\\S{1,60}\\s{1,4})?by(?:\\s{1,4}password)?\\s|pragma\\s{1,4}(?:re)?key\\s{0,4}=|attach\\s[^\\n]{1,200}\\bkey\\s)\\s{0,4}["\']';

export const CREDENTIAL_FILE_RULES: readonly RedactionRule[] = [
  {
    id: 'pgpass',
    about: 'Password in a line of .pgpass: host:port:database:user:password',
    source: 'https://www.postgresql.org/docs/current/libpq-pgpass.html',
    keywords: [':5432:', ':5433:', ':6432:', ':5439:', ':3306:', ':1433:', ':*:'],
    pattern:
      /(?<![^\s"'])[^\s:#"']{1,200}:(?:\d{2,5}|\*):(?!\d+:\d+:)[^\s:,()]{1,80}:[^\s:,()]{1,80}:((?:\\.|[^\s\\]){1,400})/dg,
    secret: 1,
    maxSpanChars: 800,
    accept: (secret) => !isPlaceholder(secret),
    unfinished:
      /(?<![^\s"'])[^\s:#"']{1,200}:(?:\d{2,5}|\*):(?!\d+:\d+:)[^\s:,()]{1,80}:[^\s:,()]{1,80}:(?<held>(?:\\.|[^\s\\]){1,400})$/d,
    hits: ['db.example.com:5432:shop:app:q7Kq2mNvR4', '*:*:*:joe:q7Kq2mNvR4'],
    misses: ['db.example.com:5432:shop:app:', '10.0.0.1:5432: connection refused', 'root:*:0:0:root:/root:/bin/sh'],
  },
  {
    id: 'netrc',
    about: 'Password in a .netrc',
    source: 'https://www.gnu.org/software/inetutils/manual/html_node/The-_002enetrc-file.html',
    keywords: ['password ', ' pass '],
    pattern:
      /(?:(?:login|user)\s+(?!for\s)\S{1,100}\s+(?:password|pass)|^\s*password)\s+([^\s:=]\S{0,400})(?=\s*$|\s+(?:account|macdef|machine|login)\s)/dg,
    secret: 1,
    maxSpanChars: 520,
    accept: (secret, match) =>
      !isPlaceholder(secret) && !/{.*}|<.*>/.test(secret) && (/\d/.test(secret) || /login|user/.test(match[0])),
    unfinished:
      /(?:(?:login|user)\s+(?!for\s)\S{1,100}\s+(?:password|pass)|^\s*password)\s+(?<held>[^\s:=]\S{0,400})$/d,
    hits: ['machine example.com login joe password q7Kq2mNvR4', '  password q7Kq2mNvR4'],
    misses: ['password authentication failed', 'password reset', '  password expired'],
  },
  {
    id: 'sql-password',
    about: 'Password in SQL: CREATE USER … PASSWORD, IDENTIFIED BY, SET PASSWORD, PRAGMA key',
    source: 'https://www.postgresql.org/docs/current/sql-createrole.html',
    keywords: ['password', 'identified', 'pragma', ' key '],
    pattern: new RegExp(`${SQL_START}((?:[^'"\\\\]|''|\\\\.){1,400})`, 'dgi'),
    secret: 1,
    maxSpanChars: 520,
    accept: (secret) => !isPlaceholder(secret) && !isExampleWord(secret),
    unfinished: new RegExp(`${SQL_START}(?<held>(?:[^'"\\\\]|''|\\\\.){1,400})$`, 'di'),
    hits: [
      "CREATE ROLE app LOGIN PASSWORD 'q7Kq2mNvR4';",
      "CREATE USER joe IDENTIFIED BY 'two words';",
      "SET PASSWORD FOR 'joe'@'%' = 'q7Kq2mNvR4';",
      "CREATE LOGIN joe WITH PASSWORD = N'q7Kq2mNvR4'",
      "PRAGMA key = 'two words';",
    ],
    misses: ['ALTER ROLE app PASSWORD NULL;', 'identified by the auditor', 'the password "secret"'],
  },
  {
    id: 'sql-bare-password',
    about: 'Password of Oracle’s IDENTIFIED BY without quotes',
    source: 'https://docs.oracle.com/en/database/oracle/oracle-database/19/sqlrf/CREATE-USER.html',
    keywords: ['identified by '],
    pattern:
      /\b(?:USER|LINK|ROLE|ON|TO)\s[^\n]{0,200}?\bidentified by (?!values|password|the\b|random\b)([^\s"';,()]{3,120})(?=;|\s|$)/dgi,
    secret: 1,
    maxSpanChars: 400,
    accept: (secret, match) => !isPlaceholder(secret) && (/IDENTIFIED BY/.test(match[0]) || looksSecret(secret)),
    unfinished:
      /\b(?:USER|LINK|ROLE|ON|TO)\s[^\n]{0,200}?\bidentified by (?!values|password|the\b|random\b)(?<held>[^\s"';,()]{1,120})$/di,
    hits: [
      'alter user joe identified by q7Kq2mNvR4',
      'ALTER USER joe IDENTIFIED BY q7Kq2mNvR4;',
      'CREATE USER joe IDENTIFIED BY swordfish',
    ],
    misses: ['the user is identified by name', 'CREATE USER joe IDENTIFIED BY VALUES'],
  },
  {
    id: 'sql-inserted-password',
    about: 'Value of a column with a secret name in INSERT INTO … (columns) VALUES (…)',
    source: 'https://www.postgresql.org/docs/current/sql-insert.html',
    keywords: ['insert into', 'replace into'],
    pattern: new InsertPattern(),
    secret: 0,
    maxSpanChars: 4096,
    accept: (secret) => !isPlaceholder(secret),
    unfinished: /\b(?:insert|replace)\s+into\s[^\n]{1,400}\bvalues\s*(?<held>\([^\n]{1,3000})$/di,
    hits: ["INSERT INTO users (name, password) VALUES ('joe', 'q7Kq2mNvR4');"],
    misses: ["INSERT INTO users (name, colour) VALUES ('joe', 'blue');", 'INSERT INTO t (password) VALUES (NULL);'],
  },
  {
    id: 'ldif-password',
    about: 'Password in LDIF, encoded in base64 (behind two colons), and rootpw of OpenLDAP',
    source: 'https://www.rfc-editor.org/rfc/rfc2849',
    keywords: ['password:: ', 'pwd:: ', 'pw:: ', 'rootpw', 'bindpw', 'passwd:: ', 'wpa-'],
    pattern:
      /(?:\b(?:\w{0,40}(?:password|passwd|pwd|pw)):: |^\s{0,8}(?:rootpw|bindpw|rootbindpw|wpa-(?:psk|password|passphrase))\s{1,16}["']?(?:\{\w{3,12}\})?)([^\s"']{4,400})/dgi,
    secret: 1,
    maxSpanChars: 500,
    accept: (secret) => !isPlaceholder(secret),
    unfinished:
      /(?:\b(?:\w{0,40}(?:password|passwd|pwd|pw)):: |^\s{0,8}(?:rootpw|bindpw|rootbindpw|wpa-(?:psk|password|passphrase))\s{1,16}["']?)(?<held>[^\s"']{1,400})$/di,
    hits: ['userPassword:: e1NTSEF9cTdLcTJtTnZSNA==', 'rootpw swordfish'],
    misses: ['cn:: SsO8cmdlbg==', 'rootpw'],
  },
];
