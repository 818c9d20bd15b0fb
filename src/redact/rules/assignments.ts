/** Values whose name says that they are secret: environment, YAML, JSON, ini, HTTP headers, connection strings, prompts. */
import type {RedactionRule} from '../rule.ts';
import {looksRandom} from '../spreading.ts';
import {
  isPath,
  isPlaceholder,
  isProse,
  isSentence,
  looksSecret,
  OPENING_QUOTE,
  SECRET_NAME,
  SECRET_NAME_KEYWORDS,
  VALUE,
} from './value.ts';

/** What stands between a name and its separator: closing quotes, a default in brackets, or whom a prompt asks. */
const NAME_END =
  '(?:[\\\\"\']{1,3}\\]?|[\\s_-]?\\d{1,3}|\\s\\[[^\\]]{0,24}\\]|(?<talk>(?:\\s(?:is|was|has been)(?:\\s[a-z]+)?)?(?:\\s+(?:for|to)\\s[^=:]{1,120}?)?(?=:)))?';
const SEPARATOR = '\\s{0,32}(?:=>|[?:]?=(?![=~])|:(?![:=]|\\/\\/))\\s{0,32}';
const CONTEXT = `(?<name>${SECRET_NAME})${NAME_END}(?<separator>${SEPARATOR})`;

/** A line of `env` output or of a .env file: to its end, unless what follows is a command with arguments. */
const ENVIRONMENT_START = '(?<=^(?:export |declare -x )?[A-Za-z_]\\w{0,80}=)[^\\s"\']';
const ENVIRONMENT_LINE = `${ENVIRONMENT_START}(?:[^\\n]{0,400}\\S(?=\\s{0,80}$)(?<!\\s[-/&|;$].{0,400}|\\s\\S{0,200}[=/].{0,400})|(?:\\S*[^\\s;&|)])?)`;
/** A plain scalar of YAML may hold spaces. */
const YAML_START =
  '(?<=^\\s{0,80}(?:- )?["\']?[\\w.-]{1,80}["\']?:\\s{1,8})[^\\s"\'\\[{|>&*!%@`#][^\\n:=,;{}()\\[\\]"\']{0,200}';
const YAML_LINE = `${YAML_START}[^\\s:=,;{}()\\[\\]"'](?=\\s*(?:\\s#.*)?$)`;
const ANY_VALUE = `(?:${ENVIRONMENT_LINE}|${YAML_LINE}|${VALUE})`;
const UNFINISHED_VALUE = `(?:${ENVIRONMENT_START}[^\\n]{0,400}|${YAML_START}|${VALUE}\\\\?)`;

/** Names that end in a secret word and mean something else, and words before a name that say what it is in a text. */
const HARMLESS_NAME =
  /(?:(?:existing|pull|next|page|continuation|unexpected|invalid|unknown|illegal|stop|eos|bos|pad|unk|mask|each|every|this)[ _.-]?|(?<![a-z])(?:with|(?:max|min|num)[ _.-]?)|[:@](?:param|type|property|keyword|ivar|arg|returns?)\s[\w.{}\s-]*)$/i;
const NAME_CONTEXT_CHARS = 60;

