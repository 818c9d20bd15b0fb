/** HTTP credentials and URLs that carry them. */
import type {RedactionRule} from '../rule.ts';
import {decodeBase64} from './checks.ts';
import {isPlaceholder, isProse} from './value.ts';

const SCHEMES =
  '(?:bearer|basic|token|digest|negotiate|ntlm|apikey|api-key|hawk|splunk|genie-?key|oauth|jwt|key|sso-key)';
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
    // A slash should be written as %2F; where it is not, a port behind the host tells where the password ends.
    pattern:
      /:\/\/[^\s:/@'"<>?#]{0,200}:(?!\d{1,5}[/?#])([^\s/'"<>]{1,400}|[^\s'"<>?#]{1,400}(?=@[\w.-]{1,200}:\d))@(?=[\w[])/dg,
    secret: 1,
    maxSpanChars: 700,
    accept: (secret) => !isPlaceholder(secret),
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
    ],
  },
];

const SCHEME = new RegExp(`^${SCHEMES}$`, 'i');

/** And not a word about credentials, a parameter's name or an expression of code. */
function isCredential(secret: string, match: RegExpMatchArray): boolean {
  if (secret.length < 4 || isPlaceholder(secret) || isProse(secret) || SCHEME.test(secret)) return false;
  if (match.groups?.scheme === undefined && /^[A-Za-z_.]+$/.test(secret)) return false;
  return !/[([]|^[a-z]{1,12}=$/i.test(secret);
}
