/** Lines of protocols, prompts and small files that say by their place which word is the secret. */
import type {RedactionRule} from '../rule.ts';
import {looksRandom} from '../spreading.ts';
import {decodeBase64} from './checks.ts';
import {isExampleWord, isPath, isPlaceholder, isProse, looksSecret} from './value.ts';

interface LineShape extends Pick<RedactionRule, 'id' | 'about' | 'source' | 'keywords' | 'hits' | 'misses'> {
  /** Source of a regular expression up to the secret. */
  before: string;
  value?: string;
  /** What must follow. */
  after?: string;
  flags?: string;
  accept?: (secret: string, match: RegExpMatchArray) => boolean;
}

const WORD = '[^\\s"\'<>;,]{3,400}';

function secretOfLine({before, value = WORD, after = '', flags = '', accept, ...told}: LineShape): RedactionRule {
  return {
    ...told,
    pattern: new RegExp(`${before}["']?(${value})${after}`, `dg${flags}`),
    secret: 1,
    maxSpanChars: 1200,
    accept: (secret, match) => isWanted(secret) && (accept?.(secret, match) ?? true),
    unfinished: new RegExp(
      `${before}["']?(?<held>[^\\s"']{1,400}${after === '' ? '' : '["\']?[\\s*]{0,17}'})$`,
      `d${flags}`,
    ),
  };
}

const isWanted = (secret: string) => !isPlaceholder(secret) && !isExampleWord(secret) && !isPath(secret);
/** What a line begins with before what was typed or sent: prompts, marks of a protocol's log. */
const LEAD = '^(?:[\\w.:@~/\\[\\]()-]{0,60}[>$#%] ?|[CS<>+-]{1,4}:? ?|\\s{0,8})?';
/** Typed at a prompt, or shown in a log of a protocol: a word is enough. */
const isPassword = (secret: string) => looksSecret(secret) || looksRandom(secret);

