import {Command, Option} from 'clipanion';
import type {Store} from '../../store/store.ts';
import type {StoreAccess} from '../context.ts';
import {parseFailedSelection} from './failed-selection.ts';
import {UploadCommand} from './upload-command.ts';

export class UploadRetryCommand extends UploadCommand {
  static override paths = [['upload', 'retry']];
  static override usage = Command.Usage({
    category: 'Upload',
    description: 'Send again what was set aside.',
    details: `
      It takes its place at the end of the queue.

      Exit status: 0, or 2 when no entry is named.
    `,
    examples: [
      ['Two of them', '$0 upload retry 3 5'],
      ['All of them', '$0 upload retry --all'],
    ],
  });

  protected override readonly access: StoreAccess = 'write';
  all = Option.Boolean('--all', false, {description: 'Everything that was set aside'});
  ids = Option.Rest({name: 'number'});

  protected async review({outbox}: Store): Promise<number> {
    const count = await outbox.retryFailed(parseFailedSelection(this.ids, this.all, 'retry'));
    await this.tellAgent('upload-changed');
    this.print(`Waiting again: ${count}`);
    return 0;
  }
}
