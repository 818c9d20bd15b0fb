/** Text that comes line after line: files, diffs, traces, and what is done to their bytes on the way. */
import type {Sample} from './kinds.ts';
import {fileOf, type Presentation, type Showing, type Stage} from './presentation.ts';
import {BASE64} from './random.ts';
import {type Recorded, recut} from './recorded.ts';

const group = 'files and streams';
type Show = (stage: Stage, sample: Sample) => Promise<Recorded>;
const present = (name: string, show: Show, programs?: string[]): Presentation => ({
  group,
  name,
  ...(programs === undefined ? {} : {programs}),
  show: async (stage, sample) => ({recorded: await show(stage, sample)}),
});

const cat: Show = async (stage, sample) => {
  stage.write('settings', fileOf(sample));
  return stage.run('cat settings');
};
const catAt =
  (columns: number): Show =>
  async (stage, sample) => {
    stage.write('settings', fileOf(sample));
    return stage.run("printf '\\033[m'; cat settings", {columns});
  };

const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/** The program writes the value as a row of a client's table does. */
const TABLES: Record<string, (sample: Sample) => string> = {
  'psql table': ({name, value}) => {
    const width = Math.max(name.length, value.length);
    return [
      ` id | login | ${name.padEnd(width)} `,
      `----+-------+-${'-'.repeat(width)}-`,
      `  1 | joe   | ${value.padEnd(width)} `,
      '(1 row)',
    ].join('\n');
  },
  'psql wrapped table': ({name, value}) => {
    const width = Math.max(name.length, 12);
    const cells = value.match(new RegExp(`.{1,${width}}`, 'g'))!;
    const row = (cell: string, at: number) => {
      const marks = [at === 0 ? ' ' : '.', at + 1 < cells.length ? '.' : ''];
      return `  ${at === 0 ? '1' : ' '} |${marks[0]}${cell.padEnd(width)}${marks[1]}`;
    };
    return [` id | ${name.padEnd(width)}`, `----+-${'-'.repeat(width + 1)}`, ...cells.map(row), '(1 row)'].join('\n');
  },
  'psql expanded': ({name, value}) =>
    `-[ RECORD 1 ]${'-'.repeat(20)}\nid${' '.repeat(name.length - 2)} | 1\n${name} | ${value}`,
  'mysql box': ({name, value}) => {
    const width = Math.max(name.length, value.length);
    const rule = `+----+-${'-'.repeat(width)}-+`;
    return [rule, `| id | ${name.padEnd(width)} |`, rule, `|  1 | ${value.padEnd(width)} |`, rule].join('\n');
  },
  'key and value columns': ({name, value}) =>
    `Key                  Value\n---                  -----\n${name.padEnd(20)} ${value}`,
};

/** First in its context, then a part of it alone. */
const shownAgain =
  (again: (value: string) => string): Show =>
  async (stage, sample) => {
    stage.write('settings', fileOf(sample));
    stage.write('again', `result: ${again(sample.value)}\n`);
    return stage.run('cat settings; cat again');
  };

const LONG: Record<string, (stage: Stage) => {text: string; secret: string}> = {};
const longKey = (label: string) => (stage: Stage) => {
  const lines = Array.from({length: 1100}, () => stage.random.text(64, BASE64));
  return {text: `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----`, secret: lines.at(-1)!};
};
LONG['PEM key'] = longKey('RSA PRIVATE KEY');
LONG['OpenSSH key'] = longKey('OPENSSH PRIVATE KEY');
LONG['password='] = (stage) => {
  const value = stage.random.text(70_000);
  return {text: `db_password=${value}`, secret: value};
};

async function showLong(stage: Stage, sample: Sample): Promise<Showing | null> {
  const make = LONG[sample.kind];
  if (make === undefined) return null;
  const {text, secret} = make(stage);
  sample.secrets = [secret.slice(-64)];
  stage.write('settings', fileOf({...sample, text}));
  return {recorded: await stage.run('cat settings')};
}

