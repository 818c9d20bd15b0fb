import {Command, Option} from 'clipanion';
import type {Store} from '../store/store.ts';
import {ReviewCommand} from './review-command.ts';

export class StatsCommand extends ReviewCommand {
  static override paths = [['stats']];
  static override usage = Command.Usage({
    category: 'Review',
    description: 'Tell how much is recorded, of what, and what was redacted.',
    details: `
      Exit status: 0; 1 when the store cannot be read; 2 for a command line that is not understood.
    `,
    examples: [['For a script', '$0 stats --json']],
  });

  json = Option.Boolean('--json', false, {description: 'As a JSON object, times in UTC'});

  protected async review(store: Store): Promise<number> {
    const {describeStats} = await import('../review/describe-stats.ts');
    this.print(describeStats(await store.stats(), this.json, this.viewing()));
    return 0;
  }
}
