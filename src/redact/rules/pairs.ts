/** A secret name and its value in two places of one line: name and value of an object, an element's attributes, a call. */
import type {RedactionRule} from '../rule.ts';
import {isPath, isPlaceholder, isSentence, looksSecret, SECRET_NAME, SECRET_NAME_KEYWORDS} from './value.ts';

const WHOLE_NAME = `(?:[\\w ./:@-]{0,120}?${SECRET_NAME}|pass|pw|passwd|\\w+_auth|\\w{1,40}_(?:key|salt))\\d{0,3}`;
const NAME_FIELD = '\\\\?["\']?\\b(?:name|label|key|parameter|variable|field|id)\\\\?["\']?\\s?[:=]\\s?';
const VALUE_FIELD = '\\\\?["\']?\\b(?:value|default|data|content)\\\\?["\']?\\s?[:=]\\s?';
const QUOTED = '(?<=")(?:[^"\\\\]|\\\\.){1,4000}|(?<=\')[^\']{1,4000}|(?<!["\'])[^\\s"\',;{}()<>]{1,4000}';
const PAIR_START = `${NAME_FIELD}\\\\?["']?${WHOLE_NAME}\\\\?["']?[,;\\s]\\s{0,8}(?:[\\w:."' =/-]{0,80}?[,;\\s]\\s?)?${VALUE_FIELD}\\\\?["']?`;

const NESTED_START = `${SECRET_NAME}\\d{0,3}"\\s?:\\s?\\{(?:[^{}\\n]{0,120}?,)?\\s{0,4}"value"\\s?:\\s?"`;

const isValue = (value: string) => value.length >= 3 && !isPlaceholder(value) && !isPath(value);

