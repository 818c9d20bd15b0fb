import {Command, Option} from 'clipanion';
import {BaseCommand} from './base-command.ts';
import {chooseCommand} from './record-command.ts';

export class ApproveCommand extends BaseCommand {
  static override paths = [['approve']];
  static override usage = Command.Usage({
    category: 'Policy',
    description: 'Ask somebody else to agree to a command, and run it, recorded, once they have.',
    details: `
      Without a command it is your shell that is asked for. Waits until the request is decided, withdrawn with Ctrl-C, or over (\`approvals.timeout\`). Rules are not asked; lints
      are. To decide about requests of others there is \`ddcoterm approvals\`.

      Exit status: that of the command; 125 when it was denied or nobody has decided; 130 when it was withdrawn.
    `,
    examples: [
      ['Ask first', '$0 approve -- kubectl delete namespace shop'],
      ['With a reason', '$0 approve --reason "OPS-12, agreed in the stand-up" -- psql orders -f cleanup.sql'],
    ],
  });

  reason = Option.String('--reason', {description: 'Shown to the approver'});
  words = Option.Rest({name: 'command'});

  protected async run(): Promise<number> {
    const command = await chooseCommand(this.words, this.context);
    const {runHost} = await import('../host/run-host.ts');
    return runHost({
      ...command,
      env: this.context.env,
      actions: ['record', 'process_info', 'approval'],
      reason: this.reason,
    });
  }
}
