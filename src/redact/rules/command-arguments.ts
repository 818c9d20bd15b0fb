/** Secrets that are arguments of commands without a flag, or that are piped into them. */
import type {RedactionRule} from '../rule.ts';
import {looksRandom} from '../spreading.ts';
import {type CommandShape, commandFlag} from './command-flags.ts';
import {
  isExampleWord,
  isPath,
  isPlaceholder,
  isProse,
  looksSecret,
  OPENING_QUOTE,
  SECRET_NAME,
  VALUE,
} from './value.ts';

const oneOf = (...words: readonly string[]) => `(?:${words.join('|')})`;
const FLAGS = '(?:-{1,2}\\S+\\s+){0,6}';
const WORD = '(?:"[^"]{0,120}"|\'[^\']{0,120}\'|[^\\s|"\']{1,200})';
const ASIDE = '(?!-|\\$|<|\\|)';

/** Also words: the place says enough. */
const commandArgument = ({context, ...shape}: CommandShape): RedactionRule =>
  commandFlag({...shape, context: `(?:${context})\\s+${ASIDE}["']?`});

/** Commands that read a password or a token from stdin. */
const READERS = oneOf(
  '[^|\\n]{0,200}--(?:password-)?stdin\\b',
  '[^|\\n]{0,200}--with-token\\b',
  '[^|\\n]{0,200}--data-file=-',
  'sudo -\\w*S',
  '(?:sudo )?(?:chpasswd|cryptsetup|passwd|kinit|smbpasswd|htpasswd|openssl|gpg|su|op|bw|lpass|pass|secret-tool|keepassxc-cli)\\b',
  '(?:wrangler|vercel|fly|flyctl|gh|hcloud|docker|podman|firebase|eas|supabase|gcloud|wg|nsc|vault)\\b[^|\\n]{0,80}\\b(?:secrets?|env|context|login|auth|genpsk|pubkey|set)\\b',
);
/** The same, looked for in what stands before. */
const READER =
  /--(?:password-)?stdin\b|--with-token\b|--data-file=-|\b(?:chpasswd|cryptsetup|passwd|kinit|smbpasswd|htpasswd|openssl|gpg|op|bw|lpass|pass|secret-tool|keepassxc-cli)\s|\b(?:wrangler|vercel|fly|flyctl|gh|hcloud|docker|podman|firebase|gcloud|nsc|vault)\s[^|\n]{0,80}\b(?:secrets?|env|context|login|auth|set)\b/;
const READER_CHARS = 160;
const PRINTED = '\\b(?:echo|printf)\\s+(?:-[neE]{1,3}\\s+|(?:"%s(?:\\\\n)?"|\'%s(?:\\\\n)?\'|%s)\\s+){0,3}["\']?';

/** `config set NAME`, with flags and an owner between. */
const NAMED =
  `(?<![\\w-])(?:config(?:ure)?|env|secrets?|set(?:x|env)?|set-env|(?:env|config|secrets?):set|set-secret|user-secrets|add)\\s+${FLAGS}` +
  `(?:(?:set|add)\\s+)?${FLAGS}(?:[\\w.-]{1,60}\\s+)?["']?(?:[\\w./:@-]{0,120}?(?:${SECRET_NAME}|_auth)|requirepass|masterauth)["']?\\s+${ASIDE}${OPENING_QUOTE}`;

