/** Values whose name hints at a secret without saying so, as `auth` and `pass` do: believed when they look like one, too. */
import type {RedactionRule} from '../rule.ts';
import {looksRandom} from '../spreading.ts';
import {isRandomKey} from './checks.ts';
import {isUuid} from './named-token.ts';
import {isPath, isPlaceholder, isProse, isSentence, looksSecret} from './value.ts';

const SEPARATOR = '["\'\\]]{0,2}(?<separator>\\s{0,16}(?:=>|[:=])\\s{0,16})(?<quote>[bu]?\\\\?["\'])?';
const VALUE = '(?<=["\'])[^"\'\\\\\\n]{3,400}|(?<!["\'])[^\\s"\'`,;<>(){}[\\]|]{3,400}';

const WORDS =
  '(?<![a-z])(?:pass|pw|pin|bearer|pepper|creds?)|(?<![a-z]|\\$)auth|(?<=[a-z\\d][_.-])(?:auth|salt|creds?)';
const WORD_START = `(?<name>${WORDS})${SEPARATOR}`;

/** Whose key, or what it is for: where it hints at a secret, and no less at a name of something. */
const OWNERS =
  'license|deploy|deployment|webhook|functions?|subscription|instrumentation|recovery|activation|product|bot|service|session|security|integration|write|ingest|ingestion|server|client|user|consumer|admin|root|wrapping|kms|dek|kek|wifi|network|vpn|bot|device|ocp-apim-subscription';
const KEY_START = `(?<name>(?:${OWNERS})[ _.-]?key|secret[ _-]?id|session[ _-]?id|x-auth|new value|key content|(?:verification|one-time|security|login) code(?: is)?|(?:auth|nonce|logged_in|secure_auth)_(?:key|salt)|password_salt|salt)[ _.-]?\\d{0,2}${SEPARATOR}`;

/** Of these a variable's key is no secret: names of things, and what everybody may see. */
const OPEN_KEY =
  /(?:^|_)(?:PUBLIC|PUB|PUBLISHABLE|ANON|CLIENT_SITE|SITE|PRIMARY|FOREIGN|CACHE|PARTITION|SORT|HASH|RANGE|OBJECT|S3|BUCKET|FILE|GROUP|ROUTING|IDEMPOTENCY|DEDUP|ROW|INDEX|HOST|SSH|GPG|PGP|REGISTRY|HOT|SHORTCUT|LOOKUP|TEMPLATE|ARTIFACT|STATE|LOCK|CONTENT|KMS)_KEY$/;
const KEY_VARIABLE =
  '(?<![A-Za-z0-9$\\{-])(?<name>(?:[A-Z][A-Z0-9_]{0,60}(?:_KEY|_COOKIE)|[A-Z0-9_]{0,60}HMAC)(?:_\\d)?)["\']?\\s{0,4}[=:]\\s{0,4}["\']?';

