/** Clipanion's syntax errors in our words: one sentence, the cure below it. */
import {type CommandClass, UsageError} from 'clipanion';
import {nearestNames} from '../config/nearest.ts';
import type {DdcotermError} from '../errors.ts';
import {shapeOf} from './command-shape.ts';
import type {CliContext} from './context.ts';
import {usageError} from './errors.ts';

export interface SyntaxFacts {
  /** The words before the first option. */
  words: readonly string[];
  /** Names of all commands. */
  names: readonly string[];
  /** What clipanion tried the command line on. */
  candidates: readonly CommandClass<CliContext>[];
}

/** @returns The failure to throw; `error` itself when it did not come from reading the command line. */
export function syntaxProblem(error: unknown, facts: SyntaxFacts): DdcotermError | unknown {
  if (!isSyntaxError(error)) return error;
  const {words, names} = facts;
  const known = longestCommand(words, names);
  const state = stateOf(error, known, facts);
  if (known === null) {
    const [group = ''] = words;
    return usageError(`Cannot read "${group}": ${state}`, groupHint(words, names));
  }
  return usageError(`Cannot read "${known}": ${state}`, nearestHint(error, known, facts) ?? helpHint(known));
}

/** @returns Null where all options of the recording are known. */
export function recordOptionProblem(args: readonly string[], command: CommandClass<CliContext>): DdcotermError | null {
  const known = optionNames([command]);
  const unknown = args.find((arg) => arg.startsWith('-') && !known.includes(arg.split('=')[0]!));
  if (unknown === undefined) return null;
  return usageError(
    `Cannot read option "${unknown}": there is none of that name`,
    meant(unknown, known) ?? helpHint('record'),
  );
}

function isSyntaxError(error: unknown): error is Error {
  return error instanceof UsageError || (error instanceof Error && 'clipanion' in error);
}

const helpHint = (command: string) => `Run "ddcoterm ${command} --help" for what it takes`;

/** The first paragraph of the message as half a sentence. */
function stateOf(error: Error, known: string | null, {words, candidates}: SyntaxFacts): string {
  const [first = ''] = error.message.split('\n');
  if (first.startsWith('Command not found')) {
    if (known !== null) return 'an argument too many, or an option without its value';
    return words.length > 1 ? `it has no command "${words[1]}"` : 'it needs a command behind it';
  }
  if (first.startsWith('Not enough positional arguments')) return missingArguments(candidates, words, known);
  return first.replace(/\.$/, '').replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());
}

/** `ID is missing` */
function missingArguments(
  candidates: SyntaxFacts['candidates'],
  words: readonly string[],
  known: string | null,
): string {
  const given = words.length - (known ?? '').split(' ').length;
  const needed = candidates[0] === undefined ? [] : shapeOf(candidates[0]).positionals.filter(({required}) => required);
  const names = needed.slice(given).map(({name}) => name.toUpperCase());
  if (names.length === 0) return 'an argument is missing';
  return `${names.join(' and ')} ${names.length === 1 ? 'is' : 'are'} missing`;
}

function longestCommand(words: readonly string[], names: readonly string[]): string | null {
  for (let length = words.length; length > 0; length--) {
    const name = words.slice(0, length).join(' ');
    if (names.includes(name)) return name;
  }
  return null;
}

/** For an option, or the command of a group, that was mistyped. */
function nearestHint(error: Error, known: string, {words, names, candidates}: SyntaxFacts): string | null {
  const option = /^Unsupported option name \("(.+?)"\)/.exec(error.message)?.[1];
  if (option !== undefined) return meant(option, optionNames(candidates));
  const word = words[known.split(' ').length];
  if (word === undefined) return null;
  const inGroup = names.filter((name) => name.startsWith(`${known} `));
  return meant(`${known} ${word}`, inGroup, 'ddcoterm ');
}

const optionNames = (commands: SyntaxFacts['candidates']): string[] =>
  commands.flatMap((command) => shapeOf(command).options.flatMap(({names}) => names));

function meant(word: string, names: readonly string[], before = ''): string | null {
  const [nearest] = nearestNames(word, names);
  return nearest === undefined ? null : `Did you mean "${before}${nearest}"?`;
}

function groupHint(words: readonly string[], names: readonly string[]): string {
  const inGroup = names.filter((name) => name.startsWith(`${words[0] ?? ''} `));
  const nearest = words.length > 1 ? nearestNames(words.slice(0, 2).join(' '), inGroup) : [];
  const choices = nearest.length > 0 ? nearest : inGroup;
  if (choices.length === 0) return 'Run "ddcoterm help" for the commands';
  const list = choices.map((name) => `"ddcoterm ${name}"`).join(', ');
  return nearest.length > 0 ? `Did you mean ${list}?` : `There are ${list}`;
}