export const COMMAND_ARGUMENT_RULES: readonly RedactionRule[] = [
  commandArgument({
    id: 'login-argument',
    about: 'Token or password as the last word of a command that logs in: cargo login T, vault login T, cf auth U P …',
    source: 'The manual pages of these commands',
    keywords: [
      ...['cargo login', 'vault ', 'authtoken', 'bw ', 'cf auth', 'rabbitmqctl', 'htpasswd', 'initial-password'],
      ...['reset-admin-password', 'user:password', 'snyk auth', 'service install', 'wpa_passphrase', 'rclone obscure'],
      ...[
        'setapikey',
        'openssl passwd',
        'encrypt_string',
        'mosquitto_passwd',
        'isql',
        'iwconfig',
        'net user',
        'net use',
      ],
      ...[
        'http-basic',
        'pypi-token',
        '-oauth.',
        'bundle config',
        'gitlab-token',
        'rclone config',
        'kubeadm join',
        'nmcli',
      ],
      ...['snyk config', 'runas ', 'gen_password', 'auth token'],
    ],
    context: oneOf(
      'cargo login',
      `(?:vault|bao) (?:login|unwrap|operator unseal)(?:\\s+-[\\w=/.-]+){0,4}`,
      'ngrok (?:config add-)?auth-?token',
      'bw unlock',
      `bw login\\s+${WORD}`,
      `cf auth\\s+${WORD}`,
      `rabbitmqctl\\s+(?:-\\S+\\s+){0,4}(?:add_user|change_password|authenticate_user)\\s+${WORD}`,
      `htpasswd\\s+(?:-[a-zA-Z]+\\s+){0,3}(?:-[a-zA-Z]*nb[a-zA-Z]*|-[a-zA-Z]*bn[a-zA-Z]*)\\s+(?:-[a-zA-Z]+\\s+){0,3}${WORD}`,
      `htpasswd\\s+(?:-[a-zA-Z]+\\s+){0,3}-[a-mo-zA-Z]*b[a-mo-zA-Z]*\\s+(?:-[a-zA-Z]+\\s+){0,3}${WORD}\\s+${WORD}`,
      `mosquitto_passwd\\s+(?:-[a-zA-Z]+\\s+){0,3}-\\w*b\\w*\\s+${WORD}\\s+${WORD}`,
      'neo4j-admin (?:dbms )?set-initial-password',
      'grafana[- ]cli\\s[^|\\n]{0,120}?reset-admin-password',
      `drush\\s[^|\\n]{0,80}?user:password\\s+${WORD}`,
      'snyk auth',
      'cloudflared service install',
      'rclone obscure',
      `wpa_passphrase\\s+${WORD}`,
      'nuget setapikey',
      `openssl passwd(?:\\s+-(?:salt\\s+\\S+|\\w+)){1,4}`,
      'ansible-vault encrypt_string',
      `isql\\s+[\\w.-]+\\s+[\\w.-]+`,
      `iwconfig\\s+\\w+\\s+key`,
      'net user\\s+[\\w.-]+',
      `net use\\s+\\S+\\s+\\\\\\\\\\S+(?:\\s+/user:\\S+)?`,
      `(?:composer|poetry)\\s[^|\\n]{0,80}?http-basic\\.\\S+\\s+${WORD}`,
      `(?:composer|poetry)\\s[^|\\n]{0,80}?(?:pypi-token|\\w+-oauth|gitlab-token)\\.\\S+`,
      `bundle config(?:\\s+set)?(?:\\s+--\\w+)?\\s+[\\w.-]+\\.[\\w.-]+`,
      'rclone config (?:create|update)\\s[^|\\n]{0,200}?\\s(?:pass|token|\\w*secret\\w*|\\w*_key)',
      'nmcli\\s[^|\\n]{0,200}?(?:password|\\.psk|wep-key0)',
      '[a-z-]+ auth token(?! -)',
      'gen_password',
      `(?:mysql|mariadb-)admin\\s[^|\\n]{0,200}?password`,
      `ldappasswd\\s[^|\\n]{0,200}?-s`,
    ),
    hits: [
      'cargo login q7Kq2mNvR4',
      'htpasswd -bc .htpasswd joe swordfish9',
      'rabbitmqctl add_user joe correct-horse',
      'vault operator unseal q7Kq2mNvR4tY=',
      "composer config http-basic.repo.example.com joe 'two words'",
    ],
    misses: [
      'cargo login',
      'vault login -method=oidc',
      'htpasswd -c .htpasswd joe',
      'net user joe',
      'vault operator unseal -reset',
    ],
    accept: (secret) =>
      !/^(?:\/\S+|get|show|list|create|print|revoke|will|for|and|to|is|command|status|method=.*|--?\w.*)$/i.test(
        secret,
      ),
  }),
  {
    id: 'piped-secret',
    about: 'Secret that echo or printf pipes into a command which reads one',
    source: 'Manual pages of docker login, gh, sudo, chpasswd and others',
    keywords: ['echo ', 'printf '],
    pattern: new RegExp(`${PRINTED}(${VALUE})["']?\\s{0,8}\\|\\s{0,8}${READERS}`, 'dg'),
    secret: 1,
    maxSpanChars: 2048,
    accept: (secret) => !isPlaceholder(secret) && !isExampleWord(secret) && !isPath(secret),
    unfinished: new RegExp(`${PRINTED}(?<held>(?:${VALUE})["']?(?:\\s{0,8}\\|[^|\\n]{0,200}|\\s{0,8}))$`, 'd'),
    hits: ['echo q7Kq2mNvR4 | docker login -u joe --password-stdin', "echo 'joe:swordfish9' | sudo chpasswd"],
    misses: ['echo hello | cat', 'echo $TOKEN | docker login --password-stdin', 'echo done | tee log'],
  },
  {
    id: 'here-string-secret',
    about: 'Secret in a here-string of a command that reads one',
    source: 'Manual pages of gh, cryptsetup, vault and others',
    keywords: ['<<<'],
    pattern: new RegExp(`<<<\\s{0,4}["']?(${VALUE})`, 'dg'),
    secret: 1,
    maxSpanChars: 2048,
    accept: (secret, match) =>
      !isPlaceholder(secret) &&
      READER.test((match.input ?? '').slice(Math.max(0, match.index! - READER_CHARS), match.index)),
    unfinished: new RegExp(`<<<\\s{0,4}["']?(?<held>${VALUE})$`, 'd'),
    hits: ['gh auth login --with-token <<< q7Kq2mNvR4', "kinit joe <<< 'two words'"],
    misses: ['grep x <<< $line', 'cat <<< hello'],
  },
  {
    id: 'encoded-secret',
    about: 'Random text that is printed to be encoded: echo -n … | base64',
    source: 'https://kubernetes.io/docs/tasks/configmap-secret/managing-secret-using-config-file/',
    keywords: ['base64'],
    pattern: new RegExp(`${PRINTED}(${VALUE})["']?\\s{0,8}\\|\\s{0,8}base64\\b`, 'dg'),
    secret: 1,
    maxSpanChars: 2048,
    accept: (secret) => looksRandom(secret) || looksSecret(secret),
    unfinished: /(?!)/d,
    hits: ["echo -n 'q7Kq2mNvR4' | base64"],
    misses: ['echo hello | base64', 'echo $X | base64 -d'],
  },
  {
    id: 'named-argument',
    about:
      'Value behind a secret name as two words: aws configure set NAME VALUE, npm config set NAME VALUE, netlify env:set',
    source: 'The manual pages of these commands',
    keywords: ['config', ' set', ':set', 'set-env', 'set ', 'setx ', 'add '],
    pattern: new RegExp(`${NAMED}(${VALUE})`, 'dgi'),
    secret: 1,
    maxSpanChars: 2048,
    accept: (secret) => isSetValue(secret),
    unfinished: new RegExp(`${NAMED}(?<held>${VALUE}\\\\?)$`, 'di'),
    hits: [
      'aws configure set aws_secret_access_key q7Kq2mNvR4',
      'npm config set //registry.npmjs.org/:_authToken q7Kq2mNvR4',
      'dotnet user-secrets set "Db:Password" "two words9"',
      'redis-cli config set requirepass q7Kq2mNvR4',
    ],
    misses: [
      'set the password to something',
      'git config set credential.helper store',
      'yarn config set npmAuthToken $TOKEN',
    ],
  },
  {
    id: 'oracle-login',
    about: 'Password of sqlplus user/password@db, of Oracle’s tools and of jdbc:oracle:thin',
    source: 'https://docs.oracle.com/en/database/oracle/oracle-database/19/sqpug/starting-SQL-Plus.html',
    keywords: ['sqlplus', 'sqlldr', 'expdp', 'impdp', 'rman ', 'connect ', 'oracle:', 'tkprof', 'conn '],
    pattern:
      /(?:\b(?:sqlplus|sqlldr|expdp|impdp|exp|imp)\s+(?:-\S+\s+){0,4}["']?|\brman\s[^|\n]{0,80}?target\s+["']?|^\s*(?:SQL> ?)?conn(?:ect)?\s+|jdbc:oracle:\w+:)[\w.#$]{1,64}\/("[^"\n]{1,120}"|[^\s@"']{2,120}(?=@\w)|[^\s/@"']{2,120})(?=@|\s|["']|$)/dgi,
    secret: 1,
    maxSpanChars: 400,
    accept: (secret) => !isPlaceholder(secret) && !isExampleWord(secret),
    unfinished:
      /(?:\b(?:sqlplus|sqlldr|expdp|impdp|exp|imp)\s+(?:-\S+\s+){0,4}["']?|\brman\s[^|\n]{0,80}?target\s+["']?|^\s*(?:SQL> ?)?conn(?:ect)?\s+|jdbc:oracle:\w+:)[\w.#$]{1,64}\/(?<held>"?[^\s/@"']{1,120})$/di,
    hits: [
      'sqlplus system/q7Kq2mNvR4@orcl',
      'jdbc:oracle:thin:joe/q7Kq2mNvR4@db:1521:orcl',
      'CONNECT joe/swordfish9@orcl',
    ],
    misses: ['sqlplus / as sysdba', 'connect to a/b', 'jdbc:oracle:thin:@db:1521:orcl'],
  },
  {
    id: 'target-login',
    about: 'Password in user:password@host without a scheme, as impacket and others take it',
    source: 'https://github.com/fortra/impacket',
    keywords: ['.py ', 'impacket-'],
    pattern:
      /\b(?:impacket-\w+|\w+\.py)\s(?:[^|\n]{0,200}?\s)?(?:[\w.-]{1,60}\/)?[\w.$-]{1,60}:([^\s@]{3,120})@[\w.-]{1,200}(?=\s|$)/dg,
    secret: 1,
    maxSpanChars: 400,
    accept: (secret) => !isPlaceholder(secret),
    unfinished:
      /\b(?:impacket-\w+|\w+\.py)\s(?:[^|\n]{0,200}?\s)?(?:[\w.-]{1,60}\/)?[\w.$-]{1,60}:(?<held>[^\s@]{1,120})(?:@[\w.-]{0,200})?$/d,
    hits: ['psexec.py acme/joe:q7Kq2mNvR4@10.0.0.5'],
    misses: ['deploy.py joe@host:~/x', 'python a.py host:80'],
  },
];

/** In a sentence about setting one, words follow. */
const isSetValue = (secret: string) =>
  !isPlaceholder(secret) &&
  !isPath(secret) &&
  !isProse(secret) &&
  !isExampleWord(secret) &&
  /[\d!@#$%^&*+]/.test(secret) &&
  secret.length > 3;
