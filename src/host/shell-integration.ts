/**
 * Starts bash, zsh or fish with ddcoterm's marks (OSC 133 and 633) for one session: arguments and variables that lead the
 * shell to the scripts of installer/shell-integration, which then run the user's own startup files.
 */
import {existsSync} from 'node:fs';
import {basename, join} from 'node:path';

export interface ShellStart {
  args: string[];
  env: NodeJS.ProcessEnv;
}

export interface ShellIntegrationOptions extends ShellStart {
  /** The shell to start; its name says which it is. */
  file: string;
  /** Where the scripts lie. Without them the shell starts as it is. */
  integrationDir: string;
  platform?: NodeJS.Platform;
}

export type IntegratedShell = 'bash' | 'zsh' | 'fish';

interface Integration {
  script: string;
  /** @returns Null for an invocation that is not interactive, or that we had better not touch. */
  start(options: ShellIntegrationOptions, script: string): ShellStart | null;
}

const INTEGRATIONS: Record<IntegratedShell, Integration> = {
  bash: {script: 'ddcoterm.bash', start: startBash},
  zsh: {script: join('zsh', '.zshenv'), start: startZsh},
  fish: {script: 'ddcoterm.fish', start: startFish},
};

/** @returns `args` (without argv[0]) and `env` to start the shell with; `integration` when they differ from the given. */
export function withShellIntegration(options: ShellIntegrationOptions): ShellStart & {integration?: IntegratedShell} {
  const shell = shellOf(options.file);
  if (shell !== null) {
    const script = join(options.integrationDir, INTEGRATIONS[shell].script);
    const start = existsSync(script) ? INTEGRATIONS[shell].start(options, script) : null;
    if (start !== null) return {...start, integration: shell};
  }
  return {args: options.args, env: options.env};
}

/** `/usr/local/bin/bash-5.2` → bash. Not `rbash`, `sh` or `rzsh`: restricted and POSIX shells start in their own way. */
function shellOf(file: string): IntegratedShell | null {
  const name = /^-?(bash|zsh|fish)(?:-?\d[\d.]*)?$/.exec(basename(file))?.[1];
  return (name as IntegratedShell | undefined) ?? null;
}

/** Long options of bash; `-login` is as good as `--login`. */
const BASH_FILE_OPTIONS = new Set(['rcfile', 'init-file']);
const BASH_PLAIN_OPTIONS = new Set(['login', 'norc', 'noprofile', 'noediting', 'verbose', 'debugger']);

interface BashArguments {
  isLogin: boolean;
  hasNorc: boolean;
  hasNoprofile: boolean;
  rcfile: string | null;
  /** What remains without the options above that choose startup files. */
  rest: string[];
}

function startBash({args, env, platform = process.platform, file}: ShellIntegrationOptions, script: string) {
  const parsed = parseBashArguments(args);
  if (parsed === null || isPosixBash(env)) return null;
  const isLogin = parsed.isLogin || basename(file).startsWith('-');
  if (!isLogin && !parsed.hasNorc) return startWithRcfile(parsed, env, script);
  // Apple's bash 3.2 does not read ENV in POSIX mode: the user's profile would not run.
  if (platform === 'darwin' && file === '/bin/bash') return null;
  return startThroughPosix({...parsed, isLogin}, env, script);
}

const isPosixBash = (env: NodeJS.ProcessEnv) =>
  env.POSIXLY_CORRECT !== undefined || (env.SHELLOPTS ?? '').split(':').includes('posix');

/** bash reads our file in the place of ~/.bashrc; the system's bashrc it still reads by itself. */
function startWithRcfile({rcfile, rest}: BashArguments, env: NodeJS.ProcessEnv, script: string): ShellStart {
  return {
    args: ['--rcfile', script, ...rest],
    env: {...env, ...(rcfile !== null && {DDCOTERM_BASH_RCFILE: rcfile})},
  };
}

