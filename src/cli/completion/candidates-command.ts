import {Option} from 'clipanion';
import {BaseCommand} from '../base-command.ts';

/** More would not help anybody who presses Tab. */
const MAX_SESSIONS = 50;

/**
 * `ddcoterm __complete sessions`: what only ddcoterm knows, for the completion scripts. One candidate a line, a tab, what it
 * is. Not shown in help. Says nothing when something is wrong: a message would end up on the user's command line.
 */
export class CandidatesCommand extends BaseCommand {
  static override paths = [['__complete']];

  kind = Option.String();

  protected async run(): Promise<number> {
    if (this.kind === 'sessions') this.print(await this.sessions().catch(() => ''));
    return 0;
  }

  private async sessions(): Promise<string> {
    const store = await this.context.openStore('read');
    try {
      const {items} = await store.listSessions({query: null, limit: MAX_SESSIONS});
      return items
        .map(({id, command, startedAtMs, title}) => {
          const started = new Date(startedAtMs).toISOString().slice(0, 16).replace('T', ' ');
          return `${id}\t${[command, started, title ?? ''].join(' ').replace(/\s+/g, ' ').trim()}\n`;
        })
        .join('');
    } finally {
      await store.close();
    }
  }
}