export const PAIR_RULES: readonly RedactionRule[] = [
  {
    id: 'named-value',
    about: 'Value of an object or an element whose name says secret: {"name": "DB_PASSWORD", "value": "…"}',
    source: 'https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.34/#envvar-v1-core',
    keywords: SECRET_NAME_KEYWORDS,
    pattern: new RegExp(`${PAIR_START}(${QUOTED})`, 'dgi'),
    secret: 1,
    maxSpanChars: 4400,
    accept: isValue,
    unfinished: new RegExp(`${PAIR_START}(?<held>(?:${QUOTED})\\\\?)$`, 'di'),
    hits: [
      '{"name":"DB_PASSWORD","value":"q7Kq2mNvR4"}',
      '- {name: API_TOKEN, value: q7Kq2mNvR4}',
      '<property name="password" value="two words"/>',
      '<add key="ApiSecret" value="swordfish" />',
    ],
    misses: [
      '{"name":"DB_PASSWORD","value":""}',
      '{"name":"DB_PASSWORD","valueFrom":{"secretKeyRef":{"name":"db","key":"password"}}}',
      '<input name="password" type="password" value=""/>',
      '{"name":"colour","value":"password"}',
    ],
  },
  {
    id: 'nested-value',
    about:
      'Value of an object that stands under a secret name: "db_password": {"value": "…"}, as terraform writes outputs',
    source: 'https://developer.hashicorp.com/terraform/cli/commands/output',
    keywords: ['"value"', '"value\\'],
    pattern: new RegExp(`${NESTED_START}((?:[^"\\\\]|\\\\.){3,4000})`, 'dgi'),
    secret: 1,
    maxSpanChars: 4400,
    accept: isValue,
    unfinished: new RegExp(`${NESTED_START}(?<held>(?:[^"\\\\]|\\\\.){1,4000}\\\\?)$`, 'di'),
    hits: [
      '"db_password": {"sensitive": true, "type": "string", "value": "q7Kq2mNvR4"}',
      '{"api_key":{"value":"two words"}}',
    ],
    misses: ['"password": {"value": ""}', '"password": {"type": "string"}, "colour": {"value": "blue"}'],
  },
  {
    id: 'value-before-name',
    about: 'The same with the value first, as in JSON whose keys are in reverse order',
    source: 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_KeyValuePair.html',
    keywords: ['"value"', "'value'", 'value='],
    pattern: new RegExp(
      `["']?\\bvalue["']?\\s?[:=]\\s?["']([^"'\\n]{1,2000})["'][,\\s]\\s?${NAME_FIELD}["']${WHOLE_NAME}["']`,
      'dgi',
    ),
    secret: 1,
    maxSpanChars: 2200,
    accept: isValue,
    unfinished:
      /["']?\bvalue["']?\s?[:=]\s?["'](?<held>[^"'\n]{1,2000})(?:["'](?:[,\s]\s?["'\w]{0,20}\s?[:=]?\s?["']?[\w.-]{0,100})?)?$/di,
    hits: ['{"value":"q7Kq2mNvR4","name":"DB_PASSWORD"}'],
    misses: ['{"value":"blue","name":"colour"}'],
  },
  {
    id: 'xml-secret',
    about: 'Text of an XML element whose tag or name says secret, as in settings.xml of Maven',
    source: 'https://maven.apache.org/settings.html#servers',
    keywords: ['password', 'passwd', 'token', 'secret', 'key>', 'key"', 'passphrase', 'pwd>'],
    pattern: new RegExp(
      `<(?:[\\w:.-]{0,60}?(?:${SECRET_NAME}|pwd)(?:\\s[^<>\\n]{0,200})?|[\\w:.-]{1,60}\\s(?:[^<>\\n]{0,120}\\s)?(?:name|key|id)=["']${WHOLE_NAME}["'](?:\\s[^<>\\n]{0,200})?)>(?:<[vV]alue>)?([^<>\\s,.;:)][^<>]{0,2000})(?:<\\/|$)`,
      'dgi',
    ),
    secret: 1,
    maxSpanChars: 2400,
    accept: (secret) => isValue(secret.trim()) && /[\p{L}\p{N}]/u.test(secret),
    unfinished: new RegExp(
      `<(?:[\\w:.-]{0,60}?(?:${SECRET_NAME}|pwd)(?:\\s[^<>\\n]{0,200})?|[\\w:.-]{1,60}\\s(?:[^<>\\n]{0,120}\\s)?(?:name|key|id)=["']${WHOLE_NAME}["'](?:\\s[^<>\\n]{0,200})?)>(?:<[vV]alue>)?(?<held>[^<>]{1,2000}<?)$`,
      'di',
    ),
    hits: [
      '<password>q7Kq2mNvR4</password>',
      '<ns:apiKey>two words</ns:apiKey>',
      '<entry key="db.password">q7Kq2mNvR4</entry>',
      '<wsse:Password Type="text">q7Kq2mNvR4</wsse:Password>',
    ],
    misses: [
      '<password></password>',
      `<token>\${env.TOKEN}</token>`,
      'appKeyAuth: "<APPLICATION KEY>"',
      'std::vector<Token> x',
    ],
  },
  {
    id: 'secret-call',
    about: 'Secret that is handed to a function: setPassword("…"), define("DB_PASSWORD", "…"), auth=("user", "…")',
    source: 'https://developer.wordpress.org/advanced-administration/wordpress/wp-config/',
    keywords: [
      'password',
      'passwd',
      'token',
      'secret',
      'passphrase',
      'apikey',
      'api_key',
      'define(',
      ...['pdo(', 'mysqli', 'ldap_bind', 'ftp_login'],
      'define ',
      'auth',
      'bcrypt',
      'make(',
      'superuser(',
      'create_user(',
      'key_',
      'decrypt(',
      'securestring',
      'credential',
      'encrypt(',
    ],
    pattern: new RegExp(
      [
        // define('NAME', 'value')
        `\\bdefine\\s?\\(\\s?["']${WHOLE_NAME}["'],\\s{0,16}`,
        // .setPassword('value')
        `(?:\\b(?:set|with|change|reset|update|use|add)\\w{0,40}|\\.\\w{0,40}?)${SECRET_NAME}\\s?\\((?:["'][^"'\\n]{1,80}["'],\\s?)?`,
        `\\b(?:bcrypt|Hash::make|\\w{0,20}_password_hash|password_hash|pgp_sym_(?:en|de)crypt|PASSWORD)\\s?\\((?:[\\w.]{1,40},\\s?)?`,
        // new PDO('dsn', 'user', 'value'), mysqli_connect('host', 'user', 'value')
        `\\b(?:PDO|mysqli|mysqli_connect|mysqli_real_connect|ldap_bind|ftp_login)\\s?\\(\\s?(?:["'][^"'\\n]{1,200}["']|\\$\\w{1,40}),\\s?(?:["'][^"'\\n]{1,80}["']|\\$\\w{1,40}),\\s?`,
        // auth=('user', 'value')
        `\\b(?:auth\\s?=\\s?|\\.auth|BasicAuth|HTTPBasicAuth|HTTPDigestAuth|PSCredential|NetworkCredential|UsernamePassword\\w{0,24})\\s?\\(\\s?["'][^"'\\n]{1,80}["'],\\s?`,
        `\\bcreate_(?:super)?user\\(\\s?["'][^"'\\n]{1,80}["'],\\s?["'][^"'\\n]{0,80}["'],\\s?(?:password=)?`,
        `\\bConvertTo-SecureString\\s(?:-String\\s)?`,
      ]
        .map((start) => `(?:${start})`)
        .join('|')
        .replace(/^/, '(?:')
        .concat(`)[bu]?["']((?:(?<=")(?:[^"\\\\\\n]|\\\\.){1,400}(?=")|(?<=')(?:[^'\\\\\\n]|\\\\.){1,400}(?=')))`),
      'dgi',
    ),
    secret: 1,
    maxSpanChars: 700,
    accept: isCallArgument,
    unfinished:
      /(?:password|passwd|token|secret|passphrase|api_?key|auth|bcrypt|make|user|credential|crypt|securestring|_hash|_key|_salt|\bpdo|\bmysqli\w{0,16}|ldap_bind|ftp_login)["']?[\w\s(,=]{0,60}\(?(?:["'][^"'\n]{0,80}["'],?\s{0,16}){0,2}[bu]?["'](?<held>[^"'\n]{1,400})$/di,
    hits: [
      'user.setPassword("swordfish9");',
      "define('DB_PASSWORD', 'two words');",
      "define( 'AUTH_KEY',         'q7Kq2mNvR4tYw8Zp' );",
      "requests.get(url, auth=('joe', 'q7Kq2mNvR4'))",
      "$db = new PDO('mysql:host=db', 'joe', 'q7Kq2mNvR4');",
      'mysqli_connect("db", "joe", "swordfish9", "shop");',
      'ConvertTo-SecureString "q7Kq2mNvR4" -AsPlainText -Force',
    ],
    misses: [
      "define('DB_PASSWORD', '');",
      'config.get_token("access_token")',
      't.getPassword("db.password")',
      "setToken('$TOKEN')",
      'form.add_password("Enter your password")',
    ],
  },
];

/** And no name, message or reference. */
function isCallArgument(value: string): boolean {
  if (!isValue(value) || isSentence(value)) return false;
  if (/pass|token|secret|key|cred|auth/i.test(value)) return looksSecret(value);
  return !/^[a-z]{1,12}$|^[\w-]+(?:\.[\w-]+)+$/.test(value) || value.length >= MIN_WORD_CHARS;
}

/** Shorter words are names of fields. */
const MIN_WORD_CHARS = 8;
