/** What a value looks like where a name before it says that it is secret: parts of patterns, and what is no value. */

/** Owners of a `pass` or `pw` that is written in one word with them: `dbpass`, `storepass`, `bindpw`. */
const OWNERS =
  'admin|auth|bind|db|dba|default|encrypt|ftp|http|imap|jdbc|key|ldap|login|mail|master|mongo|mysql|pg|proxy|redis|root|smtp|sql|ssh|ssl|store|su|sudo|svn|trust|user|wifi|zip'.split(
    '|',
  );

/** What a key is for, or whose it is, where that makes it a secret. */
const SECRET_KEYS =
  'api|app|application|private|access|secret|account|encryption|decryption|signing|master|auth|pre-?shared|shared|unseal|hmac|aes|crypto|cipher|storage|cosmos|jwt|webhook|enc|crypt|priv'.split(
    '|',
  );

/** Names (their last word) whose value is secret, in any case and behind any prefix. */
export const SECRET_NAME =
  '(?:token|secret|passw(?:or)?d|passphrase|passcode|(?<=[a-z\\d]_|[a-z\\d]-|[a-z\\d]\\.|[;\\s?&,{])pwd|(?<=[a-z\\d][_.-])pass' +
  `|(?:${OWNERS.join('|')})(?:pass|pw)|(?<=[a-z\\d][_-])pw|(?<![a-z])psk|authtok|credentials?` +
  `|(?:${SECRET_KEYS.join('|')})[ _.-]?key` +
  '|secret_key_base|secretstring|secretbinary|(?:recovery|backup|scratch)[ _-]?codes?|(?:otp|mfa|2fa)[ _-]?(?:secret|seed))';

/** Words without which SECRET_NAME cannot match. */
export const SECRET_NAME_KEYWORDS = [
  'token',
  'secret',
  'passw',
  'passphrase',
  'passcode',
  'pwd',
  'psk',
  'authtok',
  ...['_pass', '-pass', '.pass', '_pw', '-pw'],
  ...OWNERS.flatMap((owner) => [`${owner}pass`, `${owner}pw`]),
  'credential',
  ...SECRET_KEYS.filter((word) => /^[a-z]+$/.test(word)).map((word) => `${word}key`),
  'sharedkey',
  ...['_key', '-key', ' key', '.key'],
  ...[
    'covery_code',
    'covery code',
    'covery-code',
    'coverycode',
    'backup code',
    'backup_code',
    'backup-code',
    'backupcode',
  ],
  ...['scratch code', 'scratch_code'],
  ...['otp_seed', 'otp seed', 'otpseed', 'mfa_seed', 'mfa seed'],
];

/** `NAME=`, `--name=` where the name is a secret's, at the start of a text. */
export const SECRET_VARIABLE_NAME = new RegExp(`^-{0,2}[\\w.-]{0,120}?${SECRET_NAME}\\d{0,3}=(?!=)`, 'i');

/** A flag that stands alone and whose value is the next argument. */
export const SECRET_FLAG_NAME = new RegExp(`^--?[\\w.-]{0,120}?${SECRET_NAME}$`, 'i');

/** An opening quote, also one that is escaped because the whole stands in quotes itself; and Python's and C's prefixes. */
export const OPENING_QUOTE = '(?:[bruBRU]?\\\\{0,3}["\'])?';

const DOUBLE_QUOTED = '(?<=(?<!\\\\)")(?:[^"\\\\]|\\\\.)+';
const ESCAPED_QUOTED = '(?<=\\\\["\'])(?:(?!\\\\{1,3}["\']).)+';
/** Also `'it'\''s'` of a shell and `'it\'s'` of most languages. */
const SINGLE_QUOTED = "(?<=(?<!\\\\)')(?:[^'\\\\]|\\\\'(?=[^\\s,;)}\\]])|\\\\[^']|'\\\\''|'\"'\"')+";
/** Punctuation belongs to a bare value unless it ends a word, an argument or a field of a query. */
const BARE =
  '(?<!["\'])(?:\\\\.|[^\\s"\'`\\\\;&|,<>(){}\\[\\]]|[;&|,<>(){}\\[\\]](?![\\s;:&|,)\\]}]|$|[\\w.-]{1,40}=))+';

/** A value in quotes or without, as a regular expression that begins behind the opening quote. */
export const VALUE = `(?:${ESCAPED_QUOTED}|${DOUBLE_QUOTED}|${SINGLE_QUOTED}|${BARE})`;

