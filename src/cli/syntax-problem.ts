/** Clipanion's syntax errors in our words: one sentence, the cure below it. */
import {UsageError} from 'clipanion';
import {nearestNames} from '../config/nearest.ts';
import type {DdcotermError} from '../errors.ts';
import {usageError} from './errors.ts';

/**
 * @param words The words before the first option.
 * @param names All command names.
 * @returns The failure to throw; `error` itself when it did not come from reading the command line.
 */
export function syntaxProblem(
  error: unknown,
  words: readonly string[],
  names: readonly string[],
): DdcotermError | unknown {
  if (!isSyntaxError(error)) return error;
  const known = longestCommand(words, names);
  const hint = known === null ? groupHint(words, names) : `Run "ddcoterm ${known} --help" for what it takes`;
  const subject = known === null ? 'the command line' : `"${known}"`;
  return usageError(`Cannot read ${subject}: ${stateOf(error, known)}`, hint);
}

function isSyntaxError(error: unknown): error is Error {
  return error instanceof UsageError || (error instanceof Error && 'clipanion' in error);
}

/** The first paragraph of the message as half a sentence. */
function stateOf(error: Error, known: string | null): string {
  const [first = ''] = error.message.split('\n');
  if (first.startsWith('Command not found'))
    return known === null ? 'no such command' : 'an argument too many, or an option without its value';
  return first.replace(/\.$/, '').replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());
}

function longestCommand(words: readonly string[], names: readonly string[]): string | null {
  for (let length = words.length; length > 0; length--) {
    const name = words.slice(0, length).join(' ');
    if (names.includes(name)) return name;
  }
  return null;
}

function groupHint(words: readonly string[], names: readonly string[]): string {
  const inGroup = names.filter((name) => name.startsWith(`${words[0] ?? ''} `));
  const nearest = nearestNames(words.slice(0, 2).join(' '), inGroup);
  const choices = nearest.length > 0 ? nearest : inGroup;
  if (choices.length === 0) return 'Run "ddcoterm help" for the commands';
  return `Did you mean ${choices.map((name) => `"ddcoterm ${name}"`).join(', ')}?`;
}
