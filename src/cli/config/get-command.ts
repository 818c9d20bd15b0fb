import {Command, Option} from 'clipanion';
import {BaseCommand} from '../base-command.ts';

export class ConfigGetCommand extends BaseCommand {
  static override paths = [['config', 'get']];
  static override usage = Command.Usage({
    category: 'Set-up',
    description: 'Print a setting as it is in force, or all of them.',
    details: `
      What is in force comes from config.yaml, where a variable such as DDCOTERM_LIMITS_STORE does not say otherwise, and
      else from the defaults. Keys of services are shown as ********. What is wrong in the file is told on stderr.

      Exit status: 0; 1 when there is no such setting.
    `,
    examples: [
      ['Everything, as YAML', '$0 config get'],
      ['One setting', '$0 config get limits.store'],
      ['What holds for one command', '$0 config get commands.psql'],
      ['For a script', '$0 config get --json shims'],
    ],
  });

  json = Option.Boolean('--json', false, {description: 'Print JSON'});
  key = Option.String({required: false});

  protected async run(): Promise<number> {
    const {loadConfig} = await import('../../config/load.ts');
    const {describeProblem} = await import('../../config/problem.ts');
    const {readSetting} = await import('../../config/read-setting.ts');
    const {renderYaml} = await import('../../config/render-yaml.ts');
    const loaded = loadConfig(this.context.paths, this.context.env);
    for (const problem of loaded.problems) this.note(`ddcoterm: ${describeProblem(problem)}`);
    const value = readSetting(loaded, this.key ?? null);
    if (this.json) this.printJson(value);
    else this.print(renderYaml(value));
    return 0;
  }
}