export const FILE_PRESENTATIONS: readonly Presentation[] = [
  present('cat', cat),
  present('cat, one byte at a time', async (stage, sample) => recut(await cat(stage, sample), 1, 100)),
  present('cat, seven bytes at a time', async (stage, sample) => recut(await cat(stage, sample), 7, 1000)),
  present('cat over a slow line', async (stage, sample) => recut(await cat(stage, sample), 1, 400_000)),
  present('wrapped on 20 columns', catAt(20)),
  present('wrapped on 40 columns', catAt(40)),
  present('wrapped on 20, one byte at a time', async (stage, sample) => recut(await catAt(20)(stage, sample), 1, 100)),
  present('a colour in every third place', async (stage, sample) => {
    stage.write('settings', fileOf(sample));
    return stage.run("sed 's/.../&\x1b[1;31m/g' settings");
  }),
  present('grep --color, a match inside', async (stage, sample) => {
    stage.write('settings', fileOf(sample));
    const middle = sample.secrets[0]!.slice(4, 9);
    return stage.run(`grep --color=always -n -F -e ${quote(middle)} -e '' settings`);
  }),
  present('CRLF', async (stage, sample) => {
    stage.write('settings', fileOf(sample).replaceAll('\n', '\r\n'));
    return stage.run('stty -onlcr; cat settings');
  }),
  present('behind \\r on a progress line', async (stage, sample) => {
    stage.write('settings', sample.text);
    return stage.run("printf 'loading  10%%\\rloading 100%%\\r'; cat settings; printf '\\rdone\\033[K\\n'");
  }),
  present('overwritten from the left, slowly', async (stage, sample) => {
    const line = sample.text.split('\n').at(-2) ?? sample.text;
    const text = sample.text.includes('\n') ? sample.text : line;
    const dots = [...line].map(() => '.').join('');
    stage.write('settings', `${text}\r${dots}\r\n`);
    return recut(await stage.run('stty -onlcr; cat settings'), 1, 50_000);
  }),
  present('a string in JSON', async (stage, sample) => {
    stage.write('settings.json', JSON.stringify({id: 7, note: sample.text, user: 'joe'}, null, 2));
    return stage.run('cat settings.json');
  }),
  present('a block in YAML', async (stage, sample) => {
    const block = sample.text.split('\n').map((line) => `      ${line}`);
    stage.write('settings.yaml', ['config:', '  note:', '    text: |', ...block, '  user: joe', ''].join('\n'));
    return stage.run('cat settings.yaml');
  }),
  present(
    'git diff --color',
    async (stage, sample) => {
      stage.write('settings', fileOf(sample));
      return stage.run('git diff --no-index --color=always /dev/null settings');
    },
    ['git'],
  ),
  present(
    'git log -p',
    async (stage, sample) => {
      stage.write('settings', fileOf(sample));
      const author = '-c user.name=Joe -c user.email=joe@example.com';
      return stage.run(`git init -q . && git add settings && git ${author} commit -q -m add && git log -p`);
    },
    ['git'],
  ),
  present(
    'set -x',
    (stage, sample) => {
      stage.write('script', `set -x\n${sample.typed.replace(/^: (\w+) /, 'true $1 ')}\n`);
      return stage.run('bash script');
    },
    ['bash'],
  ),
  present('after a flood', async (stage, sample) => {
    stage.write('settings', fileOf(sample));
    return stage.run('seq 1 100000; cat settings; seq 1 10');
  }),
  {group, name: '64 KiB and more of it', show: showLong},
  {
    group,
    name: 'across an agent restart',
    show: async (stage, sample) => {
      const recorded = recut(await cat(stage, sample), 3, 1000);
      const at = Buffer.concat(recorded.inputs.map((input) => ('bytes' in input ? input.bytes : Buffer.alloc(0))));
      const place = at.indexOf(sample.secrets.at(-1)!) + 10;
      return {recorded, deathAfter: Math.ceil(place / 3)};
    },
  },
  present(
    'all of it again, alone',
    shownAgain((value) => value),
  ),
  present(
    'a part of it again',
    shownAgain((value) => value.slice(2, 14)),
  ),
  present(
    'its end again, behind a blank',
    shownAgain((value) => `… ${value.slice(-11)}`),
  ),
  present(
    'with blanks between groups',
    shownAgain((value) => value.replace(/(.{9})/g, '$1  ')),
  ),
  present('first alone, then named', async (stage, sample) => {
    stage.write('settings', `value ${sample.value} here\n${fileOf(sample)}`);
    return stage.run('cat settings');
  }),
  ...Object.entries(TABLES).map(([name, make]) =>
    present(name, async (stage, sample) => {
      stage.write('table', `${make(sample)}\n`);
      return stage.run('cat table');
    }),
  ),
];
