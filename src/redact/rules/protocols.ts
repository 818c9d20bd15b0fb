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
    keywords: ['auth ', 'requirepass', 'masterauth', 'setuser', 'user default', ') "user '],
    before: `(?:${LEAD}(?:redis-cli\\s[^|\\n]{0,120}?)?AUTH (?:[\\w.-]{1,60} )?(?!PLAIN|LOGIN|CRAM)|\\bredis-cli\\s[^|\\n]{0,120}?AUTH |\\bHELLO [23] AUTH [\\w.-]{1,60} |${LEAD}(?:config set )?(?:requirepass|masterauth)\\s{1,8}|(?:\\bACL SETUSER|^user) \\S{1,60} (?:[^\\n]{0,120}? )?>|["']user \\S{1,60} (?:[^\\n]{0,120}? )?#(?=[0-9a-f]))`,
    flags: 'i',
    accept: (secret, match) => /requirepass|masterauth|>$|hello|redis-cli/i.test(before(match)) || isPassword(secret),
    hits: [
      'AUTH q7Kq2mNvR4',
      'requirepass swordfish',
      'ACL SETUSER joe on >q7Kq2mNvR4 ~*',
      '127.0.0.1:6379> AUTH joe q7Kq2mNvR4',
      '1) "user joe on #3f81c5e7b9d2046a8c0e2f41b3d5f7093f81c5e7b9d2046a8c0e2f41b3d5f709 ~* +@all"',
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
      /\b(?:password|passphrase|passcode|token|secret|(?:api|access|secret|license|recovery|account) key)\s(?:is|was|has been|set|changed|reset|generated|created|will be)(?:\s(?:set|changed|reset|generated))?(?:\sto)?[:\s]\s{0,4}["'`]?([^\s"'`]{6,400})/dgi,
    secret: 1,
    maxSpanChars: 480,
    accept: (secret) => looksSecret(secret.replace(/[.,;]$/, '')) && !isPlaceholder(secret) && !isProse(secret),
    unfinished:
      /\b(?:password|passphrase|passcode|token|secret|(?:api|access|secret|license|recovery|account) key)\s(?:is|was|has been|set|changed|reset|generated|created|will be)(?:\s(?:set|changed|reset|generated))?(?:\sto)?[:\s]\s{0,4}["'`]?(?<held>[^\s"'`]{1,400})$/di,
    hits: ['Your password is q7Kq2mNvR4', 'root password set to "q7Kq2mNvR4"', 'password generated: q7Kq2mNvR4'],
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
  {
    id: 'masked-by-workflow',
    about: 'Value that a workflow asks GitHub Actions to hide from its log',
    source:
      'https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#masking-a-value-in-a-log',
    keywords: ['add-mask'],
    pattern: /(?:::add-mask::|##\[add-mask\])([^\s"']{3,2000})/dg,
    secret: 1,
    maxSpanChars: 2100,
    accept: (secret) => !isPlaceholder(secret),
    unfinished: /(?:::add-mask::|##\[add-mask\])(?<held>[^\s"']{1,2000})$/d,
    hits: ['2026-11-24T09:00:00.0000000Z ::add-mask::q7Kq2mNvR4'],
    misses: ['echo "::add-mask::$TOKEN"', '::add-mask::'],
  },
  {
    id: 'driver-login',
    about: 'Password in a data source name of Go’s drivers: user:password@tcp(host:port)/database',
    source: 'https://github.com/go-sql-driver/mysql#dsn-data-source-name',
    keywords: ['@tcp(', '@unix(', '@udp(', '@tcp6(', 'dsn', 'mysql'],
    pattern: /(?<![\w/])[\w.-]{1,80}:([^\s"'\x60]{1,200}?)@(?:tcp6?|unix|udp)\(/dg,
    secret: 1,
    maxSpanChars: 320,
    accept: (secret) => !isPlaceholder(secret) && !isExampleWord(secret),
    // The sign by which it is known stands behind it.
    unfinished: /(?:dsn|mysql)\w{0,24}["',\s:=(]{1,12}[\w.-]{1,80}:(?<held>[^\s"'\x60]{1,200})$/di,
    hits: [
      'MYSQL_DSN=joe:q7Kq2mNvR4@tcp(db:3306)/shop?parseTime=true',
      'sql.Open("mysql", "root:sword/fish@unix(/run/mysqld.sock)/x")',
    ],
    misses: ['user:password@tcp(localhost:5555)/dbname', 'joe@tcp(db:3306)/shop'],
  },
  {
    id: 'escaped-assignment',
    about: 'Password or token whose name and value are percent-encoded in a URL: PWD%3D…',
    source: 'https://docs.sqlalchemy.org/en/20/dialects/mssql.html#pass-through-exact-pyodbc-string',
    keywords: ['pwd%3d', 'password%3d', 'token%3d', 'secret%3d', 'key%3d'],
    pattern:
      /(?:pwd|password|token|secret|(?:api|access|account|shared)_?key)%3D((?:[\w.~*+-]|%(?!26|3B|20)[0-9A-F]{2}){4,2000})/dgi,
    secret: 1,
    maxSpanChars: 2100,
    accept: (secret) => !isPlaceholder(secret) && (looksSecret(secret) || looksRandom(secret)),
    unfinished: /(?:pwd|password|token|secret|(?:api|access|account|shared)_?key)%3D(?<held>[\w.~*+%-]{1,2000})$/di,
    hits: [
      'mssql+pyodbc:///?odbc_connect=UID%3Dsa%3BPWD%3Dq7Kq2mNvR4%3B',
      'https://x.org/login?next=%2Fcb%3Ftoken%3Dq7Kq2mNvR4tYw8Zp%26a%3D1',
    ],
    misses: ['?next=%2Flogin%3Ftoken%3Dnone'],
  },
  {
    id: 'zone-key',
    about: 'Secret of a TSIG or rndc key in the configuration of BIND and of others with its syntax',
    source: 'https://bind9.readthedocs.io/en/latest/reference.html#key-block-grammar',
    keywords: ['secret "', "secret '"],
    pattern: /(?:^|[\s{;])secret\s{1,8}["']([A-Za-z0-9+/]{16,200}={0,2})["']\s{0,4};/dg,
    secret: 1,
    spreads: true,
    maxSpanChars: 240,
    unfinished: /(?:^|[\s{;])secret\s{1,8}["'](?<held>[A-Za-z0-9+/]{1,200}={0,2})(?:["']\s{0,4})?$/d,
    hits: ['key "k" { algorithm hmac-sha256; secret "q7Kq2mNvR4tYw8ZpA1cE3gI5kM7oQ9sUbD0fH2jL4nM="; };'],
    misses: ['the secret "with0123456789abcdef" is old'],
  },
  {
    id: 'cipher-key',
    about: 'Key that openssl enc -P prints',
    source: 'https://docs.openssl.org/master/man1/openssl-enc/',
    keywords: ['key='],
    pattern: /^key=([0-9A-F]{32,64})\s*$/dg,
    secret: 1,
    maxSpanChars: 96,
    unfinished: /^key=(?<held>[0-9A-F]{1,64})$/d,
    hits: ['key=32C167C32458C22B28A53D298DA26BF7CEA18452CD5CD9E46CEC4614B079C23A'],
    misses: ['key=value', 'key=3f81c5e7b9d2046a8c0e2f41b3d5f709', 'sort_key=3F81C5E7B9D2046A8C0E2F41B3D5F709'],
  },
];

const before = (match: RegExpMatchArray) =>
  match[0].slice(0, match[0].length - (match[1] ?? '').length).replace(/["']$/, '');