export const ASSIGNMENT_RULES: readonly RedactionRule[] = [
  {
    id: 'secret-assignment',
    about: 'Value of a name that ends in token, secret, password, API key, private key, access key or credential',
    source:
      'Environment variables, YAML, JSON, ini, TOML, HTTP headers, connection strings and prompts use names of this kind',
    keywords: SECRET_NAME_KEYWORDS,
    pattern: new RegExp(`${CONTEXT}${OPENING_QUOTE}(${ANY_VALUE})`, 'dgi'),
    secret: 4,
    maxSpanChars: 8192,
    accept: isAssignedSecret,
    unfinished: new RegExp(`${CONTEXT}${OPENING_QUOTE}(?<held>${UNFINISHED_VALUE})$`, 'di'),
    hits: [
      'export FOO_TOKEN=q7Kq2mNv',
      'DB_PASSWORD=correct-horse',
      'db_password: swordfish9',
      '{"password":"s3 cr,et","user":"joe"}',
      "{'client_secret': 'abc def ghi'}",
      'password = hunter22',
      'PGPASSWORD="it is \\"quoted\\" here" psql -h db',
      'export API_KEY=with\\ escaped\\ blanks',
      'host=db user=app password=plainword sslmode=require',
      'jdbc:sqlserver://db;user=app;password=plainword;encrypt=true',
      'AWS Secret Access Key [None]: q7Kq2mNvR4',
      'Password for user app: q7Kq2mNvR4',
      'X-Api-Key: q7Kq2mNvR4',
      '//registry.npmjs.org/:_authToken=q7Kq2mNvR4',
      'payload "{\\"api_key\\": \\"q7Kq2mNvR4\\"}"',
      'https://example.com/cb?access_token=q7Kq2mNvR4&state=1',
      'SECRET_KEY_BASE=0123456789abcdef',
      '  password: correct horse battery',
      'MY_CREDENTIAL=q7Kq2mNvR4',
      'my.private.key=q7Kq2mNvR4',
      '"private_key": "+q7Kq2mNvR4tYw8Z/",',
      'secret_key: +q7Kq2mNvR4tYw8Z=',
    ],
    misses: [
      'PASSWORD_MIN_LENGTH=8',
      'psql --password-file=/run/secrets/db',
      'vault token create --token-ttl=1h',
      'Authentications that can continue: publickey,password,keyboard-interactive',
      'Password: ',
      '[sudo] password for joe: ',
      'token_type: bearer',
      'export GITHUB_TOKEN=$GH',
      `TOKEN=\${TOKEN}`,
      'PASSWORD=$(pass show db)',
      'password: <your-password>',
      'password: ****',
      'password: null',
      'token: true',
      'SSL_PRIVATE_KEY=/etc/ssl/private/server.pem',
      'function login(password: string, token: string) {',
      'const token = await fetchToken(user);',
      'if (token === undefined) return;',
      'this.password = options.password;',
      'connect(user=user, password=password)',
      'SyntaxError: Unexpected token: punc (})',
      'password: must be at least eight characters',
      'PWD=/home/joe',
      'OLDPWD=/',
      'default-token-x7k2p   kubernetes.io/service-account-token   3      12d',
      'Author: Jane Doe <jane@example.com>',
      'integrity sha512-x7Kq2mNvR4tYw8ZpA1cE3gI5kM7oQ9sUbD0fH2jL4nP6rT8vX0zB1dF3hJ5lN7pR9Q==',
    ],
  },
  {
    id: 'secret-set',
    about: 'Value that `set -x`, `set -gx` (fish) or `setenv` (csh) gives a variable with a secret name',
    source: 'https://fishshell.com/docs/current/cmds/set.html',
    keywords: ['set -', 'setenv '],
    pattern: new RegExp(
      `\\b(?:set(?: -{1,2}[a-zA-Z]+){1,4} |setenv )[\\w]{0,80}${SECRET_NAME}\\s+${OPENING_QUOTE}(${VALUE})`,
      'dgi',
    ),
    secret: 1,
    maxSpanChars: 4096,
    accept: (secret) => !isPlaceholder(secret) && !isPath(secret),
    unfinished: new RegExp(
      `\\b(?:set(?: -{1,2}[a-zA-Z]+){1,4} |setenv )[\\w]{0,80}${SECRET_NAME}\\s+${OPENING_QUOTE}(?<held>${VALUE}\\\\?)$`,
      'di',
    ),
    hits: ['set -gx GITHUB_TOKEN q7Kq2mNvR4', "set -x DB_PASSWORD 'two words'", 'setenv API_KEY q7Kq2mNvR4'],
    misses: ['set -gx GITHUB_TOKEN $GH', 'set -x PATH /usr/bin'],
  },
  {
    id: 'changed-secret',
    about: 'New value of a name that says secret, as terraform plan shows it: "old" -> "new"',
    source: 'https://developer.hashicorp.com/terraform/cli/commands/plan',
    keywords: [' -> "'],
    pattern: new RegExp(
      `${SECRET_NAME}["']?\\s{0,40}[=:]\\s{0,4}"[^"\\n]{0,2000}"\\s{0,4}->\\s{0,4}"((?:[^"\\\\]|\\\\.){1,2000})`,
      'dgi',
    ),
    secret: 1,
    maxSpanChars: 4400,
    accept: (secret) => !isPlaceholder(secret),
    unfinished: new RegExp(
      `${SECRET_NAME}["']?\\s{0,40}[=:]\\s{0,4}"[^"\\n]{0,2000}"\\s{0,4}->\\s{0,4}"(?<held>(?:[^"\\\\]|\\\\.){1,2000})$`,
      'di',
    ),
    hits: ['  ~ password = "old" -> "q7Kq2mNvR4"'],
    misses: ['  ~ name = "password" -> "other"'],
  },
];

