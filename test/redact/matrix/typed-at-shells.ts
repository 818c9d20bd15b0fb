/** Secrets that are typed at prompts, one key at a time, and what shells do with their command lines. */
import {findProgram} from '../../support/programs.ts';
import type {Sample} from './kinds.ts';
import type {Presentation, Showing, Stage} from './presentation.ts';
import {RecordingPty} from './recorded.ts';

const group = 'prompts and typing';

const LEFT = '\x1b[D';
const BACKSPACE = '\x7f';

/** Lines within quotes go on at the shell's second prompt. */
const keysOf = (text: string) => [...text.replaceAll('\n', '\r')];

/** Keys up to the last Enter; what they leave is the sample's line. */
const TYPINGS: Record<string, (sample: Sample) => string[]> = {
  'key by key': ({typed}) => keysOf(typed),
  'with wrong keys taken back': ({typed}) =>
    keysOf(typed).flatMap((key, at) => (at % 5 === 4 && key !== '\r' ? ['Z', BACKSPACE, key] : [key])),
  'with Ctrl-W and typed again': ({typed}) => {
    const last = typed.split('\n').at(-1)!;
    return [...keysOf(typed), '\x17', '\x15', ...keysOf(last)];
  },
  'with an insert in the middle': ({typed}) => {
    const last = typed.split('\n').at(-1)!;
    const back = Math.min(9, last.length - 1);
    const keys = keysOf(typed);
    const missing = keys.splice(keys.length - back, 1);
    return [...keys, ...new Array<string>(back - 1).fill(LEFT), ...missing, '\x05'];
  },
  'its start typed last (Ctrl-A)': ({typed}) => {
    const last = typed.split('\n').at(-1)!;
    const keys = keysOf(typed);
    const start = keys.splice(keys.length - last.length, Math.min(12, last.length));
    return [...keys, '\x01', ...start, '\x05'];
  },
  'as a paste': ({typed}) => [`\x1b[200~${typed.replaceAll('\n', '\r')}\x1b[201~`],
  'and recalled from history': ({typed}) => [...keysOf(typed), '\r', '\x1b[A', '\x03'],
  'and found with Ctrl-R': ({typed}) => [...keysOf(typed), '\r', '\x12', ...typed.slice(0, 9), '\x07', '\x03', '\x03'],
};

interface Shell {
  command: string[];
  /** Its line editor is ready. */
  ready: RegExp;
  rc?: string;
}

const HIGHLIGHT = `zle-line-pre-redraw() { region_highlight=("0 4 fg=green" "5 11 bold" "12 20 fg=yellow,underline") }
zle -N zle-line-pre-redraw
PS1='user@host:~$ '
`;

const SHELLS: Record<string, Shell> = {
  bash: {command: ['bash', '--norc', '--noprofile', '-i'], ready: /\x1b\[\?2004h(?:user@host:~\$ )?$/},
  zsh: {command: ['zsh', '-i'], ready: /\x1b\[\?2004h$/, rc: HIGHLIGHT},
  fish: {command: ['fish', '--no-config', '-i'], ready: /\x1b\[K\r\x1b\[\d+C$/},
};

async function typeAt(
  stage: Stage,
  {command, ready, rc}: Shell,
  keys: readonly string[],
  columns: number,
): Promise<Showing> {
  if (rc !== undefined) stage.write('.zshrc', rc);
  const env = {...stage.env, PS1: 'user@host:~$ ', INPUTRC: '/dev/null', fish_history: '', ZDOTDIR: stage.folder};
  const options = {env, cwd: stage.folder, columns, rows: 30};
  const pty = new RecordingPty(findProgram(command[0]!)!, command.slice(1), options, true);
  await pty.session.waitFor(ready);
  await pty.type(keys);
  await pty.type(['\r']);
  pty.write('echo do""ne\r');
  await pty.session.waitFor((_text, screen) => /^done$/m.test(screen));
  await pty.session.close();
  return {recorded: pty.recorded};
}

const typings = Object.entries(SHELLS).flatMap(([shell, shape]) =>
  Object.entries(TYPINGS).map(
    ([how, keys], at): Presentation => ({
      group,
      name: `${shell}: ${how}`,
      programs: [shell],
      isSlow: true,
      show: (stage, sample) => typeAt(stage, shape, keys(sample), at % 2 === 0 ? 100 : 32),
    }),
  ),
);

/** A script at a terminal that is typed at. */
async function answer(stage: Stage, script: string, sample: Sample, options: {hidesKeys: boolean}): Promise<Showing> {
  stage.write('script', script);
  const pty = new RecordingPty('bash', ['script'], {env: stage.env, cwd: stage.folder}, true);
  await pty.session.waitFor('word: ');
  if (options.hidesKeys) pty.setEcho(false);
  await pty.type(keysOf(sample.value));
  pty.write('\r');
  await pty.session.waitFor('thanks');
  if (options.hidesKeys) pty.setEcho(true);
  await pty.session.waitForExit();
  return {recorded: pty.recorded};
}

const STAR_ECHO = `stty -echo -icanon; printf 'Pass word: '
while IFS= read -r -n 1 key && [ -n "$key" ]; do printf '*'; done
stty sane; echo; echo thanks`;

export const SHELL_PRESENTATIONS: readonly Presentation[] = [
  ...typings,
  {
    group,
    name: 'fish: an autosuggestion',
    programs: ['fish'],
    isSlow: true,
    show: (stage, sample) => {
      const start = sample.typed.slice(0, 6);
      return typeAt(stage, SHELLS.fish!, [...keysOf(sample.typed), '\r', ...start, '\x1b[C', '\x03'], 100);
    },
  },
  {
    group,
    name: 'inside a prompt (PS1)',
    programs: ['bash'],
    show: async (stage, sample) => {
      // The shell would put variables into it.
      if (sample.text.includes('$')) return null;
      const prompt = sample.text.split('\n').slice(0, 2).join('\n');
      const env = {...stage.env, PS1: `\\[\\e[32m\\]${sample.text.includes('\n') ? prompt : sample.text}\\[\\e[m\\]$ `};
      const pty = new RecordingPty('bash', ['--norc', '--noprofile', '-i'], {env, cwd: stage.folder}, true);
      await pty.session.waitFor(/\$ $/);
      await pty.type(['l', 's', '\r']);
      pty.write('echo do""ne\r');
      await pty.session.waitFor((_text, screen) => /^done/m.test(screen));
      await pty.session.close();
      return {recorded: pty.recorded};
    },
  },
  {
    group,
    name: 'at a prompt without echo',
    programs: ['bash'],
    show: (stage, sample) =>
      answer(stage, "read -r -s -p 'Pass word: ' word; echo; echo thanks", sample, {hidesKeys: true}),
  },
  {
    group,
    name: 'at a prompt that shows stars',
    programs: ['bash'],
    show: (stage, sample) => answer(stage, STAR_ECHO, sample, {hidesKeys: false}),
  },
];
