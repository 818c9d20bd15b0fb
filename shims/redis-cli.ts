import type {ShimProfile} from './profile.ts';

/** `redis://user:password@host:port/db`, as -u takes it. */
const URI = '^(?:rediss?|valkeys?)://(?:[^@/]*@)?';

/** Redis' terminal and that of its fork Valkey. */
const client = (command: string, about: string): ShimProfile => ({
  command,
  about,
  // `-h` is a host.
  bypass: [{why: 'help and version', first: ['--help', '--version', '-v']}],
  tags: {
    host: [{flag: ['-h']}, {flag: ['-u'], match: `${URI}([^:/]+)`}, {variable: 'REDISCLI_HOST'}],
    port: [{flag: ['-p']}, {flag: ['-u'], match: `${URI}[^:/]*:(\\d+)`}],
    database: [{flag: ['-n']}, {flag: ['-u'], match: `${URI}[^/]*/(\\d+)`}],
    user: [{flag: ['--user']}],
    verb: [{positional: 0}],
  },
  valueFlags: [
    '-h',
    '-p',
    '-t',
    '-s',
    '-a',
    '-u',
    '-r',
    '-i',
    '-n',
    '-d',
    '-D',
    '-X',
    '--user',
    '--pass',
    '--sni',
    '--cacert',
    '--cacertdir',
    '--cert',
    '--key',
    '--tls-ciphers',
    '--tls-ciphersuites',
    '--show-pushes',
    '--lru-test',
    '--rdb',
    '--functions-rdb',
    '--pipe-timeout',
    '--memkeys-samples',
    '--pattern',
    '--quoted-pattern',
    '--intrinsic-latency',
    '--eval',
  ],
  secretFlags: [
    {flag: '-a', form: 'separate'},
    {flag: '--pass', form: 'separate'},
  ],
  secretVariables: ['REDISCLI_AUTH', 'VALKEYCLI_AUTH'],
  prompt: {
    // `127.0.0.1:6379[2](TX)> `, `redis /run/redis.sock> `, `not connected> `
    first: '(?:not connected|(?:redis|valkey) \\S{1,108}?|\\S{1,255}?:\\d{1,5})(?:\\[\\d+\\])?(?:\\(TX\\))?> ',
    continuation: null,
    terminator: null,
  },
});

export const redisCli = client('redis-cli', 'Redis terminal');
export const valkeyCli = client('valkey-cli', 'Valkey terminal');
