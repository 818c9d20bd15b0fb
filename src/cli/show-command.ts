import {Command, Option} from 'clipanion';
import type {Store} from '../store/store.ts';
import {ReviewCommand} from './review-command.ts';

export class ShowCommand extends ReviewCommand {
  static override paths = [['show']];
  static override usage = Command.Usage({
    category: 'Review',
    description: 'Tell everything a recording holds about a session.',
    details: `
      Person and machine, environment, titles and folders that the output disclosed, commands with the processes under
      them, what was redacted by which rule, notes on the recording, and where it lies. Of a removed session it tells when
      and why it went.

      ID is a whole ID, any unique start of one, \`last\`, or \`-1\`, \`-2\`, … counted from the newest.

      Exit status: 0; 1 when there is no such session or the store cannot be read; 2 for a command line that is not understood.
    `,
    examples: [
      ['The newest session', '$0 show last'],
      ['The one before it, for a script', '$0 show --json -2'],
    ],
  });

  json = Option.Boolean('--json', false, {description: 'As a JSON object, times in UTC'});
  reference = Option.String({name: 'id'});

  protected async review(store: Store): Promise<number> {
    const {showSession} = await import('../review/show-session.ts');
    this.print(await showSession(store, this.context.paths, this, this.viewing()));
    return 0;
  }
}