export const HINT_RULES: readonly RedactionRule[] = [
  {
    id: 'key-variable',
    about: 'Value of a variable in capitals that ends in _KEY, _COOKIE or HMAC and looks random',
    source: 'Services call theirs FAL_KEY, IO_KEY, STREAM_KEY; Erlang’s nodes share RELEASE_COOKIE',
    keywords: ['_key=', '_key:', '_key"', "_key'", '_key =', '_key_', '_cookie', 'hmac=', 'hmac:'],
    pattern: new RegExp(`${KEY_VARIABLE}([A-Za-z0-9+/=_.:#~-]{16,400})(?![A-Za-z0-9+/=_.:#~-])`, 'dg'),
    secret: 2,
    maxSpanChars: 520,
    accept: isKeyOfVariable,
    unfinished: new RegExp(`${KEY_VARIABLE}(?<held>[A-Za-z0-9+/=_.:#~-]{1,400})$`, 'd'),
    hits: [
      'FAL_KEY=be9f9f5d-f555-476a-ad20-9064dacaf964:23037ead7fb9fff63d74492a4f2dba2d',
      'export IO_KEY="xbG2Ty3ZgahMxnsKQ2jbapk9HZMD"',
      '  GEOCODIFY_KEY: 8294ec3b3a6897a2b2dcdf792d9bbdac583de17c',
      '{"CSRF_KEY": "e22f712d868a406837c6635b455f75b9"}',
      'HMAC=3f81c5e7b9d2046a8c0e2f41b3d5f7093f81c5e7b9d2046a8c0e2f41b3d5f709',
      'RELEASE_COOKIE=JUCWTYDNBBYGBDMDTKXHIVWUAWY66BTAHLCCK7ZI7',
    ],
    misses: [
      'CACHE_KEY=a3f81c5e7b9d2046a8c0e2f41b3d5f70',
      'SSH_PUBLIC_KEY=AAAAC3NzaC1lZDI1NTE5AAAAIx7Kq2mNvR4tYw8ZpA1cE',
      'HKEY_CURRENT_KEY: windows-registry-of-the-user',
      'PARTITION_KEY=customer-2024-11-24-eu-west',
    ],
  },
  {
    id: 'hinted-password',
    about: 'Value of a name such as pass, pw, auth or creds that looks like a password',
    source: 'Settings of many programs: "auth" of docker’s config.json, "pass" of mailers, BASIC_AUTH=user:password',
    keywords: ['pass', 'pw', 'pin', 'bearer', 'pepper', 'creds', 'cred', 'auth', 'salt'].flatMap((word) =>
      [':', '=', '"', "'", ' =', ' :'].map((end) => word + end),
    ),
    pattern: new RegExp(`${WORD_START}(${VALUE})`, 'dgi'),
    secret: 4,
    maxSpanChars: 520,
    accept: isHintedPassword,
    unfinished: new RegExp(`${WORD_START}(?<held>[^\\s"']{1,400})$`, 'di'),
    hits: [
      '{"db":{"pass":"q7Kq2mNvR4"}}',
      '      "auth": "am9lOmh1bnRlcjI="',
      'BASIC_AUTH=joe:q7Kq2mNvR4',
      'pw: q7Kq2mNvR4',
      'mount -o user=joe,pass=q7Kq2mNvR4',
      'REDIS_AUTH=q7Kq2mNvR4',
    ],
    misses: [
      'pass: 12, fail: 0',
      'PASS: test-1.sh',
      'auth: none',
      'auth=ldap',
      '"auth": "oauth2"',
      'pin: 12',
      'first pass: 12.3s',
      'auth: {user: joe}',
      'pass = True',
      'auth: https://example.com/oauth2',
      'auth: joe@example.com',
    ],
  },
  {
    id: 'hinted-key',
    about: 'Value of a name such as license_key or session_id that looks like a key',
    source: 'Settings and headers of many services',
    keywords: [
      'key',
      'secret id',
      'secret_id',
      'secretid',
      'secret-id',
      'session_id',
      'session-id',
      'sessionid',
      'x-auth',
      'new value',
      'key content',
      'verification',
      'one-time code',
      'security code',
      'login code',
      'salt',
    ].flatMap((word) =>
      word === 'key' ? ['key:', 'key=', 'key"', "key'", 'key =', 'key :', 'key_', 'key-', 'key 1'] : [word],
    ),
    pattern: new RegExp(`${KEY_START}(${VALUE})`, 'dgi'),
    secret: 4,
    maxSpanChars: 520,
    accept: isHintedKey,
    unfinished: new RegExp(`${KEY_START}(?<held>[^\\s"']{1,400})$`, 'di'),
    hits: [
      'LICENSE_KEY=q7Kq2mNvR4tYw8Zp',
      'SecretID:         0f8fad5b-d9cb-469f-a165-70867728950e',
      'X-Functions-Key: q7Kq2mNvR4tYw8Zp',
      '    Key Content            : q7Kq2mNvR4',
      'Your one-time code is: 482913',
      "define('SECURE_AUTH_SALT', 'x')\nauth_salt = 'q7Kq2mNvR4tYw8Zp'",
    ],
    misses: [
      'session_id: 0f8fad5b-d9cb-469f-a165-70867728950e',
      'cache_key: a3f81c5e7b9d2046a8c0e2f41b3d5f70',
      'user_key: name',
      'product key: version-1.2.3',
      'server key = /etc/ssl/server.key',
      'client_key=client-key.pem',
    ],
  },
];

function isHintedPassword(value: string, match: RegExpMatchArray): boolean {
  if (isPlaceholder(value) || isPath(value) || isProse(value) || isSentence(value)) return false;
  const {name = '', separator = '', quote} = match.groups ?? {};
  if (/^PASS$/.test(name) && separator.includes(':')) return false;
  const credentials = /^[^:\s]{1,64}:(?!\/\/)([^:\s]{4,})$/.exec(value);
  if (credentials !== null && /auth|cred/i.test(name)) return looksSecret(credentials[1]!);
  if (/^pin$/i.test(name)) return /^\d{4,8}$/.test(value) && name === 'PIN';
  if (looksSecret(value) && !/^[a-z]+\d$/.test(value)) return true;
  // A word, where the name is a variable's or a key's and nothing else could follow.
  return (
    /^(?:pass|pw)$/i.test(name) &&
    (quote !== undefined || /^[A-Z]/.test(name)) &&
    separator.trim() !== '' &&
    /^\S{6,}$/.test(value) &&
    /^\p{L}+$/u.test(value) &&
    !/pass|auth|true|false/i.test(value)
  );
}

function isHintedKey(value: string, match: RegExpMatchArray): boolean {
  if (isPlaceholder(value) || isPath(value)) return false;
  const {name = ''} = match.groups ?? {};
  if (isUuid(value)) return /secret|instrumentation|license/i.test(name);
  if (/code/i.test(name)) return /^\d{6,8}$|^[A-Z\d-]{6,}$/.test(value) && /\d/.test(value);
  if (/session|salt/i.test(name) && /^[\da-f-]+$/i.test(value))
    return value.length >= MIN_HEX_CHARS && /salt/i.test(name);
  return looksSecret(value) || (/^[\da-f]{32,}$/i.test(value) && !/product|session|user/i.test(name));
}

const MIN_HEX_CHARS = 16;

/** Random by its looks; also a checksum, since of a file none is called a key. */
function isKeyOfVariable(value: string, match: RegExpMatchArray): boolean {
  const name = match.groups?.name ?? '';
  if (OPEN_KEY.test(name.replace(/_\d$/, '')) || isPlaceholder(value) || isPath(value)) return false;
  return isRandomKey(value) || (looksRandom(value) && looksSecret(value)) || /^[A-Z]{20}$/.test(value);
}
