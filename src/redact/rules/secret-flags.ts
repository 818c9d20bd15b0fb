/** Flags whose name says that their value is secret. */
import type {RedactionRule} from '../rule.ts';
import {
  isExampleWord,
  isPath,
  isPlaceholder,
  isProse,
  OPENING_QUOTE,
  SECRET_NAME,
  SECRET_NAME_KEYWORDS,
  VALUE,
} from './value.ts';

/** The look back stands behind the name: at each place of a line it would cost time. */
const FLAG = `(?:${SECRET_NAME}|certificate-key)\\d?(?<=(?:^|[\\s"'\`(=\\[,])--?[\\w.-]{1,60})`;

export const SECRET_FLAG_RULES: readonly RedactionRule[] = [
  {
    id: 'secret-flag',
    about: 'Value of a flag whose name ends in password, token, secret, API key or the like',
    source: 'Most commands name such flags this way: --password X, --auth-token X, -password X',
    keywords: [...SECRET_NAME_KEYWORDS, '--certificate-key'],
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
      'kubeadm join 10.0.0.1:6443 --control-plane --certificate-key a480a188166f98e5140c423002a9a84c6a0593d6531fd6f3154de5fd870ec770',
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
];

/** Types and placeholders that help texts put behind a flag. */
const HELP_WORD = /^(?:string|str|text|value|stdin|prompt|file|path|[A-Z][A-Z_]*)$/;

function isFlagValue(value: string, match: RegExpMatchArray): boolean {
  if (isPlaceholder(value) || isPath(value) || isProse(value) || HELP_WORD.test(value) || isExampleWord(value))
    return false;
  const between = match[1] ?? '';
  if (between === '=') return true;
  if (/^[-|&;>#\\]/.test(value)) return false;
  // In a help text the description stands in a column of its own.
  return between.trim() !== '' || between.length < 2 || /\d/.test(value);
}
