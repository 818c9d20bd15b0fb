import {createInterface} from 'node:readline/promises';
import {Command, Option} from 'clipanion';
import type {Store} from '../store/store.ts';
import {ReviewCommand} from './review-command.ts';

export class RmCommand extends ReviewCommand {
  static override paths = [['rm']];
  static override usage = Command.Usage({
    category: 'Review',
    description: 'Remove sessions with their recordings, events and logs, for good.',
    details: `
      What stays is a line that the session was removed and when. On a terminal it asks first. A session that is still
      being recorded is not removed: named, it is refused; matched by --query or --before, it is passed over.

      Exit status: 0; 1 when a session does not exist, is live, or the removal is not confirmed; 2 for a command line that
      is not understood.
    `,
    examples: [
      ['The newest session', '$0 rm last'],
      ['What is older than a month', '$0 rm --before 30d --yes'],
      ['All of one database', '$0 rm --query "@psql.database:scratch"'],
    ],
  });

  query = Option.String('--query', {description: 'Sessions that match, as in "ls"'});
  before = Option.String('--before', {description: 'Sessions started before this time'});
  yes = Option.Boolean('--yes,-y', false, {description: 'Do not ask'});
  references = Option.Rest({name: 'id'});
  protected override readonly access = 'write';

  protected async review(store: Store): Promise<number> {
    const {findSessionsToRemove, removeSessions, renderRemovalQuestion} = await import('../review/remove-sessions.ts');
    const viewing = this.viewing();
    const sessions = await findSessionsToRemove(store, this, viewing.nowMs);
    if (sessions.length === 0) {
      this.note('No sessions match');
      return 0;
    }
    if (!this.yes && !(await this.isConfirmed(sessions.length, renderRemovalQuestion(sessions, viewing)))) {
      this.note('Nothing was removed');
      return 1;
    }
    await removeSessions(store, sessions);
    this.print(`Removed ${sessions.length === 1 ? '1 session' : `${sessions.length} sessions`}`);
    return 0;
  }

  private async isConfirmed(count: number, question: string): Promise<boolean> {
    const {isTty, stdin, stderr} = this.context;
    if (!isTty.stdin || !isTty.stderr) {
      const {deletionUnconfirmed} = await import('../review/errors.ts');
      throw deletionUnconfirmed(count);
    }
    const dialog = createInterface({input: stdin, output: stderr});
    try {
      return /^y(es)?$/i.test((await dialog.question(question)).trim());
    } finally {
      dialog.close();
    }
  }
}
