import {Command, Option} from 'clipanion';
import {VERSION} from '../config/version.ts';
import {BaseCommand} from './base-command.ts';
import {usageError} from './errors.ts';
import {renderHelp} from './help.ts';

export class HelpCommand extends BaseCommand {
  static override paths = [['help']];
  static override usage = Command.Usage({
    category: 'General',
    description: 'Show all commands, or how one is used.',
    details: `
      The same as \`--help\` behind a command.

      Exit status: 0; 2 when there is no such command.
    `,
    examples: [
      ['All commands', '$0 help'],
      ['One command', '$0 help shim add'],
    ],
  });

  words = Option.Rest({name: 'command'});

  protected async run(): Promise<number> {
    // Here, not above: the list holds this very class.
    const {COMMANDS} = await import('./commands.ts');
    const text = renderHelp(COMMANDS, this.words, {color: this.context.color, version: VERSION});
    if (text === null) {
      throw usageError(`Cannot show help for "${this.words.join(' ')}": no such command`, 'Run "ddcoterm help"');
    }
    this.print(text);
    return 0;
  }
}
