import {Command, Option} from 'clipanion';
import {BaseCommand} from '../base-command.ts';

export class UiTokenRevokeCommand extends BaseCommand {
  static override paths = [['ui', 'token', 'revoke']];
  static override usage = Command.Usage({
    category: 'Review',
    description: 'Take a token of the web API back; it ends at once.',
    details: `
      Exit status: 0; 1 when there is no such token; 2 for a command line that is not understood.
    `,
    examples: [['The script is no more', '$0 ui token revoke nightly-report']],
  });

  name = Option.String({name: 'name'});

  protected async run(): Promise<number> {
    const {ApiTokens} = await import('../../review/server/api-tokens.ts');
    await new ApiTokens(this.context.paths.apiTokens).revoke(this.name);
    return 0;
  }
}
