import {Command, Option} from 'clipanion';
import {createPalette} from '../ansi.ts';
import {BaseCommand} from '../base-command.ts';

export class PluginListCommand extends BaseCommand {
  static override paths = [['plugin', 'list']];
  static override usage = Command.Usage({
    category: 'General',
    description: 'List the plugins on PATH: executables named ddcoterm-NAME.',
    details: `
      \`ddcoterm foo bar\` runs ddcoterm-foo-bar or else ddcoterm-foo with the argument bar, as kubectl does with its
      plugins. Plugins that never run are listed with the reason.

      Exit status: 0 also when there are none.
    `,
    examples: [
      ['What is there', '$0 plugin list'],
      ['For a script', '$0 plugin list --json'],
    ],
  });

  json = Option.Boolean('--json', false, {description: 'Print JSON'});

  protected async run(): Promise<number> {
    const {listPlugins} = await import('./find-plugins.ts');
    const {commandNames} = await import('../command-line.ts');
    const plugins = listPlugins(this.context, commandNames());
    if (this.json) this.printJson(plugins);
    else if (plugins.length === 0) this.note('No executable named "ddcoterm-NAME" is on PATH');
    const {yellow} = createPalette(this.context.color);
    for (const {name, path, warnings} of this.json ? [] : plugins) {
      this.print(`${name.padEnd(20)} ${path}`);
      for (const warning of warnings) this.print(`  ${yellow('warning:')} ${warning}`);
    }
    return 0;
  }
}
