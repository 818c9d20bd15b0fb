/** Hashes of passwords: with time, and a dictionary, they are the passwords. */
import type {RedactionRule} from '../rule.ts';

interface HashShape extends Pick<RedactionRule, 'id' | 'about' | 'source' | 'hits' | 'misses' | 'accept'> {
  keywords?: readonly string[];
  openings?: readonly string[];
  /** Source of a regular expression: what names the kind of hash. */
  start: string;
  /** The same with parameters and salt. */
  prefix: string;
  /** One character of what follows the start. */
  any?: string;
  body: string;
  min: number;
  max: number;
}

function passwordHash({
  keywords = [],
  openings = [],
  start,
  prefix,
  any = ANY,
  body,
  min,
  max,
  ...told
}: HashShape): RedactionRule {
  return {
    ...told,
    keywords,
    openings,
    pattern: new RegExp(`${prefix}${body}{${min},${max}}`, 'dg'),
    secret: 0,
    spreads: true,
    maxSpanChars: max + 64,
    unfinished: new RegExp(
      `(?<mask>${start}${any}{${TELLING_CHARS},${max + 64}})$|(?<held>${start}${any}{0,${TELLING_CHARS}})$`,
      'd',
    ),
  };
}

const CRYPT = '[./A-Za-z0-9]';
/** Parameters, salt and hash. */
const ANY = '[./A-Za-z0-9+=$,_-]';
/** Behind a start that may also be a shell's variable. */
const TELLING_CHARS = 8;

