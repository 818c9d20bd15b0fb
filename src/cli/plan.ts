/**
 * Decides what a command line asks for, before clipanion reads it: a command of ours, a recording (`-- CMD`), a plugin,
 * or help. Pure.
 */

export type Plan =
  /** For clipanion. */
  | {kind: 'command'; args: string[]}
  /** The first word is no command of ours. */
  | {kind: 'plugin'; args: string[]}
  /** Options of a recording, and then a word without `--` before it. */
  | {kind: 'misplaced'; word: string};

/** Options before `--` that take the next word as their value. */
const VALUE_OPTIONS = new Set(['--title', '--tag', '--save-level']);
/** Takes a reference to a session. */
const SESSION_OPTION = '--session';
const HELP_OPTIONS = new Set(['--help', '-h']);
const VERSION_OPTIONS = new Set(['--version', '-v']);

/** @param firstWords The first words of all commands: `ls`, `shim`, … */
export function planCommandLine(args: readonly string[], firstWords: ReadonlySet<string>): Plan {
  const separator = args.indexOf('--');
  const head = separator < 0 ? args : args.slice(0, separator);
  const tail = separator < 0 ? null : args.slice(separator + 1);

  const wordAt = firstWordIndex(head);
  const word = head[wordAt];
  if (word === undefined) return planWithoutWord(head, tail);
  if (wordAt > 0) return {kind: 'misplaced', word};
  if (!firstWords.has(word)) return {kind: 'plugin', args: [...args]};
  if (head.some((arg) => HELP_OPTIONS.has(arg))) return {kind: 'command', args: ['help', ...leadingWords(head)]};
  return {kind: 'command', args: liftReferences(head, tail)};
}

function planWithoutWord(head: readonly string[], tail: readonly string[] | null): Plan {
  if (head.some((arg) => HELP_OPTIONS.has(arg))) return {kind: 'command', args: ['help']};
  if (head.length === 1 && VERSION_OPTIONS.has(head[0]!)) return {kind: 'command', args: ['--version']};
  return {kind: 'command', args: ['record', ...head, ...(tail === null ? [] : ['--', ...tail])]};
}

function firstWordIndex(head: readonly string[]): number {
  let index = 0;
  while (index < head.length && head[index]!.startsWith('-')) index += VALUE_OPTIONS.has(head[index]!) ? 2 : 1;
  return index;
}

/** The words before the first option: `shim add` of `shim add --yes`. */
export function leadingWords(args: readonly string[]): string[] {
  const end = args.findIndex((arg) => arg.startsWith('-'));
  return [...(end < 0 ? args : args.slice(0, end))];
}

/** `-1` and `-2` name sessions, yet look like options to clipanion: they go behind `--`, or to the option before them. */
function liftReferences(head: readonly string[], tail: readonly string[] | null): string[] {
  const before: string[] = [];
  const behind: string[] = [];
  for (const arg of head) {
    if (!/^-\d+$/.test(arg)) before.push(arg);
    else if (before.at(-1) === SESSION_OPTION) before.push(`${before.pop()}=${arg}`);
    else behind.push(arg);
  }
  behind.push(...(tail ?? []));
  return tail === null && behind.length === 0 ? before : [...before, '--', ...behind];
}