export const PROTOCOL_RULES: readonly RedactionRule[] = [
  secretOfLine({
    id: 'redis-auth',
    about: 'Password of Redis: AUTH, requirepass, masterauth, ACL SETUSER >PASSWORD',
    source: 'https://redis.io/docs/latest/commands/auth/',
    keywords: ['auth ', 'requirepass', 'masterauth', 'setuser', 'user default'],
    before: `(?:${LEAD}(?:redis-cli\\s[^|\\n]{0,120}?)?AUTH (?:[\\w.-]{1,60} )?(?!PLAIN|LOGIN|CRAM)|\\bredis-cli\\s[^|\\n]{0,120}?AUTH |\\bHELLO [23] AUTH [\\w.-]{1,60} |${LEAD}(?:config set )?(?:requirepass|masterauth)\\s{1,8}|(?:\\bACL SETUSER|^user) \\S{1,60} (?:[^\\n]{0,120}? )?>)`,
    flags: 'i',
    accept: (secret, match) => /requirepass|masterauth|>$|hello|redis-cli/i.test(before(match)) || isPassword(secret),
    hits: [
      'AUTH q7Kq2mNvR4',
      'requirepass swordfish',
      'ACL SETUSER joe on >q7Kq2mNvR4 ~*',
      '127.0.0.1:6379> AUTH joe q7Kq2mNvR4',
    ],
    misses: ['auth required', 'AUTH', 'auth (git)', 'auth 1.2.3'],
  }),
  secretOfLine({
    id: 'mail-login',
    about: 'Password in a session of IMAP, SMTP, POP3 or FTP: LOGIN user password, AUTH PLAIN base64, PASS password',
    source: 'https://www.rfc-editor.org/rfc/rfc9051#section-6.2.3',
    keywords: ['login ', 'auth plain', 'auth login', 'pass '],
    before: `(?:\\b(?:[A-Za-z]{1,4}\\d{1,6}|a) LOGIN (?:"[^"]{1,80}"|[^\\s"]{1,80}) |\\bAUTH (?:PLAIN|LOGIN) |${LEAD}(?:PASS|---> PASS) )`,
    after: '(?=["\']?\\s*$)',
    accept: (secret, match) => {
      const lead = before(match);
      if (/PASS $/.test(lead)) return isPassword(secret) && !/[/:]|\.[a-z]{1,4}$/.test(secret) && looksRandom(secret);
      return /AUTH/.test(lead) ? decodeBase64(secret) !== '' && secret.length >= 8 : true;
    },
    hits: ['a1 LOGIN joe q7Kq2mNvR4', 'AUTH PLAIN AGpvZQBodW50ZXIy', 'PASS q7Kq2mNvR4'],
    misses: ['PASS src/a1.test.js', 'PASS: test1', 'AUTH LOGIN', '  LOGIN AS joe'],
  }),
  secretOfLine({
    id: 'chat-login',
    about: 'Password for the services of IRC: IDENTIFY, OPER, /secure set',
    source: 'https://www.rfc-editor.org/rfc/rfc2812#section-3.1.4',
    keywords: ['identify', 'oper ', '/secure set'],
    before: '(?:(?:NickServ|NS|:)\\s?:?IDENTIFY (?:\\w{1,40} )?|(?:^|\\s|/)OPER \\w{1,40} |/secure set \\S{1,60} )',
    flags: 'i',
    after: '(?=["\']?\\s*$)',
    hits: ['/msg NickServ IDENTIFY q7Kq2mNvR4', '/oper joe swordfish9'],
    misses: ['identify the cause', '/secure set'],
  }),
  secretOfLine({
    id: 'vpn-secret',
    about: 'Shared secret or password in ipsec.secrets',
    source: 'https://docs.strongswan.org/docs/latest/swanctl/swanctlConf.html',
    keywords: [': psk', ': eap', ': xauth', ': ntlm'],
    before: ':\\s{1,4}(?:PSK|EAP|XAUTH|NTLM)\\s{1,4}',
    value: '(?<=["\'])[^"\'\\n]{3,200}|0[sx][^\\s"\']{8,200}',
    hits: [': PSK "q7Kq2mNvR4"', 'joe : EAP "two words"'],
    misses: [': PSK', 'eap: unknown', 'a : PSK is used'],
  }),
  secretOfLine({
    id: 'chap-secret',
    about: 'Password in chap-secrets and pap-secrets of PPP',
    source: 'https://ppp.samba.org/pppd.html',
    keywords: [' *'],
    before: '^["\']?[\\w.@\\\\-]{1,60}["\']?\\s{1,16}(?:\\*|["\']?[\\w.-]{1,40}["\']?)\\s{1,16}',
    after: '["\']?\\s{1,16}\\*\\s*$',
    accept: isPassword,
    hits: ['joe * q7Kq2mNvR4 *'],
    misses: ['drwx * * x', '* * * * * backup.sh'],
  }),
  {
    id: 'cookie-jar',
    about: 'Value of a cookie in a file of curl, wget or a browser (Netscape format)',
    source: 'https://curl.se/docs/http-cookies.html',
    keywords: ['true', 'false'],
    pattern:
      /^(?:#HttpOnly_)?\.?[\w.-]{1,200}\s{1,16}(?:TRUE|FALSE)\s{1,16}\/\S{0,200}\s{1,16}(?:TRUE|FALSE)\s{1,16}\d{1,14}\s{1,16}[\w.%-]{1,100}\s{1,16}(\S{4,4000})\s*$/dg,
    secret: 1,
    maxSpanChars: 4600,
    accept: (secret) => !isPlaceholder(secret),
    unfinished:
      /^(?:#HttpOnly_)?\.?[\w.-]{1,200}\s{1,16}(?:TRUE|FALSE)\s{1,16}\/\S{0,200}\s{1,16}(?:TRUE|FALSE)\s{1,16}\d{1,14}\s{1,16}[\w.%-]{1,100}\s{1,16}(?<held>\S{1,4000})$/d,
    hits: ['.example.com\tTRUE\t/\tTRUE\t1893456000\tsessionid\tq7Kq2mNvR4'],
    misses: ['a TRUE FALSE', 'x.org TRUE / FALSE 0 theme'],
  },
  {
    id: 'told-secret',
    about: 'Secret that a sentence tells: Your password is …, token was set to …',
    source: 'Output of installers and of commands that create accounts',
    keywords: ['password ', 'passphrase ', 'passcode ', 'token ', 'secret ', 'key ', 'credential'],
    pattern:
      /\b(?:password|passphrase|passcode|token|secret|(?:api|access|secret|license|recovery|account) key)\s(?:is|was|has been|set|changed|reset|will be)(?:\s(?:set|changed|reset))?(?:\sto)?[:\s]\s{0,4}["'`]?([^\s"'`]{6,400})/dgi,
    secret: 1,
    maxSpanChars: 480,
    accept: (secret) => looksSecret(secret.replace(/[.,;]$/, '')) && !isPlaceholder(secret) && !isProse(secret),
    unfinished:
      /\b(?:password|passphrase|passcode|token|secret|(?:api|access|secret|license|recovery|account) key)\s(?:is|was|has been|set|changed|reset|will be)(?:\s(?:set|changed|reset))?(?:\sto)?[:\s]\s{0,4}["'`]?(?<held>[^\s"'`]{1,400})$/di,
    hits: ['Your password is q7Kq2mNvR4', 'root password set to "q7Kq2mNvR4"'],
    misses: [
      'the password is required',
      'token is not set',
      'password was changed 3 days ago',
      'the token is read from ~/.config',
    ],
  },
  {
    id: 'mnemonic',
    about: 'Seed phrase of a wallet: twelve to 24 words behind their name',
    source: 'https://github.com/bitcoin/bips/blob/master/bip-0039.mediawiki',
    keywords: ['mnemonic', 'phrase', 'seed'],
    pattern:
      /\b(?:mnemonic|(?:seed|recovery|secret|backup)[ _-]?(?:phrase|words)|seed)\b[^:=\n]{0,40}[:=]\s{0,8}["'[]{0,2}((?:[a-z]{3,8}["']?[ ,]{1,3}["']?){11,23}[a-z]{3,8})/dgi,
    secret: 1,
    maxSpanChars: 480,
    unfinished:
      /\b(?:mnemonic|(?:seed|recovery|secret|backup)[ _-]?(?:phrase|words)|seed)\b[^:=\n]{0,40}[:=]\s{0,8}["'[]{0,2}(?<held>[a-z]{3,8}(?:["']?[ ,]{1,3}["']?[a-z]{0,8}){0,23})$/di,
    hits: ['mnemonic: legal winner thank year wave sausage worth useful legal winner thank yellow'],
    misses: ['seed: 42', 'seed phrase: see the manual'],
  },
];

const before = (match: RegExpMatchArray) =>
  match[0].slice(0, match[0].length - (match[1] ?? '').length).replace(/["']$/, '');
