import {Command, Option} from 'clipanion';
import {BaseCommand} from '../base-command.ts';

export class UiTokenListCommand extends BaseCommand {
  static override paths = [['ui', 'token', 'list']];
  static override usage = Command.Usage({
    category: 'Review',
    description: 'List the tokens of the web API: their names, never themselves.',
    details: `
      Exit status: 0; 1 when the file cannot be read; 2 for a command line that is not understood.
    `,
    examples: [['Which scripts may look?', '$0 ui token list']],
  });

  json = Option.Boolean('--json', false, {description: 'As a JSON array, times in UTC'});

  protected async run(): Promise<number> {
    const {ApiTokens} = await import('../../review/server/api-tokens.ts');
    const tokens = (await new ApiTokens(this.context.paths.apiTokens).list()).map(({name, createdAtMs}) => ({
      name,
      createdAt: new Date(createdAtMs).toISOString(),
    }));
    if (this.json) this.printJson(tokens);
    else this.print(tokens.map(({name, createdAt}) => `${createdAt}  ${name}\n`).join(''));
    if (!this.json && tokens.length === 0) this.note('There are no tokens. "ddcoterm ui token create NAME" makes one');
    return 0;
  }
}