/** Is it a secret that is assigned, and not code or prose that speaks of one? */
function isAssignedSecret(value: string, match: RegExpMatchArray): boolean {
  const input = match.input ?? '';
  const start = match.index ?? 0;
  const name = match.groups?.name ?? '';
  const separator = match.groups?.separator ?? '';
  const before = input.slice(Math.max(0, start - NAME_CONTEXT_CHARS), start);
  if (value.length < MIN_CHARS || isPlaceholder(value) || isPath(value) || HARMLESS_NAME.test(before)) return false;
  if (/^pwd$/i.test(name) && value.startsWith('/')) return false;
  if (!/[\p{L}\p{N}]/u.test(value) || isNamed(value, before + name) || isUserDatabase(name, value)) return false;
  if (match.groups?.talk && !/\sfor\s\S+(?:\s\S+)?$/.test(match.groups.talk) && !looksSecret(value)) return false;
  if (/\$\{?\w*$/.test(before) && separator.includes(':')) return false;
  // NAME=value: the environment's way to write, whatever the value looks like.
  if (/^[A-Z]/.test(name) && name === name.toUpperCase() && separator === '=') return true;
  // In a text, behind a name in code: `"passwd:" and "group:"`, `LoadCredential= and SetCredential=`.
  if (/^\s\S*\s$/.test(value) || SPOKEN.test(value)) return false;
  if (/^\s*[,)\]};:+%]/.test(value) && !isEncoded(value)) return false;
  if (VERSION.test(value) || /::\w*$/.test(before)) return false;
  if (/["']$/.test(match[0].slice(0, match[0].length - value.length))) return !isSentence(value);
  if (isProse(value.split(/\s/)[0] ?? '')) return false;
  return !isCode({name, value, separator, before, after: input.slice(start + match[0].length)});
}

/** Base64 may begin with a sign. */
const isEncoded = (value: string) => /^[+/][\w+/-]{15,}=*$/.test(value) && looksRandom(value);

/** The value repeats its name, as constants do: `APIKEY = "ApiKey"`, `token: 'token'`. */
function isNamed(value: string, upToName: string): boolean {
  const bare = value.replace(/[^A-Za-z]/g, '').toLowerCase();
  return (
    bare.length === value.replace(/[ _.-]/g, '').length &&
    upToName
      .replace(/[^A-Za-z]/g, '')
      .toLowerCase()
      .endsWith(bare)
  );
}

/** `passwd: files systemd` of nsswitch.conf. */
const isUserDatabase = (name: string, value: string) =>
  /^passwd$/i.test(name) && /^(?:files|compat|db|ldap|sss|nis|systemd|winbind|hesiod)\b/.test(value);

/** Shorter values are no secrets. */
const MIN_CHARS = 3;
/** A name of the same kind, or an example of one. */
const SPOKEN = /^\/?[A-Za-z]+[=:]\.?$|^[a-z]{2}=[a-z]{2}$/;
/** Also colours, of themes that give tokens of a language one. */
const VERSION = /^v?\d+(?:\.\d+)+$|^#[0-9a-f]{3,8}$/i;

/** Objects whose fields are read in code: `req.body.password`, `var.db_password`. */
const OBJECT =
  /^(?:this|self|req|request|res|response|ctx|context|process|os|config|cfg|settings|env|var|local|locals|data|module|secrets|args|opts|options|params|props|user|event|body|input|state|app|client|session|credentials?|\.?Values|[a-z_]{1,2}|_\w+)(?:\.|->|::|\[|\?\.)/;
/** Types and macros of Rust, C and C++. */
const TYPE = /^(?:[iuf](?:8|16|32|64|128|size)|__?\w+|\w+![(\w]?.*|\w+::.*|\w+<.*)$/;
/** What declares a variable or sets a field in code. */
const DECLARATION = /(?:\b(?:self|this)\.|\b(?:let|const|var|my|our|local|auto|final|val|mut)\s+[$@%]?)[\w.]*$/;
/** Where an expression goes on. */
const OPERATOR = /^\s*(?:[+*/%|&?<>]|[-=!]=|-\s|\b(?:and|or|if|is|in|not)\b)/;

interface Assignment {
  /** Its last word. */
  name: string;
  value: string;
  /** With the blanks around it. */
  separator: string;
  /** The line before the name and after the value. */
  before: string;
  after: string;
}

/** An expression of a programming language instead of a value. */
function isCode({name, value, separator, before, after}: Assignment): boolean {
  const isTight = separator === '=';
  if (after.startsWith('(') || TYPE.test(value) || /^[A-Za-z_$][\w$.:>-]*[([]/.test(value) || OBJECT.test(value))
    return true;
  if (!isTight && /^(?:[*&!(){}[\]<>|?%@:,;=+/]|\\\w|[abglstwv]:\w)/.test(value)) return !isEncoded(value);
  const isYaml = !isTight && after.trim() === '' && /^\s*(?:- )?["']?[\w.-]*$/.test(before) && separator.includes(':');
  if (!isYaml && /^[A-Za-z_]+(?:\.[A-Za-z_]+)+$/.test(value)) return true;
  if (!/^[A-Za-z_$]+$/.test(value)) return false;
  // Of a parser's token; those that are secret are no words.
  if (/^token$/i.test(name) && !isTight && (/^$|[^\w-]$/.test(before) || after.trim() !== '')) return true;
  // A word without a digit: of a statement or an argument, as in `password: string;`, `password=password, `?
  if (isTight) return /^(?:,\s|,$|\))/.test(after);
  if (/^\s*[;,){]/.test(after) || OPERATOR.test(after) || DECLARATION.test(before)) return true;
  return value.length <= MIN_CHARS || /pass|token|secret|key|cred|auth/i.test(value);
}
