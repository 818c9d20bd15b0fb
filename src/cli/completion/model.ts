/** What can be typed where: made from the command declarations, read by the generators of the three shells. Pure. */
import type {CommandClass} from 'clipanion';
import {SETTINGS} from '../../config/settings.ts';
import {type CommandShape, mainName, type PositionalShape, shapeOf} from '../command-shape.ts';
import type {CliContext} from '../context.ts';

/** Where the candidates for a word come from. */
export type Source =
  | {kind: 'words'; words: string[]}
  /** Ids of recorded sessions: only ddcoterm itself knows them. */
  | {kind: 'sessions'}
  /** Commands that have a shim. */
  | {kind: 'shims'}
  /** Commands on PATH. */
  | {kind: 'programs'}
  | {kind: 'files'}
  /** Anything may be typed; nothing is offered. */
  | {kind: 'none'};

export interface CompletionOption {
  names: string[];
  description: string;
  /** Null: it takes no value. */
  value: Source | null;
}

/** A place on the command line: behind these words, the following may come. */
export interface CompletionNode {
  path: string[];
  description: string;
  /** Next words of the path. */
  subcommands: {word: string; description: string}[];
  options: CompletionOption[];
  /** What the words behind the options are. */
  positional: Source;
  /** Any number of them, not one. */
  repeated: boolean;
}

const HELP: CompletionOption = {names: ['--help'], description: 'Show how it is used', value: null};
const VERSION: CompletionOption = {names: ['--version'], description: 'Print the version', value: null};

export function completionNodes(commands: readonly CommandClass<CliContext>[]): CompletionNode[] {
  const shapes = commands.filter(({usage}) => usage !== undefined).map(shapeOf);
  const paths = shapes.flatMap((shape) => shape.paths.map((path) => ({shape, path})));
  const typed = paths.filter(({path}) => path.every((word) => !word.startsWith('-')));
  const keys = new Map<string, string[]>([['', []]]);
  for (const {path} of typed) {
    for (let length = 1; length <= path.length; length++)
      keys.set(path.slice(0, length).join(' '), path.slice(0, length));
  }
  return [...keys.values()].map((path) => nodeAt(path, typed, shapes));
}

function nodeAt(
  path: string[],
  typed: {shape: CommandShape; path: string[]}[],
  shapes: CommandShape[],
): CompletionNode {
  const shape = typed.find((entry) => entry.path.join(' ') === path.join(' '))?.shape;
  const below = typed.filter(
    (entry) => entry.path.length > path.length && path.every((word, i) => word === entry.path[i]),
  );
  const words = new Map<string, string>();
  for (const entry of below) {
    const word = entry.path[path.length] ?? '';
    const isCommand = entry.path.length === path.length + 1;
    if (isCommand || !words.has(word)) words.set(word, isCommand ? entry.shape.description : groupAbout(word, below));
  }
  return {
    path,
    description: shape?.description ?? '',
    subcommands: [...words].map(([word, description]) => ({word, description: withoutStop(description)})),
    options: [...(shape?.options ?? []).map(optionOf), HELP, ...(path.length === 0 ? [VERSION] : [])],
    positional: positionalOf(path, shape?.positionals ?? [], shapes),
    repeated: shape?.positionals[0]?.repeated ?? false,
  };
}

function groupAbout(word: string, below: {path: string[]}[]): string {
  const members = below.filter(({path}) => path[0] === word && path.length > 1).map(({path}) => path[1]);
  return `Commands: ${members.join(', ')}`;
}

function optionOf({names, takesValue, description}: CommandShape['options'][number]): CompletionOption {
  const name = mainName(names);
  return {
    names,
    description: withoutStop(description),
    value: takesValue ? (OPTION_VALUES[name] ?? {kind: 'none'}) : null,
  };
}

const OPTION_VALUES: Record<string, Source> = {
  '--format': {kind: 'words', words: ['cast3', 'cast2', 'txt', 'json', 'html', 'svg']},
  '--output': {kind: 'files'},
  '--session': {kind: 'sessions'},
  '--since': {kind: 'words', words: ['1h', '1d', '7d']},
  '--shell': {kind: 'words', words: ['bash', 'zsh', 'fish']},
};

function positionalOf(path: string[], positionals: PositionalShape[], shapes: CommandShape[]): Source {
  const name = positionals[0]?.name;
  if (name === undefined || path.length === 0) return {kind: 'none'};
  if (path[0] === 'help') return {kind: 'words', words: firstWords(shapes)};
  if (path[0] === 'shim') return {kind: ['remove', 'doctor', 'which'].includes(path[1] ?? '') ? 'shims' : 'programs'};
  return POSITIONALS[name] ?? {kind: 'none'};
}

const POSITIONALS: Record<string, Source> = {
  id: {kind: 'sessions'},
  key: {kind: 'words', words: SETTINGS.map(({key}) => key)},
  shell: {kind: 'words', words: ['bash', 'zsh', 'fish']},
  command: {kind: 'programs'},
  file: {kind: 'files'},
};

function firstWords(shapes: CommandShape[]): string[] {
  const words = shapes.flatMap(({paths}) => paths.map(([word = '']) => word));
  return [...new Set(words)].filter((word) => word !== '' && !word.startsWith('-'));
}

const withoutStop = (text: string) => text.replaceAll('`', '').replace(/\.$/, '');