export const HASH_RULES: readonly RedactionRule[] = [
  passwordHash({
    id: 'bcrypt-hash',
    about: 'Password hash of bcrypt, as in htpasswd and many databases',
    source: 'https://www.openwall.com/crypt/',
    openings: ['[$]2[abxy][$][0-9]{2}'],
    start: '\\$2[abxy]\\$\\d\\d\\$',
    prefix: '\\$2[abxy]\\$\\d\\d\\$',
    body: CRYPT,
    min: 20,
    max: 53,
    hits: ['joe:$2y$10$x7Kq2mNvR4tYw8ZpA1cE3eI5kM7oQ9sUbD0fH2jL4nP6rT8vX0zB1'],
    misses: ['$2a$10$', 'awk "{print $2}"'],
  }),
  passwordHash({
    id: 'crypt-hash',
    about: 'Password hash of crypt(3), as in /etc/shadow: MD5, SHA-256, SHA-512, yescrypt, scrypt, Apache',
    source: 'https://man7.org/linux/man-pages/man5/crypt.5.html',
    openings: ['[$][1567y][$]', '[$]gy[$]', '[$]apr1[$]', '[$]md5[$,]', '[$]sha1[$]'],
    start: '\\$(?:[1567y]|gy|apr1|md5|sha1)\\$',
    prefix:
      '\\$(?:[156]|apr1|md5|sha1|7|y|gy)\\$(?:rounds=\\d{1,9}\\$|(?<=\\$g?y\\$)[./A-Za-z0-9]{1,8}\\$|(?<=sha1\\$)\\d{1,9}\\$)?[./A-Za-z0-9]{1,90}\\$',
    body: CRYPT,
    min: 20,
    max: 120,
    hits: [
      'joe:$6$x7Kq2mNvR4tYw8Zp$A1cE3gI5kM7oQ9sUbD0fH2jL4nP6rT8vX0zB1dF3hJ5lN7pR9tVxZbDfHjLnPrTvXzBdFhJlNpRtVxZbDfHj.:19700:0:99999:7:::',
      'root:$y$j9T$x7Kq2mNvR4tYw8ZpA1cE3.$gI5kM7oQ9sUbD0fH2jL4nP6rT8vX0zB1dF3hJ5lN7pR:19700:0:99999:7:::',
      'joe:$apr1$x7Kq2mNv$R4tYw8ZpA1cE3gI5kM7oQ9',
      '$5$rounds=5000$x7Kq2mNvR4tY$w8ZpA1cE3gI5kM7oQ9sUbD0fH2jL4nP6rT8vX0zB1dF',
    ],
    misses: ['$1$', 'echo $1$2', 'root:*:19700:0:99999:7:::', 'daemon:!:19700:0:99999:7:::'],
  }),
  passwordHash({
    id: 'argon2-hash',
    about: 'Password hash of Argon2 or scrypt in PHC form',
    source: 'https://github.com/P-H-C/phc-string-format/blob/master/phc-sf-spec.md',
    keywords: ['$argon2', '$scrypt$', '$pbkdf2', '$bcrypt-sha256$', '$balloon$'],
    start: '\\$(?:argon2|scrypt|pbkdf2|bcrypt-sha256|balloon)',
    prefix:
      '\\$(?:argon2(?:id|i|d)|scrypt|pbkdf2(?:-sha\\d{1,3})?|bcrypt-sha256|balloon)\\$(?:v=\\d{1,3}\\$)?[\\w=,-]{1,80}\\$',
    body: '[./A-Za-z0-9+=$]',
    min: 16,
    max: 300,
    hits: [
      '$argon2id$v=19$m=65536,t=3,p=4$x7Kq2mNvR4tYw8Zp$A1cE3gI5kM7oQ9sUbD0fH2jL4nP6rT8vX0zB1dF3hJ4',
      '$scrypt$ln=16,r=8,p=1$x7Kq2mNvR4tYw8Zp$A1cE3gI5kM7oQ9sUbD0fH2jL4nP6rT8vX0zB',
    ],
    misses: ['$argon2id$v=19$', '$scrypt$'],
  }),
  passwordHash({
    id: 'framework-hash',
    about: 'Password hash of Django, Werkzeug or Passlib',
    source: 'https://docs.djangoproject.com/en/stable/topics/auth/passwords/',
    keywords: ['pbkdf2_sha', 'pbkdf2:sha', 'scrypt:32768', 'scrypt$', 'argon2$argon2', 'bcrypt_sha256$', 'bcrypt$$'],
    start: '(?:pbkdf2_sha|pbkdf2:sha|scrypt:\\d{3,8}|scrypt\\$|argon2\\$argon2|bcrypt(?:_sha256)?\\$)',
    prefix:
      '(?:pbkdf2_sha\\d{1,3}\\$\\d{3,8}|pbkdf2:sha\\d{1,3}(?::\\d{3,8})?|scrypt:\\d{3,8}:\\d{1,3}:\\d{1,3}|scrypt|argon2|bcrypt(?:_sha256)?)\\$',
    any: '[./A-Za-z0-9+=$,:_-]',
    body: '[./A-Za-z0-9+=$,]',
    min: 32,
    max: 300,
    hits: [
      'pbkdf2_sha256$600000$x7Kq2mNvR4tYw8ZpA1cE3g$I5kM7oQ9sUbD0fH2jL4nP6rT8vX0zB1dF3hJ5lN7pR8=',
      'scrypt:32768:8:1$x7Kq2mNvR4tYw8Zp$0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f6071',
    ],
    misses: ['pbkdf2_sha256$600000$', "algorithm = 'pbkdf2_sha256'"],
  }),
  passwordHash({
    id: 'grub-hash',
    about: 'Password hash of GRUB',
    source: 'https://www.gnu.org/software/grub/manual/grub/html_node/Security.html',
    keywords: ['grub.pbkdf2'],
    start: 'grub\\.pbkdf2',
    prefix: 'grub\\.pbkdf2\\.sha512\\.\\d{3,8}\\.',
    any: '[.a-zA-Z0-9]',
    body: '[.0-9A-F]',
    min: 32,
    max: 300,
    hits: [
      'PBKDF2 hash of your password is grub.pbkdf2.sha512.10000.85167A856C44D609B254EFD8F053CE68CC5E18D5D8F59EE12D5AC2847D9C05EE3790FCAF0B949475E96586F10D5704D8C8EA321B88587DFBBAE53D0E56974BCB.2929246E4FEB83F8614B994C62FEAF0D08A21B2F2F8B83535D010198B0AFCB3042FB5612A05EF935CD9B3FC34C118F7EEAB477219BDFAF9CD0C574E6EC3F379D',
    ],
    misses: ['grub.pbkdf2.sha512.'],
  }),
  passwordHash({
    id: 'php-hash',
    about: 'Password hash of WordPress, phpBB or Drupal',
    source: 'https://www.openwall.com/phpass/',
    openings: ['[$][PHS][$]', '[$]wp[$]2y'],
    start: '\\$(?:wp\\$2y\\$|[PHS]\\$)',
    prefix: '\\$(?:wp\\$2y\\$\\d\\d\\$|[PHS]\\$)',
    body: CRYPT,
    min: 31,
    max: 56,
    hits: ['$P$Bx7Kq2mNvR4tYw8ZpA1cE3gI5kM7oQ0', '$S$Dx7Kq2mNvR4tYw8ZpA1cE3gI5kM7oQ9sUbD0fH2jL4nP6rT8vX0'],
    misses: ['$P$', '$PATH$HOME'],
  }),
  passwordHash({
    id: 'ldap-hash',
    about: 'Password hash of LDAP: {SSHA}, {SHA}, {CRYPT} and the like',
    source: 'https://www.rfc-editor.org/rfc/rfc2307',
    keywords: ['{ssha', '{sha', '{smd5}', '{md5}', '{pbkdf2', '{arg', '{x-'],
    start: '\\{(?:SSHA|SHA|SMD5|MD5|PBKDF2|ARGON2|x-\\w{4,12})[\\w-]{0,8}\\}',
    prefix:
      '\\{(?:SSHA(?:256|384|512)?|SHA(?:256|384|512)?|SMD5|MD5|PBKDF2(?:-SHA\\d{1,3})?|ARGON2|x-issha\\w{0,4}|x-pbkdf2\\w{0,8})\\}',
    body: '[A-Za-z0-9+/=$.,]',
    min: 20,
    max: 300,
    hits: ['userPassword: {SSHA}x7Kq2mNvR4tYw8ZpA1cE3gI5kM7oQ9sU', 'joe:{SHA}x7Kq2mNvR4tYw8ZpA1cE3gI5kM7='],
    misses: ['{SSHA}', '{SHA256}: the algorithm'],
  }),
  passwordHash({
    id: 'postgres-hash',
    about: 'Password hash of PostgreSQL: SCRAM, or MD5 beside its role',
    source: 'https://www.postgresql.org/docs/current/catalog-pg-authid.html',
    keywords: ['scram-sha-256$', "password 'md5", '| md5', '"md5'],
    start: '(?:SCRAM-SHA-256\\$\\d{3,7}:|(?<=PASSWORD \')md5|(?<=\\| )md5|(?<=")md5)',
    prefix: '(?:SCRAM-SHA-256\\$\\d{3,7}:|(?<=PASSWORD \')md5|(?<=\\| )md5|(?<=")md5)(?=[A-Za-z0-9+/=]{20})',
    any: '[./A-Za-z0-9+=$,:_-]',
    body: '[A-Za-z0-9+/=$:]',
    min: 32,
    max: 160,
    hits: [
      "ALTER ROLE app PASSWORD 'SCRAM-SHA-256$4096:x7Kq2mNvR4tYw8ZpA1cE3g==$I5kM7oQ9sUbD0fH2jL4nP6rT8vX0zB1dF3hJ5lN7pR8=:tVxZbDfHjLnPrTvXzBdFhJlNpRtVxZbDfHjLnPrTvXk='",
      ' joe     | md50a1b2c3d4e5f60718293a4b5c6d7e8f9',
    ],
    misses: ['SCRAM-SHA-256$', 'md5 0a1b2c3d4e5f60718293a4b5c6d7e8f9  file'],
  }),
  {
    id: 'mysql-hash',
    about: 'Password hash of MySQL or MariaDB, beside IDENTIFIED … AS or in the table of users',
    source: 'https://dev.mysql.com/doc/refman/8.4/en/create-user.html',
    keywords: ["as '*", "password '*", '$a$005$', 'mysql_native_password', 'caching_sha2_password'],
    openings: ['[*][0-9A-F]{4}'],
    // The star before it belongs to no hash.
    pattern:
      /(?:(?:AS|PASSWORD|native_password)\s{1,4}[|\s]{0,8}['"]?\*?|(?<![\w*])(?:\*(?=[0-9A-F]{40}(?![0-9A-F]))|(?=\$A\$005\$)))([0-9A-F]{40}|\$A\$\d{3}\$[^'"\s]{20,80})/dgi,
    secret: 1,
    spreads: true,
    maxSpanChars: 200,
    unfinished:
      /(?:AS|PASSWORD|native_password)\s{1,4}[|\s]{0,8}['"]?(?<held>\*?[0-9A-F]{1,40}|\$A\$\d{3}\$[^'"]{1,80})$|(?<![\w*])(?:\*?(?<mask>(?<=\*)[0-9A-F]{4,40}|\$A\$005\$[^'"\s]{0,80}))$/di,
    hits: [
      '| joe  | $A$005$IZzG1P4yJuwwZd9I1FWkooi6BhUWo3CrlEcneJg0jZZAiF0DdKo7JqJuoNYLig0 |',
      "CREATE USER 'joe'@'%' IDENTIFIED WITH 'mysql_native_password' AS '*0A1B2C3D4E5F60718293A4B5C6D7E8F901234567'",
    ],
    misses: ['**DEADBEEF**', "AS '*'", 'SELECT COUNT(*) AS total'],
  },
  {
    id: 'windows-hash',
    about: 'NTLM hash in a dump of Windows accounts, or a Kerberos ticket hash',
    source: 'https://github.com/fortra/impacket',
    keywords: ['aad3b435b51404ee', ':::', '$krb5', '$ntlm'],
    pattern:
      /(?:(?<=:)[0-9a-f]{32}:[0-9a-f]{32}(?=:::)|\$krb5(?:tgs|asrep|pa)\$[^\s]{32,4000}|\$NTLMv?\d?\$[^\s]{16,400})/dgi,
    secret: 0,
    spreads: true,
    maxSpanChars: 4100,
    unfinished:
      /(?<=:)(?<mask>aad3b435b51404ee[0-9a-f]{0,16}(?::[0-9a-f]{0,32})?):{0,3}$|\$krb5(?:tgs|asrep|pa)\$[^\s]{0,4000}$/di,
    hits: ['Administrator:500:aad3b435b51404eeaad3b435b51404ee:31d6cfe0d16ae931b73c59d7e0c089c0:::'],
    misses: ['a:::b', 'Administrator:500:::'],
  },
  {
    id: 'network-device-password',
    about: 'Password or key in the configuration of a Cisco or Juniper device, also in its weak encryption',
    source: 'https://www.cisco.com/c/en/us/td/docs/ios-xml/ios/security/',
    keywords: ['secret ', 'password ', 'server key ', '$8$', '$9$', '$14$', ' key 7 '],
    pattern:
      /(?:(?:enable |username \S{1,64}(?: privilege \d{1,2})? |^\s{0,4})(?:secret|password)\s(?:level \d\s)?[05789] |(?:tacacs|radius)-server (?:host \S{1,64} )?key (?:[07] )?|\bkey 7 |(?=\$(?:8|9|14)\$[./A-Za-z0-9-]{4}))(\S{4,200})/dg,
    secret: 1,
    maxSpanChars: 400,
    unfinished:
      /(?:(?:enable |username \S{1,64}(?: privilege \d{1,2})? )(?:secret|password)\s(?:level \d\s)?[05789] |\bkey 7 )(?<held>\S{1,200})$/d,
    hits: [
      'enable secret 5 $1$x7Kq$2mNvR4tYw8ZpA1cE3gI5k/',
      'username joe privilege 15 password 7 0822455D0A16544541',
      'tacacs-server key q7Kq2mNvR4',
      'encrypted-password "$9$x7Kq2mNvR4tYw8ZpA1cE"',
    ],
    misses: ['enable secret ?', 'username joe', 'the key 7 is stuck'],
  },
  {
    id: 'network-device-key',
    about: 'Community, shared key or password of a protocol in the configuration of a router or switch, or of snmpd',
    source: 'https://www.cisco.com/c/en/us/td/docs/ios-xml/ios/security/',
    keywords: ['community ', 'isakmp key', 'neighbor ', 'digest-key', 'wpa-psk ascii', 'key-string'],
    pattern:
      /(?:^\s{0,8}(?:snmp-server community|r[ow]community6?) (?!public\b|private\b)|\bcrypto isakmp key (?:[06] )?|^\s{0,8}neighbor \S{1,64} password (?:[067] )?|\bmessage-digest-key \d{1,3} md5 (?:[07] )?|\bwpa-psk ascii [078] |^\s{0,8}key-string (?:[067] )?)(\S{4,200})/dg,
    secret: 1,
    maxSpanChars: 400,
    accept: (secret) => !/^[<({$"'`]/.test(secret),
    unfinished:
      /(?:^\s{0,8}(?:snmp-server community|r[ow]community6?) |\bcrypto isakmp key (?:[06] )?|^\s{0,8}neighbor \S{1,64} password (?:[067] )?|\bmessage-digest-key \d{1,3} md5 (?:[07] )?|\bwpa-psk ascii [078] |^\s{0,8}key-string (?:[067] )?)(?<held>\S{1,200})$/d,
    hits: [
      'snmp-server community q7Kq2mNvR4 RO',
      'crypto isakmp key q7Kq2mNvR4 address 10.0.0.1',
      ' neighbor 10.0.0.1 password swordfish9',
      'ip ospf message-digest-key 1 md5 q7Kq2mNvR4',
    ],
    misses: ['rocommunity public', 'community edition of the database', 'neighbor 10.0.0.1 remote-as 65000'],
  },
];