/** A login shell reads no --rcfile, nor does --norc. In POSIX mode bash reads ENV alone; the script leaves that mode. */
function startThroughPosix(parsed: BashArguments, env: NodeJS.ProcessEnv, script: string): ShellStart {
  const words = [
    'posix',
    parsed.isLogin ? 'login' : 'norc',
    parsed.hasNoprofile && 'noprofile',
    env.HISTFILE !== undefined && 'histfile',
  ];
  return {
    args: ['--posix', ...parsed.rest],
    env: {
      ...env,
      ENV: script,
      DDCOTERM_BASH_START: words.filter(Boolean).join(' '),
      ...(env.ENV !== undefined && {DDCOTERM_BASH_ENV: env.ENV}),
    },
  };
}

function parseBashArguments(args: readonly string[]): BashArguments | null {
  const parsed: BashArguments = {isLogin: false, hasNorc: false, hasNoprofile: false, rcfile: null, rest: []};
  let index = 0;
  // Long options stand before the short ones.
  for (; index < args.length; index++) {
    const name = args[index]!.replace(/^--?/, '');
    const isOption = args[index]!.startsWith('-') && name.length > 1;
    if (isOption && BASH_FILE_OPTIONS.has(name) && args[index + 1] !== undefined) parsed.rcfile = args[++index]!;
    else if (isOption && BASH_PLAIN_OPTIONS.has(name)) addLongOption(parsed, name, args[index]!);
    else break;
  }
  for (; index < args.length; index++) {
    const word = args[index]!;
    // A script, `--`, or an option that asks for no session: --version, --posix, --restricted.
    if (!/^[-+][a-zA-Z]+$/.test(word) || /^-.*[crpDn]/.test(word)) return null;
    parsed.rest.push(word);
    if (word.startsWith('-') && word.includes('l')) parsed.isLogin = true;
    if (/[oO]/.test(word)) {
      const option = args[++index];
      if (option === undefined || option === 'posix') return null;
      parsed.rest.push(option);
    }
  }
  return parsed;
}

function addLongOption(parsed: BashArguments, name: string, word: string): void {
  if (name === 'norc') parsed.hasNorc = true;
  else if (name === 'noprofile') parsed.hasNoprofile = true;
  else parsed.rest.push(word);
  if (name === 'login') parsed.isLogin = true;
}

/** zsh looks for its first startup file in ZDOTDIR; ours there gives the variable back before it runs the user's. */
function startZsh({args, env}: ShellIntegrationOptions, script: string): ShellStart | null {
  if (!isInteractiveZsh(args)) return null;
  return {
    args,
    env: {
      ...env,
      ZDOTDIR: join(script, '..'),
      ...(env.ZDOTDIR !== undefined && {DDCOTERM_ZDOTDIR: env.ZDOTDIR}),
    },
  };
}

/** False also for shells without startup files (`-f`, `--no-rcs`, `-o norcs`) and for emulations of other shells. */
function isInteractiveZsh(args: readonly string[]): boolean {
  for (let index = 0; index < args.length; index++) {
    const word = args[index]!;
    if (/^--(?:login|interactive)$/.test(word)) continue;
    if (!/^[-+][a-zA-Z0-9]+$/.test(word) || /^-.*[cfbpn]/.test(word)) return false;
    if (word.includes('o') && /^no_?rcs$/i.test(args[++index] ?? 'norcs')) return false;
  }
  return true;
}

/** Options of fish that only colour a session; a word stands beside the ones that take a value. */
const FISH_PLAIN_OPTION = /^(?:-[ilNP]+|--(?:interactive|login|no-config|private))$/;
const FISH_VALUE_OPTION = /^(?:-[CdofD]|--(?:init-command|debug|debug-output|features|debug-stack-frames))$/;
const FISH_JOINED_OPTION = /^(?:-[Cdof].+|--(?:init-command|debug|debug-output|features)=.*)$/s;

function startFish({args, env}: ShellIntegrationOptions, script: string): ShellStart | null {
  for (let index = 0; index < args.length; index++) {
    const word = args[index]!;
    if (FISH_VALUE_OPTION.test(word)) index++;
    else if (!FISH_PLAIN_OPTION.test(word) && !FISH_JOINED_OPTION.test(word)) return null;
  }
  const quoted = `'${script.replaceAll(/[\\']/g, '\\$&')}'`;
  return {args: ['--init-command', `source ${quoted}`, ...args], env};
}
