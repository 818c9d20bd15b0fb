/** Asks an interactive shell of the user's, with their own rc files, what a name means to it. */
import {spawn} from 'node:child_process';
import {basename} from 'node:path';
import {quoteSh} from './quote-sh.ts';

export type ShellKind = 'bash' | 'zsh' | 'fish';

export interface ShellAnswer {
  kind: 'alias' | 'function' | 'file' | 'other' | 'none';
  /** What the alias stands for, or the text of the function; empty otherwise. */
  text: string;
  /** The file that the shell finds on its PATH; null when none. */
  file: string | null;
}

export interface ShellProbe {
  shell: string;
  kind: ShellKind;
  /** PATH as the rc files leave it. */
  path: string;
  answers: Map<string, ShellAnswer>;
}

const PROBE_TIMEOUT_MS = 10_000;
/** For what the shell wrote last and we have not read yet. */
const AFTER_EXIT_MS = 300;
/** Rc files may print much; what we ask for is short. */
const MAX_OUTPUT_BYTES = 4 * 1024 * 1024;

const FIELD = '\x1f';
const RECORD = '\x1e';

/** Each prints `RECORD name FIELD kind FIELD file FIELD text` for the name in $1, and before that PATH under an empty name. */
const QUESTIONS: Record<ShellKind, (names: string) => string> = {
  bash: (names) =>
    `printf '\\036\\037path\\037%s\\037' "$PATH"; for n in ${names}; do ` +
    `printf '\\036%s\\037%s\\037%s\\037%s' "$n" "$(type -t -- "$n")" "$(type -P -- "$n")" ` +
    `"$(if [ "$(type -t -- "$n")" = alias ]; then printf %s "\${BASH_ALIASES[$n]}"; else declare -f -- "$n"; fi)"; ` +
    `done; printf '\\036'`,
  zsh: (names) =>
    `printf '\\036\\037path\\037%s\\037' "$PATH"; for n in ${names}; do ` +
    `printf '\\036%s\\037%s\\037%s\\037%s' "$n" "\${$(whence -w -- "$n")##*: }" "$(whence -p -- "$n")" ` +
    `"\${aliases[$n]-\${functions[$n]-}}"; done; printf '\\036'`,
  fish: (names) =>
    `printf '\\036\\037path\\037%s\\037' (string join : $PATH); for n in ${names}; ` +
    `printf '\\036%s\\037%s\\037%s\\037%s' $n (type -t -- $n 2>/dev/null; or echo none)[1] ` +
    `"$(command -s -- $n 2>/dev/null)" "$(functions -- $n 2>/dev/null | string collect)"; end; printf '\\036'`,
};

export function shellKind(shell: string): ShellKind | null {
  const name = basename(shell);
  return name === 'bash' || name === 'zsh' || name === 'fish' ? name : null;
}

/**
 * Starts the shell away from the user's terminal (its own session, no input), so that neither it nor its rc files can
 * take the terminal over, and ends it and all it started when it takes too long.
 *
 * @returns Null: it gave no answer.
 */
export async function probeShell(
  shell: string,
  names: readonly string[],
  env: NodeJS.ProcessEnv,
  timeoutMs = PROBE_TIMEOUT_MS,
): Promise<ShellProbe | null> {
  const kind = shellKind(shell);
  if (kind === null) return null;
  const question = QUESTIONS[kind](names.map(kind === 'fish' ? quoteFish : quoteSh).join(' '));
  const output = await runShell(shell, question, {...env, DDCOTERM_DISABLE: '1'}, timeoutMs);
  return output === null ? null : parseAnswers(shell, kind, output);
}

function runShell(shell: string, question: string, env: NodeJS.ProcessEnv, timeoutMs: number): Promise<string | null> {
  return new Promise((resolve) => {
    const child = spawn(shell, ['-i', '-c', question], {
      env,
      cwd: env.HOME || '/',
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const chunks: Buffer[] = [];
    let bytes = 0;
    const killGroup = () => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It has ended already.
      }
    };
    const finish = (output: string | null) => {
      clearTimeout(timer);
      killGroup();
      child.stdout.destroy();
      resolve(output);
    };
    const timer = setTimeout(() => finish(null), timeoutMs);
    child.stdout.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > MAX_OUTPUT_BYTES) finish(null);
    });
    child.once('error', () => finish(null));
    const answer = () => finish(Buffer.concat(chunks).toString('utf8'));
    child.once('close', answer);
    // What an rc file left in the background may hold the pipe open: do not wait for it.
    child.once('exit', () => setTimeout(answer, AFTER_EXIT_MS).unref());
  });
}

function parseAnswers(shell: string, kind: ShellKind, output: string): ShellProbe | null {
  // What rc files print stands before the record of PATH, the last one with an empty name.
  const records = output.split(RECORD).map((record) => record.split(FIELD));
  const start = records.findLastIndex(([name, type]) => name === '' && type === 'path');
  const [first, ...rest] = start < 0 ? [] : records.slice(start, -1);
  if (first?.[2] === undefined) return null;
  const answers = new Map<string, ShellAnswer>();
  for (const [name, type = '', file = '', text = ''] of rest) {
    if (name !== undefined) answers.set(name, {kind: answerKind(type), file: file === '' ? null : file, text});
  }
  return {shell, kind, path: first[2], answers};
}

/** bash: alias, function, file, builtin, keyword; zsh: also command, hashed, none; fish: function, builtin, file. */
function answerKind(word: string): ShellAnswer['kind'] {
  if (word === 'alias' || word === 'function' || word === 'file') return word;
  if (word === 'command' || word === 'hashed') return 'file';
  return word === '' || word === 'none' ? 'none' : 'other';
}

/** fish knows no `'\''`: inside single quotes it takes `\'` and `\\`. */
const quoteFish = (text: string) => `'${text.replace(/[\\']/g, '\\$&')}'`;
