/** Secrets that are typed into programs other than shells, and what shells do beside what they are usually used for. */
import {findProgram} from '../../support/programs.ts';
import type {Sample} from './kinds.ts';
import type {Presentation, Showing, Stage} from './presentation.ts';
import {RecordingPty} from './recorded.ts';

interface Typing {
  command: string[];
  /** Without these it cannot be shown; by default the command itself. */
  programs?: string[];
  /** What is there before the first key. */
  ready: RegExp;
  keys: (sample: Sample) => string[];
  /** Keys that come two seconds later. */
  later?: (sample: Sample) => string[];
  end?: string[];
  env?: NodeJS.ProcessEnv;
  /** The program has switched the echo off. */
  hidesKeys?: boolean;
  zshrc?: string;
}

const keysOf = (text: string) => [...text.replaceAll('\n', '\r')];
const pasted = (text: string) => `\x1b[200~${text.replaceAll('\n', '\r')}\x1b[201~`;
const PAUSE_MS = 2000;
/** What is typed last is pasted later. */
const HALF_CHARS = 12;

const ENTER = ['\r'];
const BASH = {command: ['bash', '--norc', '--noprofile', '-i'], ready: /\x1b\[\?2004h(?:user@host:~\$ )?$/};
const ZSH = {command: ['zsh', '-i'], ready: /\x1b\[\?2004h/};
const SUGGESTIONS = '/usr/share/zsh-autosuggestions/zsh-autosuggestions.zsh';
/** Shows the key that was typed last until the next one comes, as telephones do. */
const LAST_KEY = `process.stdin.setRawMode(true); process.stdout.write('Password: '); let count = 0;
process.stdin.on('data', (keys) => { for (const key of String(keys)) {
  if (key === '\\r') process.exit();
  process.stdout.write((count++ > 0 ? '\\b*' : '') + key);
} })`;

const TYPINGS: Record<string, Typing> = {
  'bash: yanked back (Ctrl-W, Ctrl-Y)': {...BASH, keys: ({typed}) => [...keysOf(typed), '\x17', 'x', '\x7f', '\x19']},
  'bash: killed and undone': {...BASH, keys: ({typed}) => [...keysOf(typed), '\x15', '\x1f']},
  'bash: vi mode': {
    ...BASH,
    keys: ({typed}) => ['set -o vi\r', ...keysOf(typed), '\x1b', 'b', 'b', 'i', 'X', '\x1b', 'x', 'A'],
  },
  'bash: pasted in two halves': {
    ...BASH,
    keys: ({typed}) => [pasted(typed.slice(0, -HALF_CHARS))],
    later: ({typed}) => [pasted(typed.slice(-HALF_CHARS))],
  },
  'bash: commented out (Esc #)': {...BASH, keys: ({typed}) => [...keysOf(typed), '\x1b#']},
  'bash: given up (Ctrl-C)': {...BASH, keys: ({typed}) => [...keysOf(typed), '\x03']},
  'bash: listed by history': {...BASH, keys: ({typed}) => [...keysOf(typed), '\r', 'history | tail -9\r']},
  'bash: a here-document': {...BASH, keys: ({text}) => [...keysOf(`cat > new << 'E'\n${text}\nE`)]},
  'zsh: with RPROMPT': {...ZSH, keys: ({typed}) => keysOf(typed), zshrc: "PS1='%~ $ '\nRPROMPT='%T main'\n"},
  'zsh: vi mode': {
    ...ZSH,
    keys: ({typed}) => [...keysOf(typed), '\x1b', '0', 'A'],
    zshrc: 'bindkey -v\nKEYTIMEOUT=1\n',
  },
  'zsh: an autosuggestion': {
    ...ZSH,
    keys: ({typed}) => [...keysOf(typed), '\r', ...typed.slice(0, 8), '\x1b[C'],
    zshrc: `[ -f ${SUGGESTIONS} ] && source ${SUGGESTIONS}\n`,
  },
  'vim: inserted': {
    command: ['vim', '-N', '-u', 'NONE', '-i', 'NONE', 'new'],
    ready: /new/,
    keys: ({text}) => ['i', ...keysOf(text), '\x1b'],
    end: [':q!\r'],
  },
  'nano: typed': {command: ['nano', '-I', 'new'], ready: /new/, keys: ({text}) => keysOf(text), end: ['\x18', 'n']},
  'python: assigned at its prompt': {
    command: ['python3', '-q'],
    ready: />>>/,
    keys: ({name, value}) => [...`${name} = "${value}"`],
    end: ['\r', 'exit()\r'],
  },
  'python: getpass': {
    command: ['python3', '-c', 'import getpass; getpass.getpass(); print("thanks")'],
    ready: /word:/,
    keys: ({value}) => keysOf(value),
    hidesKeys: true,
  },
  'python: input of a password': {
    command: ['python3', '-c', 'import readline; input("Password: ")'],
    ready: /word:/,
    keys: ({value}) => keysOf(value),
  },
  'a prompt that shows the last key': {
    command: ['node', '-e', LAST_KEY],
    ready: /word:/,
    keys: ({value}) => keysOf(value),
  },
  'dialog: a password box': {
    // It tells its result on stderr, which scripts take.
    command: ['sh', '-c', 'dialog --insecure --passwordbox "Enter it" 10 60 2> /dev/null'],
    programs: ['dialog'],
    ready: /Enter/,
    keys: ({value}) => keysOf(value),
  },
};

async function type(stage: Stage, typing: Typing, sample: Sample): Promise<Showing> {
  const {command, ready, keys, later, end = ENTER, env, hidesKeys = false, zshrc} = typing;
  if (zshrc !== undefined) stage.write('.zshrc', zshrc);
  const options = {
    env: {...stage.env, PS1: 'user@host:~$ ', INPUTRC: '/dev/null', ZDOTDIR: stage.folder, ...env},
    cwd: stage.folder,
  };
  const pty = new RecordingPty(findProgram(command[0]!)!, command.slice(1), options, true);
  await pty.session.waitFor(ready);
  if (hidesKeys) pty.setEcho(false);
  await pty.type(keys(sample));
  if (later !== undefined) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  await pty.type([...(later?.(sample) ?? []), ...end]);
  if (hidesKeys) pty.setEcho(true);
  // A shell waits for more, other programs are over: both have shown all by now.
  await pty.session.waitFor(/$^/, 200).catch(() => undefined);
  await pty.session.close();
  return {recorded: pty.recorded};
}

export const PROGRAM_TYPINGS: readonly Presentation[] = Object.entries(TYPINGS).map(([name, typing]) => ({
  group: 'prompts and typing',
  name,
  programs: typing.programs ?? [typing.command[0]!],
  isSlow: true,
  show: (stage, sample) => type(stage, typing, sample),
}));
