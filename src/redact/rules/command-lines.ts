/** Secrets among the arguments of commands. */
import type {RedactionRule} from '../rule.ts';
import {isPath, isPlaceholder, isProse, OPENING_QUOTE, SECRET_NAME, SECRET_NAME_KEYWORDS, VALUE} from './value.ts';

/** The look back stands behind the name: at each place of a line it would cost time. */
const FLAG = `${SECRET_NAME}(?<=(?:^|[\\s"'\`(=\\[,])--?[\\w.-]{1,60})`;

interface CommandShape extends Pick<RedactionRule, 'id' | 'about' | 'source' | 'keywords' | 'hits' | 'misses'> {
  /** Source of a regular expression: command and flag up to the secret. */
  context: string;
  value?: string;
}

/** Between a command's name and its flag. */
const ARGUMENTS = '\\b[^|\\n]{0,400}?\\s';

/** A flag that means a secret for this command only. */
function commandFlag({context, value = VALUE, ...about}: CommandShape): RedactionRule {
  const start = `(?<![\\w-])(?:${context})`;
  return {
    ...about,
    pattern: new RegExp(`${start}(${value})`, 'dg'),
    secret: 1,
    maxSpanChars: 2048,
    accept: (secret) => !isPlaceholder(secret),
    unfinished: new RegExp(`${start}(?<held>(?:${value})\\\\?)$`, 'd'),
  };
}

export const COMMAND_LINE_RULES: readonly RedactionRule[] = [
  {
    id: 'secret-flag',
    about: 'Value of a flag whose name ends in password, token, secret, API key or the like',
    source: 'Most commands name such flags this way: --password X, --auth-token X, -password X',
    keywords: SECRET_NAME_KEYWORDS,
    pattern: new RegExp(`${FLAG}(\\s{1,8}|['"],\\s?|=)${OPENING_QUOTE}(${VALUE})`, 'dgi'),
    secret: 2,
    maxSpanChars: 4096,
    accept: isFlagValue,
    unfinished: new RegExp(`${FLAG}(?:\\s{1,8}|['"],\\s?|=)${OPENING_QUOTE}(?<held>${VALUE}\\\\?)$`, 'di'),
    hits: [
      'helm repo add x https://x --username u --password q7Kq2mNvR4',
      'gh auth --token=q7Kq2mNvR4',
      'tool --auth-token "two words"',
      "['login', '--password', 'q7Kq2mNvR4']",
      'aws rds modify-db-instance --master-user-password plainword',
      'cmd --api-key q7Kq2mNvR4 --client-secret q7Kq2mNvR4',
      'java -Dapp.secret=q7Kq2mNvR4',
    ],
    misses: [
      'tool --password-file /run/secret/db',
      'vault token create --token-ttl 1h',
      'tool --password $PASSWORD',
      '      --token string          Bearer token for authentication',
      '  --password <password>   the password',
      'tool --password --verbose',
      'docker login --password-stdin',
    ],
  },
  commandFlag({
    id: 'curl-user',
    about: 'Password of curl -u user:password',
    source: 'https://curl.se/docs/manpage.html#-u',
    keywords: ['curl'],
    context: `curl${ARGUMENTS}(?:-[a-zA-Z]{0,8}u ?|--(?:proxy-)?user[ =]|-U ?)["']?[^\\s:"']{0,200}:`,
    value: '(?<=["\'][^"\':]{0,200}:)[^"\']{1,400}|[^\\s"\']{1,400}',
    hits: [
      'curl -u joe:q7Kq2mNvR4 https://example.com',
      "curl -sSu 'joe:two words' https://x",
      'curl --user joe:q7Kq2mN https://x',
    ],
    misses: ['curl -u joe https://example.com', 'curl -u joe: https://example.com', 'curl -u $USER:$PASS https://x'],
  }),
  commandFlag({
    id: 'mysql-password',
    about: 'Password of mysql -pPASSWORD, and of MariaDB and their tools',
    source: 'https://dev.mysql.com/doc/refman/8.4/en/connection-options.html',
    keywords: ['mysql', 'mariadb'],
    context: `(?:mysql|mariadb)(?:-?(?:dump|admin|import|show|check|slap|sh))?${ARGUMENTS}-p["']?`,
    hits: ['mysql -h db -u root -pq7Kq2mNvR4 shop', "mysqldump -p'two words' shop"],
    misses: ['mysql -h db -p shop', 'mysql -P3306 -u root', 'mysql -p$PASS'],
  }),
  commandFlag({
    id: 'command-password',
    about: 'Password of sshpass -p, redis-cli -a, docker or podman login -p, ldapsearch -w, az login -p, smbclient -U',
    source: 'The manual pages of these commands',
    keywords: ['sshpass', 'redis-cli', ' login', 'ldap', 'smbclient'],
    context: `(?:${[
      `sshpass${ARGUMENTS}-p ?`,
      `redis-cli${ARGUMENTS}-a ?`,
      `(?:docker|podman|helm registry|oc|az|skopeo|crane) login${ARGUMENTS}-p ?`,
      `ldap(?:search|modify|add|delete|whoami|passwd)${ARGUMENTS}-w ?`,
      `smbclient${ARGUMENTS}-U [^\\s%]{1,80}%`,
    ].join('|')})["']?`,
    hits: [
      'sshpass -p q7Kq2mNvR4 ssh host',
      'redis-cli -h cache -a q7Kq2mNvR4 ping',
      'docker login -u joe -p q7Kq2mNvR4 registry.example.com',
      'ldapsearch -D cn=admin -w q7Kq2mNvR4',
      'smbclient -U joe%q7Kq2mNvR4 //nas/share',
    ],
    misses: ['docker login registry.example.com', 'docker run -p 8080:80 nginx', 'sshpass -e ssh host'],
  }),
  {
    id: 'openssl-pass',
    about: 'Pass phrase argument of openssl: pass:PHRASE',
    source: 'https://docs.openssl.org/master/man1/openssl-passphrase-options/',
    keywords: ['pass:'],
    pattern: /-(?:pass|passin|passout|passwd|k)\s+["']?pass:([^\s"']{1,400})/dg,
    secret: 1,
    maxSpanChars: 450,
    accept: (secret) => !isPlaceholder(secret),
    unfinished: /-(?:pass|passin|passout|passwd|k)\s+["']?pass:(?<held>[^\s"']{1,400})$/d,
    hits: ['openssl rsa -in key.pem -passin pass:q7Kq2mNvR4'],
    misses: ['openssl rsa -passin env:PASS', 'pass: 12, fail: 0'],
  },
];

/** Types and placeholders that help texts put behind a flag. */
const HELP_WORD = /^(?:string|str|text|value|stdin|prompt|file|path|[A-Z][A-Z_]*)$/;

function isFlagValue(value: string, match: RegExpMatchArray): boolean {
  if (isPlaceholder(value) || isPath(value) || isProse(value) || HELP_WORD.test(value)) return false;
  const between = match[1] ?? '';
  if (between === '=') return true;
  if (/^[-|&;>#\\]/.test(value)) return false;
  // In a help text the description stands in a column of its own.
  return between.trim() !== '' || between.length < 2 || /\d/.test(value);
}
