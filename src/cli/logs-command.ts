import {Command, Option} from 'clipanion';
import type {Store} from '../store/store.ts';
import {ReviewCommand} from './review-command.ts';

export class LogsCommand extends ReviewCommand {
  static override paths = [['logs']];
  static override usage = Command.Usage({
    category: 'Review',
    description: 'Search what was on the screen.',
    details: `
      One entry a command: its output as a person would have read it, the lines that match with the moment at which the
      replay shows them. QUERY is written as in Datadog: words, "phrases", \`@command:psql\`, \`host:db*\`, AND, OR, NOT.

      Exit status: 0, also when nothing is found; 1 when the store cannot be read; 2 for a command line that is not understood.
    `,
    examples: [
      ['Who saw this error', '$0 logs "connection refused"'],
      ['All that psql showed today', '$0 logs --since today --full @command:psql'],
      ['As it comes', '$0 logs --follow error'],
    ],
  });

  session = Option.String('--session', {description: 'Only of this session'});
  since = Option.String('--since', {description: 'Only entries started after this time'});
  until = Option.String('--until', {description: 'Only entries started before this time'});
  limit = Option.String('--limit', '20', {description: 'At most so many entries, newest first (default: 20)'});
  lines = Option.String('--context', '2', {description: 'Lines shown around each hit (default: 2)'});
  full = Option.Boolean('--full', false, {description: 'Whole entries'});
  follow = Option.Boolean('--follow,-f', false, {description: 'Go on with what is recorded from now on, until Ctrl-C'});
  json = Option.Boolean('--json', false, {
    description: 'As a JSON array (with --follow: an object a line), times in UTC',
  });
  words = Option.Rest({name: 'query'});

  protected async review(store: Store): Promise<number> {
    const {followLogs, listLogs} = await import('../review/list-logs.ts');
    const {words, since, until, limit, json, full} = this;
    const sessionId = this.session === undefined ? undefined : (await store.resolveSession(this.session)).id;
    const request = {words, since, until, limit, json, full, sessionId, context: this.lines};
    const viewing = this.viewing();
    const output = this.follow
      ? followLogs(store, request, viewing, new AbortController().signal)
      : listLogs(store, request, viewing, (note) => this.note(note));
    await this.printAll(output);
    return 0;
  }
}
