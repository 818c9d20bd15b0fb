import {Command, Option} from 'clipanion';
import {printable} from '../../review/render/printable.ts';
import {BaseCommand} from '../base-command.ts';
import {decide} from './decide.ts';

export class ApprovalsApproveCommand extends BaseCommand {
  static override paths = [['approvals', 'approve']];
  static override usage = Command.Usage({
    category: 'Policy',
    description: 'Let a command run that waits for approval.',
    details: `
      The request of another user of this machine: who you are tells the kernel, and nobody decides about their own.
      The command runs once, exactly as it was asked for.

      Exit status: 0; 1 when there is no such request, it is over, or it is your own.
    `,
    examples: [
      ['Agree', '$0 approvals approve 1a2b3c4d'],
      ['With a word to the requester', '$0 approvals approve 1a2b3c4d --comment "go ahead, I watch"'],
    ],
  });

  comment = Option.String('--comment', {description: 'Told to the requester, and kept'});
  id = Option.String();

  protected async run(): Promise<number> {
    const {command, user} = await decide(this.context, this.id, {isGranted: true, comment: this.comment ?? null});
    this.print(`Approved: ${printable(command)} of ${printable(user)}`);
    return 0;
  }
}
