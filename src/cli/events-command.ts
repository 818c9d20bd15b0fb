import {Command, Option} from 'clipanion';
import type {Store} from '../store/store.ts';
import {ReviewCommand} from './review-command.ts';

export class EventsCommand extends ReviewCommand {
  static override paths = [['events']];
  static override usage = Command.Usage({
    category: 'Review',
    description: 'List commands and processes, newest first.',
    details: `
      Each with its exit status, duration, folder, author, and the session and moment at which the replay shows it.
      Processes that ran under a command are marked with a dot. QUERY is written as in Datadog: words of the command line,
      \`@exit_code:>0\`, \`@cwd:/srv*\`, AND, OR, NOT.

      Exit status: 0, also when nothing is found; 1 when the store cannot be read; 2 for a command line that is not understood.
    `,
    examples: [
      ['Who deleted pods', '$0 events kubectl delete pod'],
      ['What failed in the last hour', '$0 events --since 1h "@exit_code:>0"'],
      ['As it comes, for a script', '$0 events --follow --json'],
    ],
  });

  session = Option.String('--session', {description: 'Only of this session'});
  since = Option.String('--since', {description: 'Only events started after this time'});
  until = Option.String('--until', {description: 'Only events started before this time'});
  limit = Option.String('--limit', '50', {description: 'At most so many events (default: 50)'});
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