/** The value stands for something else or for nothing: a reference, a placeholder, a mask, a literal of a language. */
export function isPlaceholder(value: string): boolean {
  const bare = value.replace(/^["']|["']$/g, '');
  return isMaskedOrOther(bare);
}

function isMaskedOrOther(value: string): boolean {
  return MASKED.test(value) || REFERENCE.test(value) || PLACEHOLDER.test(value) || LITERAL.test(value);
}

const MASKED = /^(?:[*xX.•●_?#-]+|\*+.{0,4}|\(.*\)?)$/;
const REFERENCE =
  /^(?:\$(?:[A-Z_][A-Z0-9_]*|[a-z_]+)$|\$\w+(?:->|::|\[|\.\w)|(?:%[a-z]|[:\s,/@-])+$|\$\{|\$\(|\$\$?env:|\$\{?\{|\{\{|%\(\w+\)s|%[A-Z_]+%|%[sdv]$|`|\{[\w.]*\}|arn:aws|projects\/|vault:|op:\/\/|ref\+|secretref:|file:|env:|@[\w./-]|<\(|!(?:vault|secret|sub|ref|getatt)\b)/i;
const PLACEHOLDER =
  /^(?:<[^>]*>?|\[[^\]]*\]?|\.\.\.|…|(?:your|my|the|enter|insert|some|a|an)[ _-][\w -]*|[A-Z_:]*(?:PASSWORD|TOKEN|SECRET|KEY|VALUE|STRING)|(?:redacted|hidden|masked|sensitive|omitted|changed)\b.*)$/;
const LITERAL =
  /^(?:true|false|yes|no|on|off|null|none|nil|undefined|unset|empty|n\/a|read|write|0x[\da-f]{1,8}|\d+ bytes|string|str|text|bytes?|int|integer|number|boolean|bool|any|void|object|required|optional|bearer|basic|amd64|arm64|i386|\d{1,3})\.?$/i;

/** Lower case, as paths of files are; base64 that happens to begin with a slash is not. */
const PATH =
  /^(?:~|\.{1,2})?(?:\/[a-z0-9._@${}-]+){2,}\/?$|^(?:~|\.{1,2})\/|^\/[\w./-]*\.(?:pem|key|crt|json|ya?ml|txt|env|pub)$/;
export const isPath = (value: string): boolean => PATH.test(value);

/** Words of which a sentence about passwords and tokens consists: what stands before them is no assignment. */
const PROSE = new Set(
  `must is isn't not no was has have had for the a an your my this that these it its should could would cannot can't can will
  expired expires invalid missing required incorrect wrong failed failure error denied refused ok set unset updated rotated
  created deleted removed found and or with without from in into to of on at by as if when while unexpected unable does do don't
  please enter type try retry received valid present unknown default generated prompt ask stored reset mismatch matches match
  too authentication authorization using used use via read reading specify new old current same different both either neither
  only just also already still never always string value file path name list all any every each some`.split(/\s+/),
);
const CODE_WORDS = new Set(
  `await async function typeof return lambda self const let var delete yield def class import export static public private
  readonly ref mut move unsafe else then result data input output text response request none next node ch char word item
  key name token val nonce option options argument flag parameter range new-object`.split(/\s+/),
);

/** A word of a sentence or of a programming language, not a value. */
export const isProse = (value: string): boolean => PROSE.has(wordOf(value)) || CODE_WORDS.has(wordOf(value));

/** A message in quotes that speaks of passwords, instead of a pass phrase of several words. */
export function isSentence(value: string): boolean {
  const words = value.trim().split(/\s+/);
  if (words.length < 2) return false;
  if (words.some((word) => /passw|token|secret|api.?key/i.test(word))) return true;
  return words.filter((word) => PROSE.has(wordOf(word))).length >= words.length * PROSE_SHARE;
}

/** Of the words of a sentence at least so many are small words; pass phrases are made of others. */
const PROSE_SHARE = 0.4;

const wordOf = (text: string) => text.toLowerCase().replace(/[.,:;!?]+$/, '');

/** Words that stand for a password in documentation: `user:password@host`. */
export const isExampleWord = (value: string): boolean => /^(?:pass|passw(?:or)?d|pwd|secret|token|xyz)$/i.test(value);

/**
 * By its looks chosen or made to be a secret: letters and digits or signs mixed, and no number, time, version, path, address
 * or file name. For places where prose, too, may stand.
 */
export function looksSecret(value: string): boolean {
  if (value.length < MIN_LOOKS_CHARS || !/[A-Za-z]/.test(value) || !/[\d!#$%^&*+=?@~]/.test(value)) return false;
  return !NUMBER_WITH_UNIT.test(value) && !NAME_OF_THING.test(value);
}

const MIN_LOOKS_CHARS = 6;
const NUMBER_WITH_UNIT = /^[\d.,:+-]+[a-zA-Z%]{0,4}$|^v?\d+(?:[._-]\w+){1,4}$|^\d{4}-\d\d-\d\d/;
/** Paths, addresses, calls, and words with a number behind them. */
const NAME_OF_THING =
  /^[~.]{0,2}\/|:\/\/|^[\w.-]+\.[a-z]{1,5}$|^[A-Za-z][a-z_-]*[-_.]?\d{1,2}(?:\.\d+)*$|[()[\]{}]|^\w+[.:][\w.:]*$|^[\w.+-]+@[\w-]+\./;
