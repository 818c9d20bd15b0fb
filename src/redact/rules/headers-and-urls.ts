/** HTTP credentials and URLs that carry them. */
import type {RedactionRule} from '../rule.ts';
import {looksRandom} from '../spreading.ts';
import {decodeBase64} from './checks.ts';
import {isExampleWord, isPlaceholder, isProse} from './value.ts';

const SCHEMES =
  '(?:aws|bearer|basic|token|digest|negotiate|ntlm|apikey|api-key|hawk|splunk|genie-?key|oauth|jwt|key|sso-key)';
const AUTHORIZATION = `authorization(?:[\\\\"'\\]]{0,3})\\s{0,8}[:=]\\s{0,8}[\\\\"']{0,3}(?:(?<scheme>${SCHEMES})\\s{1,4})?`;

export const HEADER_AND_URL_RULES: readonly RedactionRule[] = [
  {
    id: 'authorization-header',
    about: 'Credentials of an HTTP Authorization or Proxy-Authorization header',
    source: 'https://www.rfc-editor.org/rfc/rfc9110#name-authorization',
    keywords: ['authorization'],
    pattern: new RegExp(`${AUTHORIZATION}([^\\s"'\\\\,;]{1,6000})`, 'dgi'),
    secret: 2,
    maxSpanChars: 6100,
    accept: isCredential,
    unfinished: new RegExp(`${AUTHORIZATION}(?<held>[^\\s"'\\\\,;]{1,6000})$`, 'di'),
    hits: [
      'Authorization: Bearer q7Kq2mNvR4',
      'curl -H "Authorization: Basic am9lOmh1bnRlcjI=" https://x',
      '{"Authorization":"token q7Kq2mNvR4"}',
      'proxy-authorization: q7Kq2mNvR4tYw8',
    ],
    misses: ['Authorization: ', 'Authorization: Bearer $TOKEN', 'authorization: none', 'Authorization: Bearer <token>'],
  },
  {
    id: 'bearer-token',
    about: 'Bearer token outside of a header',
    source: 'https://www.rfc-editor.org/rfc/rfc6750',
    keywords: ['bearer '],
    pattern: /\bbearer\s{1,4}([A-Za-z0-9._~+/=-]{16,6000})/dgi,
    secret: 1,
    maxSpanChars: 6100,
    accept: (secret) => /\d/.test(secret) && /[A-Za-z]/.test(secret),
    unfinished: /\bbearer\s{1,4}(?<held>[A-Za-z0-9._~+/=-]{1,6000})$/di,
    hits: ['sending Bearer q7Kq2mNvR4tYw8ZpA1cE'],
    misses: ['the bearer authentication-with-hyphens', 'Bearer token'],
  },
  {
    id: 'basic-credentials',
    about: 'User and password in base64, as HTTP basic authentication sends them',
    source: 'https://www.rfc-editor.org/rfc/rfc7617',
    keywords: ['basic '],
    pattern: /\bbasic\s{1,4}([A-Za-z0-9+/]{8,1000}={0,2})/dgi,
    secret: 1,
    maxSpanChars: 1010,
    accept: (secret) => /^[\x20-\x7e]+:[\x20-\x7e]*$/.test(decodeBase64(secret)),
    unfinished: /\bbasic\s{1,4}(?<held>[A-Za-z0-9+/]{1,1000}={0,2})$/di,
    hits: ['sending Basic am9lOmh1bnRlcjI='],
    misses: ['basic authentication', 'Basic QUJDREVGR0hJSktM'],
  },
  {
    id: 'url-password',
    about: 'Password in a URL: scheme://user:password@host',
    source: 'https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1',
    keywords: ['://'],
    // A slash, too, should be written as %2F.
    pattern: /:\/\/[^\s:/@'"<>?#]{0,200}:(?!\d{1,5}(?:[/?#]|$)|\/)([^\s'"<>?#]{1,400}|[^\s/'"<>]{1,400})@(?=[\w[])/dg,
    secret: 1,
    maxSpanChars: 700,
    accept: (secret) => !isPlaceholder(secret) && !isExampleWord(secret),
    unfinished: /:\/\/[^\s:/@'"<>?#]{0,200}:(?!\d{1,5}[/?#])(?<held>[^\s'"<>?#]{1,400})$/d,
    hits: [
      'postgresql://app:q7Kq2mNvR4@db.example.com:5432/shop',
      'git clone https://joe:q7Kq2mNvR4@git.example.com/x.git',
      'redis://:q7Kq2mNvR4@cache:6379/0',
      'amqp://u:p@ss@mq/vhost',
    ],
    misses: [
      'postgres://app@db/shop',
      'http://localhost:8080/a@b',
      'git+ssh://git@github.com:acme/app',
      'https://joe:$PASS@git.example.com',
      'http://user:password@example.com',
    ],
  },
  {
    id: 'url-token',
    about: 'Token in the place of the user in a URL: https://TOKEN@host, https://TOKEN:x-oauth-basic@host',
    source: 'https://git-scm.com/docs/gitcredentials',
    keywords: ['://'],
    pattern: /:\/\/([A-Za-z0-9_~%+=-]{16,400})(?::[\w-]{0,40})?@(?=[\w[])/dg,
    secret: 1,
    maxSpanChars: 450,
    accept: (secret) => looksRandom(secret) && secret.length >= MIN_TOKEN_CHARS,
    unfinished: /:\/\/(?<held>[A-Za-z0-9_~%+=-]{1,400}(?::[\w-]{0,40})?@?)$/d,
    hits: ['git clone https://q7Kq2mNvR4tYw8ZpA1cE@github.com/acme/app.git', 'nats://q7Kq2mNvR4tYw8ZpA1cE@nats:4222'],
    misses: ['ssh://deploy-user-of-acme@git.example.com/x', 'https://registry.example.com/@scope/package'],
  },
  {
    id: 'query-key',
    about: 'Key in the query of a URL: ?key=…',
    source: 'https://swagger.io/docs/specification/v3_0/authentication/api-keys/',
    keywords: ['?key=', '&key='],
    pattern: /[?&]key=([A-Za-z0-9_.~%+-]{16,400})/dg,
    secret: 1,
    maxSpanChars: 450,
    // No checksum and no number of a thing.
    accept: (secret) => looksRandom(secret) && !/^[\da-f-]+$/i.test(secret),
    unfinished: /[?&]key=(?<held>[A-Za-z0-9_.~%+-]{1,400})$/d,
    hits: ['GET https://api.example.com/v1?key=q7Kq2mNvR4tYw8ZpA1cE'],
    misses: ['?key=name', '?key=a3f81c5e7b9d2046a8c0e2f41b3d5f70', '&key=0f8fad5b-d9cb-469f-a165-70867728950e'],
  },
];

const MIN_TOKEN_CHARS = 16;
const SCHEME = new RegExp(`^${SCHEMES}$`, 'i');

/** And not a word about credentials, a parameter's name or an expression of code. */
function isCredential(secret: string, match: RegExpMatchArray): boolean {
  if (secret.length < 4 || isPlaceholder(secret) || isProse(secret) || SCHEME.test(secret)) return false;
  if (match.groups?.scheme === undefined && /^[A-Za-z_.]+$/.test(secret)) return false;
  return !/[([]|^[a-z]{1,12}=$/i.test(secret);
}
