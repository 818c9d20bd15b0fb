import type {ShimProfile} from './profile.ts';

export const sqlite3: ShimProfile = {
  command: 'sqlite3',
  about: 'SQLite terminal',
  bypass: [{why: 'help and version', first: ['-help', '--help', '-version', '--version']}],
  tags: {database: [{positional: 0}]},
  valueFlags: [
    '-cmd',
    '-init',
    '-separator',
    '-newline',
    '-nullvalue',
    '-vfs',
    '-maxsize',
    '-mmap',
    '-heap',
    '-escape',
    '-key',
    '-hexkey',
    '-textkey',
  ],
  secretFlags: [
    {flag: '-key', form: 'separate'},
    {flag: '-hexkey', form: 'separate'},
    {flag: '-textkey', form: 'separate'},
  ],
  secretVariables: [],
  prompt: {first: 'sqlite> ', continuation: ' {3}\\S{3}> ', terminator: ';'},
  firstRun: [':memory:', 'select sqlite_version();'],
};
