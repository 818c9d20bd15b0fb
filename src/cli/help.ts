/** Help texts: of one command, of a group of commands, of everything. Pure. */
import type {CommandClass} from 'clipanion';
import {createPalette, type Palette} from './ansi.ts';
import {type CommandShape, mainName, type OptionShape, type PositionalShape, shapeOf} from './command-shape.ts';
import type {CliContext} from './context.ts';
import {valueName} from './value-names.ts';

export interface HelpOptions {
  color: boolean;
  version: string;
}

const CATEGORIES = ['Record', 'Review', 'Upload', 'Shims', 'Set-up', 'General'];
/** Wider lines are hard to read, whatever the terminal could show. */
const TEXT_COLUMNS = 96;

/**
 * @param words Words of a command line: `shim add kubectl` gives the help of `shim add`.
 * @returns Null when there is neither a command nor a group of that name.
 */
export function renderHelp(
  commands: readonly CommandClass<CliContext>[],
  words: readonly string[],
  options: HelpOptions,
): string | null {
  const shapes = commands.filter(({usage}) => usage !== undefined).map(shapeOf);
  const palette = createPalette(options.color);
  if (words.length === 0) return renderOverview(shapes, palette, options.version);
  for (let length = words.length; length > 0; length--) {
    const text = renderTopic(shapes, words.slice(0, length), palette);
    if (text !== null) return text;
  }
  return null;
}

function renderOverview(shapes: CommandShape[], palette: Palette, version: string): string {
  const groups = [...new Set([...CATEGORIES, ...shapes.map(({category}) => category)])]
    .map((category) => ({category, members: shapes.filter((shape) => shape.category === category)}))
    .filter(({members}) => members.length > 0);
  const sections = groups.map(({category, members}) => section(palette, category, renderList(members, palette)));
  return [
    `ddcoterm ${version} records terminal sessions, through shims or on request, and shows them again.\n`,
    ...sections,
    'Run "ddcoterm help COMMAND" for options, exit statuses and examples of one command.\n',
  ].join('\n');
}

function renderTopic(shapes: CommandShape[], words: readonly string[], palette: Palette): string | null {
  const typed = words.join(' ');
  const exact = shapes.find(({paths}) => paths.some((path) => path.join(' ') === typed));
  const members = shapes.filter(({paths}) => paths.some((path) => path.join(' ').startsWith(`${typed} `)));
  if (exact === undefined && members.length === 0) return null;
  const list =
    members.length === 0 ? [] : [section(palette, `Commands of "ddcoterm ${typed}"`, renderList(members, palette))];
  return [...(exact === undefined ? [] : [renderCommand(exact, palette)]), ...list].join('\n');
}

function renderCommand(shape: CommandShape, palette: Palette): string {
  const {paths, description, details, examples, options} = shape;
  const usages = paths
    .filter((path) => path[0] !== '--version' || paths.length === 1)
    .map((path) => usageLine(shape, path));
  const parts = [`${description}\n`, section(palette, 'Usage', indent(usages.join('\n')))];
  if (options.length > 0) parts.push(section(palette, 'Options', renderOptions(options, palette)));
  if (details !== '') parts.push(section(palette, 'Details', indent(wrapText(details, TEXT_COLUMNS))));
  if (examples.length > 0) parts.push(section(palette, 'Examples', renderExamples(examples, palette)));
  return parts.join('\n');
}

const section = (palette: Palette, title: string, body: string) => `${palette.bold(title)}\n${body}\n`;

function renderList(shapes: CommandShape[], palette: Palette): string {
  const rows = shapes.map((shape) => ({usage: shortUsage(shape), description: shape.description}));
  const width = Math.min(34, Math.max(...rows.map(({usage}) => usage.length)));
  return rows
    .map(({usage, description}) => `  ${palette.cyan(usage.padEnd(width))}  ${wrapBehind(description, width + 4)}`)
    .join('\n');
}

/** Without options: the overview shows what there is, not everything about it. */
function shortUsage({paths, positionals}: CommandShape): string {
  const path = paths[0] ?? [];
  if (path.length === 0) return 'ddcoterm [-- COMMAND …]';
  return ['ddcoterm', ...path, ...positionals.map(positionalUsage)].join(' ');
}

export function usageLine({options, positionals}: CommandShape, path: readonly string[]): string {
  const words = ['ddcoterm', ...path];
  for (const option of options) words.push(option.required ? optionUsage(option) : `[${optionUsage(option)}]`);
  // Everything behind `--` belongs to the command that is recorded.
  if (positionals.some(({name}) => name === 'command' && path.length === 0)) return `${words.join(' ')} [-- COMMAND …]`;
  return [...words, ...positionals.map(positionalUsage)].join(' ');
}

function optionUsage({names, takesValue}: OptionShape): string {
  const name = mainName(names);
  return takesValue ? `${name} ${valueName(name)}` : name;
}

function positionalUsage({name, required, repeated}: PositionalShape): string {
  const word = `${name.toUpperCase()}${repeated ? ' …' : ''}`;
  return required ? word : `[${word}]`;
}

function renderOptions(options: OptionShape[], palette: Palette): string {
  const rows = options.map((option) => {
    const value = option.takesValue ? ` ${valueName(mainName(option.names))}` : '';
    return {flags: option.names.join(', ') + value, description: option.description};
  });
  const width = Math.max(...rows.map(({flags}) => flags.length));
  return rows
    .map(({flags, description}) => `  ${palette.cyan(flags.padEnd(width))}  ${wrapBehind(description, width + 4)}`)
    .join('\n');
}

function renderExamples(examples: CommandShape['examples'], palette: Palette): string {
  return examples
    .map(([label, line]) => `  ${palette.dim(`# ${label}`)}\n  $ ${line.replaceAll('$0', 'ddcoterm')}`)
    .join('\n');
}

/** Paragraphs are set apart by blank lines; lines that begin with `- ` stay lines of their own. Backticks become quotes. */
function wrapText(text: string, columns: number): string {
  return text
    .trim()
    .split(/\n\s*\n/)
    .map((paragraph) =>
      paragraph
        .split(/\n\s*(?=- )/)
        .map((item) => wrapWords(item, columns))
        .join('\n'),
    )
    .join('\n\n')
    .replaceAll('`', '"');
}

const wrapBehind = (text: string, column: number) =>
  wrapWords(text.replaceAll('`', '"'), Math.max(30, TEXT_COLUMNS - column)).replaceAll('\n', `\n${' '.repeat(column)}`);

function wrapWords(text: string, columns: number): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.trim().split(/\s+/)) {
    if (line !== '' && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].join('\n');
}

const indent = (text: string) => text.replace(/^(?=.)/gm, '  ');
