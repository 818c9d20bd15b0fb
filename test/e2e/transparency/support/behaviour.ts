/** How a comparison is written down: what is run, twice and unchanged, and what of it is compared. */

/** Seen from outside: the end as the parent sees it, the bytes on the terminal, its modes afterwards, files in the folder. */
export type Aspect = 'end' | 'output' | 'screen' | 'modes' | 'files';

export type Size = [rows: number, columns: number, widthPx: number, heightPx: number];

/** See terminals.py. */
export type Step =
  | ['see', string]
  | ['send', string, number]
  | ['resize', Size]
  | ['until', string]
  | ['answer', Record<string, string>]
  | ['hangUp'];

/**
 * In scripts the names below are bound once to the real program and once to its shim, and nothing else differs:
 * `cmd` (dash), `bcmd` (bash), `py` (python3), and the real programs of `SHIMMED_PROGRAMS` in hosts.ts.
 */
export interface Behaviour {
  name: string;
  /** Run by `bash` on the terminal; without it the steps type at an interactive shell. */
  script?: string;
  /** The interactive shell, words of a command line. */
  shell?: readonly string[];
  steps?: readonly Step[];
  /** Without it: the end, the output, the modes and all files. */
  compare?: readonly Aspect[];
  size?: Size;
  env?: Record<string, string>;
  /** Files that lie in the folder at the start. */
  files?: Record<string, string>;
  /** Becomes another user without a password. */
  asRoot?: true;
  /** Words that the output (or, where it is not compared, a file) must have in the direct run: proof that something was compared. */
  shows: string | RegExp;
  /**
   * How the last session of the hosted run must have ended in the store: `exit 3`, `signal SIGTERM`; null: nothing is
   * recorded; `maybe`: the host is killed, perhaps before the agent has heard of it.
   */
  recorded?: string | null;
  seconds?: number;
}

export const DEFAULT_ASPECTS: readonly Aspect[] = ['end', 'output', 'modes', 'files'];

/** What an interactive shell here prompts with. */
export const PROMPT = '@> ';

export const BASH: readonly string[] = ['bash', '--norc', '--noprofile', '-i'];
/** By its path: the shell itself is not to be recorded, for a command within would not be recorded then. */
export const ZSH: readonly string[] = ['/bin/zsh', '-f', '-i'];

export const see = (pattern: RegExp | string): Step => [
  'see',
  typeof pattern === 'string' ? pattern.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&') : pattern.source,
];
export const send = (text: string, times = 1): Step => ['send', text, times];
export const until = (script: string): Step => ['until', script];
export const resize = (...size: Size): Step => ['resize', size];
export const answer = (answers: Record<string, string>): Step => ['answer', answers];
export const hangUp: Step = ['hangUp'];
/** At the shell's next prompt. */
export const type = (line: string): Step[] => [see(PROMPT), send(`${line}\r`)];
export const leave: Step[] = type('exit');

export const CTRL_C = '\x03';
export const CTRL_D = '\x04';
export const CTRL_Z = '\x1a';
export const CTRL_BACKSLASH = '\x1c';
