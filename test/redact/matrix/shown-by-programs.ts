/** Programs that draw on the whole screen. */
import type {Sample} from './kinds.ts';
import {fileOf, type Presentation, type Stage} from './presentation.ts';
import type {Recorded} from './recorded.ts';

const group = 'full-screen programs';

export interface Screenful {
  name: string;
  command: string;
  keys?: string[];
  programs?: string[];
  columns?: number;
  rows?: number;
  /** The file; by default some lines with the sample among them. */
  file?: (sample: Sample) => string;
  /** The screen before the first key is pressed. */
  ready?: (screen: string) => boolean;
  end: string;
  isSlow?: boolean;
}

/** Long enough for the program to draw what a key changes. */
const SETTLED_MS = 120;

async function drive(stage: Stage, sample: Sample, shape: Screenful): Promise<Recorded> {
  const {command, keys = [], columns = 100, rows = 24, file = fileOf, ready} = shape;
  stage.write('settings', file(sample));
  const pty = stage.open(command, {columns, rows});
  await pty.session.waitFor((_text, screen) => (ready ?? ((text: string) => text.includes('last line')))(screen));
  for (const key of keys) {
    pty.write(key);
    await settled(pty.session);
  }
  pty.write(shape.end);
  await pty.session.waitForExit();
  return pty.recorded;
}

/** Waits until nothing comes for a moment. */
async function settled(session: {
  bytes: Buffer;
  waitFor: (is: () => boolean, ms: number) => Promise<unknown>;
}): Promise<void> {
  for (let before = -1; before !== session.bytes.length; ) {
    before = session.bytes.length;
    await session.waitFor(() => session.bytes.length > before, SETTLED_MS).catch(() => undefined);
  }
}

export const screenful = (shape: Screenful): Presentation => ({
  group,
  name: shape.name,
  ...(shape.programs === undefined ? {} : {programs: shape.programs}),
  ...(shape.isSlow === undefined ? {} : {isSlow: shape.isSlow}),
  show: async (stage, sample) => ({recorded: await drive(stage, sample, shape)}),
});

/** One long line in which the secret stands far to the right. */
const farRight = (sample: Sample) =>
  `${sample.text
    .split('\n')
    .map((line) => `${'innocent words '.repeat(5)}${line}${' and more words'.repeat(6)}`)
    .join('\n')}\nlast line\n`;

const VIM = "vim -N -u NONE -i NONE --cmd 'set t_RV= t_u7=' ";
const TMUX = 'tmux -f /dev/null -L "$$" ';
const tmux = (command: string) => `${TMUX}new-session ${command}`;

/** Draws each character with a cursor address of its own. */
const cells = (name: string, order: string, pauseSeconds = 0): Presentation =>
  screenful({
    name,
    command: `printf '\\033[?1049h\\033[H\\033[2J'; ${cellScript(order, pauseSeconds)} settings; printf '\\033[23;1Hlast line'; read key`,
    programs: ['perl'],
    end: '\n',
  });

const cellScript = (order: string, pauseSeconds: number) =>
  `perl -e '$| = 1; my @c; while (<>) { chomp; my $x = 0; push @c, [$., ++$x, $_] for split //; } ${order} ` +
  `for (@c) { printf "\\033[%d;%dH%s", @$_; select(undef, undef, undef, ${pauseSeconds}) if ${pauseSeconds}; }'`;

export const PROGRAM_PRESENTATIONS: readonly Presentation[] = [
  screenful({name: 'less', command: 'less settings', end: 'q', programs: ['less']}),
  screenful({name: 'less -N on 40 columns', command: 'less -N settings', columns: 40, end: 'q', programs: ['less']}),
  screenful({
    name: 'less -S, scrolled to the side',
    command: 'less -S settings',
    file: farRight,
    columns: 80,
    keys: ['\x1b[C', '\x1b[C', '\x1b[C', '\x1b[D'],
    end: 'q',
    programs: ['less'],
  }),
  screenful({
    name: 'less -S, its tail first',
    command: 'less -S -# 95 settings',
    file: farRight,
    columns: 80,
    keys: ['\x1b[C', '\x1b[D'],
    end: 'q',
    programs: ['less'],
  }),
  screenful({
    name: 'less, scrolled and searched',
    command: 'less settings',
    file: (sample) => `${'words\n'.repeat(40)}${fileOf(sample)}${'more\n'.repeat(60)}`,
    rows: 12,
    ready: (screen) => screen.includes('words'),
    keys: ['/settings of\r', 'j', 'j', 'j', 'd', 'u', 'k', 'k'],
    end: 'q',
    programs: ['less'],
  }),
  screenful({name: 'vim', command: `${VIM}settings`, end: ':q!\r', programs: ['vim']}),
  screenful({
    name: 'vim with numbers on 30 columns',
    command: `${VIM}-c 'set number' settings`,
    columns: 30,
    rows: 40,
    end: ':q!\r',
    programs: ['vim'],
  }),
  screenful({
    name: 'vim, moving and deleting in it',
    command: `${VIM}settings`,
    keys: ['gg', 'jj', '$', 'hhhh', 'x', 'x', 'u', 'dd', 'u', 'zt'],
    end: ':q!\r',
    programs: ['vim'],
  }),
  screenful({
    name: 'tmux',
    command: tmux("'cat settings; read key'"),
    end: '\r',
    programs: ['tmux'],
  }),
  screenful({
    name: 'tmux, a pane of 20 columns',
    command: tmux(
      "-x 61 -y 40 'seq 1 30; read key' \\; split-window -h -l 20 'cat settings; read key; tmux kill-server'",
    ),
    columns: 61,
    rows: 40,
    ready: (screen) => /last line/.test(screen) && /30/.test(screen),
    end: '\r',
    programs: ['tmux'],
  }),
  screenful({
    name: 'tmux, a pane at the left',
    command: tmux(
      "-x 61 -y 40 'cat settings; read key; tmux kill-server' \\; split-window -h -d -l 40 'seq 1 30; read key'",
    ),
    columns: 61,
    rows: 40,
    ready: (screen) => /last line/.test(screen) && /30/.test(screen),
    end: '\r',
    programs: ['tmux'],
  }),
  screenful({name: 'watch', command: 'watch -t -n 1 cat settings', end: '\x03', programs: ['watch']}),
  cells('cell by cell', ''),
  cells('cell by cell, from the right', '@c = reverse @c;'),
  cells(
    'cell by cell, in any order',
    'my $n = 1; @c = map { $_->[0] } sort { $a->[1] <=> $b->[1] } map { $n = $n * 16807 % 2147483647; [$_, $n] } @c;',
  ),
  cells('cell by cell, slowly', '', 0.004),
  cells('cell by cell from the right, slowly', '@c = reverse @c;', 0.004),
];
