import type {ShimProfile} from './profile.ts';

/** The client of MySQL and of MariaDB: same flags, same prompts, and `mysql` may be either. */
const client = (command: string, about: string): ShimProfile => ({
  command,
  about,
  // `-h` is a host.
  bypass: [{why: 'help and version', first: ['--help', '-[?]', '-I', '--version', '-V']}],
  tags: {
    host: [{flag: ['-h', '--host']}, {variable: 'MYSQL_HOST'}],
    port: [{flag: ['-P', '--port']}, {variable: 'MYSQL_TCP_PORT'}],
    database: [{flag: ['-D', '--database']}, {positional: 0}],
    user: [{flag: ['-u', '--user']}],
  },
  valueFlags: [
    '-D',
    '--database',
    '-e',
    '--execute',
    '-h',
    '--host',
    '-P',
    '--port',
    '-S',
    '--socket',
    '-u',
    '--user',
    '--defaults-file',
    '--defaults-extra-file',
    '--defaults-group-suffix',
    '--login-path',
    '--protocol',
    '--delimiter',
    '--prompt',
    '--pager',
    '--tee',
    '--default-character-set',
    '--character-sets-dir',
    '--init-command',
    '--connect-timeout',
    '--max-allowed-packet',
    '--net-buffer-length',
    '--select-limit',
    '--max-join-size',
    '--plugin-dir',
    '--default-auth',
    '--ssl-ca',
    '--ssl-capath',
    '--ssl-cert',
    '--ssl-cipher',
    '--ssl-crl',
    '--ssl-key',
    '--ssl-mode',
    '--tls-version',
  ],
  // The password is taken only where it is attached: in `-p shop`, shop is the database.
  secretFlags: [
    {flag: '-p', form: 'attached'},
    {flag: '--password=', form: 'attached'},
    {flag: '--password1=', form: 'attached'},
    {flag: '--password2=', form: 'attached'},
    {flag: '--password3=', form: 'attached'},
  ],
  secretVariables: ['MYSQL_PWD'],
  prompt: {
    first: '(?:mysql|MariaDB)(?: \\[[^\\]]{1,80}\\])?> ',
    // Right-aligned under the prompt: a line more, or what is open: a quote, a name's backtick, a comment.
    continuation: ' {1,80}(?:-|\'|"|`|/\\*)> ',
    terminator: ';',
  },
});

export const mysql = client('mysql', 'MySQL terminal');
export const mariadb = client('mariadb', 'MariaDB terminal');
