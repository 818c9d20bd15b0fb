import {Command, Option} from 'clipanion';
import type {Store} from '../store/store.ts';
import {ReviewCommand} from './review-command.ts';

export class LsCommand extends ReviewCommand {
  static override paths = [['ls']];
  static override usage = Command.Usage({
    category: 'Review',
    description: 'List recorded sessions, newest first.',
    details: `
      QUERY is written as in Datadog: words of the command line, \`@user:alice\`, \`@exit_code:>0\`, \`host:db*\`, AND, OR,
      NOT, parentheses. Times are an age (30m, 2h, 7d), a clock time (14:05), \`today\`, \`yesterday\`, a date or an ISO time.

      The ID that is shown is enough to name the session to other commands; so are \`last\`, \`-1\` and \`-2\`.

      Exit status: 0, also when nothing is found; 1 when the store cannot be read; 2 for a command line that is not understood.
    `,
    examples: [
      ['What psql did in the last hour', '$0 ls --since 1h psql'],
      ['What failed today', '$0 ls --since today "@exit_code:>0"'],
      ['For a script', '$0 ls --json --limit 5'],
    ],
  });

  since = Option.String('--since', {description: 'Only sessions started after this time'});
  until = Option.String('--until', {description: 'Only sessions started before this time'});
  limit = Option.String('--limit', '50', {description: 'At most so many sessions (default: 50)'});
  json = Option.Boolean('--json', false, {description: 'As a JSON array, times in UTC'});
  words = Option.Rest({name: 'query'});

  protected async review(store: Store): Promise<number> {
    const {listSessions} = await import('../review/list-sessions.ts');
    const {output, note} = await listSessions(store, this, this.viewing());
    this.print(output);
    if (note !== null) this.note(note);
    return 0;
  }
}
