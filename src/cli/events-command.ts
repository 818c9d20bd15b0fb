import {Command, Option} from 'clipanion';
import type {Store} from '../store/store.ts';
import {ReviewCommand} from './review-command.ts';

export class EventsCommand extends ReviewCommand {
  static override paths = [['events']];
  static override usage = Command.Usage({
    category: 'Review',
    description: 'List commands, newest first, with the processes under them.',
    details: `
      Each with its exit status, duration, folder, author, and the session and moment at which the replay shows it.
      Processes stand under the command that started them, as a tree: process id, a dot, the command line, and as whom it
      ran where that is somebody else. Of many that are alike one is listed with their number; "show" has more of them, and
      "--json" all. QUERY is written as in Datadog: words of the command line, \`@exit_code:>0\`, \`@cwd:/srv*\`,
      \`kind:process\`, \`@pid:4242\`, \`@uid:0\`, AND, OR, NOT; it finds commands and processes, and a process brings its
      command along. In the column EXIT, "exec" is a process that became another program, "left" one that outlived the session.

      Exit status: 0, also when nothing is found; 1 when the store cannot be read; 2 for a command line that is not understood.
    `,
    examples: [
      ['Who deleted pods', '$0 events kubectl delete pod'],
      ['What failed in the last hour', '$0 events --since 1h "@exit_code:>0"'],
      ['What ran as root', '$0 events kind:process @effective_uid:0'],
      ['As it comes, for a script', '$0 events --follow --json'],
    ],
  });

  session = Option.String('--session', {description: 'Only of this session'});
  since = Option.String('--since', {description: 'Only events started after this time'});
  until = Option.String('--until', {description: 'Only events started before this time'});
  limit = Option.String('--limit', '50', {
    description: 'At most so many commands, or with a query events (default: 50)',
  });
  follow = Option.Boolean('--follow,-f', false, {description: 'Go on with what is recorded from now on, until Ctrl-C'});
  json = Option.Boolean('--json', false, {
    description: 'As a JSON array (with --follow: an object a line), times in UTC',
  });
  words = Option.Rest({name: 'query'});

  protected async review(store: Store): Promise<number> {
    const {followEvents, listEvents} = await import('../review/list-events.ts');
    const {words, since, until, limit, json} = this;
    const sessionId = this.session === undefined ? undefined : (await store.resolveSession(this.session)).id;
    const request = {words, since, until, limit, json, sessionId};
    if (this.follow) {
      await this.printAll(followEvents(store, request, this.viewing(), new AbortController().signal));
      return 0;
    }
    const {output, note} = await listEvents(store, request, this.viewing());
    this.print(output);
    if (note !== null) this.note(note);
    return 0;
  }
}
