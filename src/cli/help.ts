/** Help texts: of one command, of a group of commands, of everything. */
import type {Cli, CommandClass} from 'clipanion';
import type {CliContext} from './context.ts';

export interface HelpSource {
  cli: Pick<Cli<CliContext>, 'usage' | 'format'>;
  commands: readonly CommandClass<CliContext>[];
}

/**
 * @param words Words of a command line: `shim add kubectl` gives the help of `shim add`.
 * @returns Null when there is neither a command nor a group of that name.
 */
export function renderHelp(source: HelpSource, words: readonly string[]): string | null {
  if (words.length === 0) return source.cli.usage(null);
  for (let length = words.length; length > 0; length--) {
    const text = renderTopic(source, words.slice(0, length));
    if (text !== null) return text;
  }
  return null;
}

function renderTopic(source: HelpSource, words: readonly string[]): string | null {
  const exact = source.commands.find((command) => pathsOf(command).some((path) => isSame(path, words)));
  const members = source.commands.filter((command) => pathsOf(command).some((path) => isInside(path, words)));
  if (exact === undefined && members.length === 0) return null;
  const own = exact === undefined ? '' : source.cli.usage(exact, {detailed: true});
  return members.length === 0 ? own : `${own}${own === '' ? '' : '\n'}${renderMembers(source.cli, words, members)}`;
}

function renderMembers(cli: HelpSource['cli'], words: readonly string[], members: CommandClass<CliContext>[]): string {
  const lines = members.map((command) => {
    const path = pathsOf(command).find((candidate) => isInside(candidate, words)) ?? [];
    return `  ddcoterm ${path.join(' ').padEnd(18)}  ${command.usage?.description ?? ''}`;
  });
  return `${cli.format().header(`Commands of "ddcoterm ${words.join(' ')}"`)}\n\n${lines.join('\n')}\n`;
}

const pathsOf = (command: CommandClass<CliContext>): string[][] => command.paths ?? [];
const isSame = (path: string[], words: readonly string[]) => path.join(' ') === words.join(' ');
const isInside = (path: string[], words: readonly string[]) => path.join(' ').startsWith(`${words.join(' ')} `);
