import {Command, Option} from 'clipanion';
import {printable} from '../../review/render/printable.ts';
import {BaseCommand} from '../base-command.ts';
import {decide} from './decide.ts';

export class ApprovalsDenyCommand extends BaseCommand {
  static override paths = [['approvals', 'deny']];
  static override usage = Command.Usage({
    category: 'Policy',
    description: 'Refuse a command that waits for approval.',
    details: `
      The request of another user of this machine: who you are tells the kernel, and nobody decides about their own.
      The command does not run; its user is told why.

      Exit status: 0; 1 when there is no such request, it is over, or it is your own.
    `,
    examples: [
      ['Refuse', '$0 approvals deny 1a2b3c4d'],
      ['With a word to the requester', '$0 approvals deny 1a2b3c4d --comment "not before the backup"'],
    ],
  });

  comment = Option.String('--comment', {description: 'Told to the requester, and kept'});
  id = Option.String();

  protected async run(): Promise<number> {
    const {command, user} = await decide(this.context, this.id, {isGranted: false, comment: this.comment ?? null});
    this.print(`Denied: ${printable(command)} of ${printable(user)}`);
    return 0;
  }
}
