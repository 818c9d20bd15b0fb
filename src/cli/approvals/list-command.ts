import {Command, Option} from 'clipanion';
import {BaseCommand} from '../base-command.ts';

export class ApprovalsListCommand extends BaseCommand {
  static override paths = [['approvals', 'list'], ['approvals']];
  static override usage = Command.Usage({
    category: 'Policy',
    description: 'List the commands of all users of this machine that wait for approval.',
    details: `
      What is asked is shown as it would run, secrets masked, with who asks, where, by which rule and why.

      Exit status: 0, also when nothing waits; 1 when the folder of the requests is not safe to use.
    `,
    examples: [
      ['What waits', '$0 approvals list'],
      ['For a script', "$0 approvals list --json | jq -r '.[].id'"],
    ],
  });

  json = Option.Boolean('--json', false, {description: 'Print JSON'});

  protected async run(): Promise<number> {
    const {listApprovals} = await import('../../policy/approvals/client.ts');
    const {renderApprovals} = await import('./render-approvals.ts');
    const {approvals} = await this.context.config();
    const requests = await listApprovals(approvals.folder);
    if (this.json) this.printJson(requests);
    else this.print(renderApprovals(requests, this.context.now()));
    return 0;
  }
}
