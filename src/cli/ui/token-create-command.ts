import {Command, Option} from 'clipanion';
import {BaseCommand} from '../base-command.ts';

export class UiTokenCreateCommand extends BaseCommand {
  static override paths = [['ui', 'token', 'create']];
  static override usage = Command.Usage({
    category: 'Review',
    description: 'Make a token by which a script uses the web API.',
    details: `
      The token is printed once and kept as a hash only. It may read everything that is recorded and change saved views, on this
      machine, while \`ddcoterm ui\` runs, until it is revoked.

      Exit status: 0; 1 when there is a token of that name or it cannot be kept; 2 for a command line that is not understood.
    `,
    examples: [
      ['For a script', 'TOKEN=$($0 ui token create nightly-report)'],
      ['Use it', 'curl -H "Authorization: Bearer $TOKEN" http://127.0.0.1:7117/api/v1/sessions # while "$0 ui" runs'],
    ],
  });

  name = Option.String({name: 'name'});

  protected async run(): Promise<number> {
    const {ApiTokens} = await import('../../review/server/api-tokens.ts');
    this.print(await new ApiTokens(this.context.paths.apiTokens).create(this.name, this.context.now()));
    this.note('It is not shown again');
    return 0;
  }
}
