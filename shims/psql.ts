import type {ShimProfile} from './profile.ts';

/** A connection URI: `postgresql://user:password@host:port/database?…`. */
const URI = '^postgres(?:ql)?://';
/** A field of a connection string, quoted or not: `host=db user='a b'`. */
const field = (name: string) => `(?:^|\\s)${name}\\s*=\\s*'?((?:[^\\s'\\\\]|\\\\.)+)`;

export const psql: ShimProfile = {
  command: 'psql',
  about: 'PostgreSQL terminal',
  // psql looks for help in the first place only; `-h` is a host.
  bypass: [{why: 'help and version', first: ['--help', '--help=*', '-[?]', '--version', '-V']}],
  tags: {
    host: [
      {flag: ['-h', '--host']},
      ...connectionSources(`${URI}(?:[^@/]*@)?(\\[[^\\]]*\\]|[^:/?,]+)`, field('host(?:addr)?')),
      {variable: 'PGHOST'},
      {variable: 'PGHOSTADDR'},
    ],
    port: [
      {flag: ['-p', '--port']},
      ...connectionSources(`${URI}(?:[^@/]*@)?(?:\\[[^\\]]*\\]|[^:/?,]*):(\\d+)`, field('port')),
      {variable: 'PGPORT'},
    ],
    database: [
      ...connectionSources(`${URI}[^/]*/([^?]+)`, field('dbname')),
      {flag: ['-d', '--dbname'], match: '^((?!postgres(?:ql)?://)[^=]+)$'},
      {positional: 0, match: '^((?!postgres(?:ql)?://)[^=]+)$'},
      {variable: 'PGDATABASE'},
    ],
    user: [
      {flag: ['-U', '--username']},
      ...connectionSources(`${URI}([^:@/]+)(?::[^@/]*)?@`, field('user')),
      {positional: 1},
      {variable: 'PGUSER'},
    ],
    service: [...connectionSources(`${URI}.*[?&]service=([^&]+)`, field('service')), {variable: 'PGSERVICE'}],
  },
  valueFlags: [
    '-c',
    '--command',
    '-d',
    '--dbname',
    '-f',
    '--file',
    '-v',
    '--set',
    '--variable',
    '-L',
    '--log-file',
    '-o',
    '--output',
    '-F',
    '--field-separator',
    '-P',
    '--pset',
    '-R',
    '--record-separator',
    '-T',
    '--table-attr',
    '-h',
    '--host',
    '-p',
    '--port',
    '-U',
    '--username',
  ],
  // A password stands in no flag of psql; those in URIs and connection strings are found by the general rules.
  secretFlags: [],
  secretVariables: ['PGPASSWORD', 'PGSSLPASSWORD'],
  // PROMPT1 and PROMPT2 are "%/%R%x%# ", and people put host or user in front: up to two words are passed over. The
  // shortest match counts, since statements hold arrows, too: `select f(a => 1)`, `doc->'name'`.
  prompt: {
    // Database, `=` (`^` in single-line mode, `!` without a connection, `@` in a failed one), transaction, `>` or `#`.
    first: '(?:\\S{1,80} ){0,2}?\\S{0,80}?[=^!@][*!?]?[#>] ',
    // `-` for a line more, else what is open still: a quote, a parenthesis, a comment, a dollar quote.
    continuation: '(?:\\S{1,80} ){0,2}?\\S{0,80}?[-(\'"*$][*!?]?[#>] ',
    terminator: ';',
  },
};

/** The two forms of a connection string, as -d or as the first positional. */
function connectionSources(uri: string, keyword: string) {
  const flag = ['-d', '--dbname'];
  return [
    {flag, match: uri},
    {positional: 0, match: uri},
    {flag, match: keyword},
    {positional: 0, match: keyword},
  ];
}
