import {Command, Option} from 'clipanion';
import type {Store} from '../../store/store.ts';
import type {StoreAccess} from '../context.ts';
import {parseFailedSelection} from './failed-selection.ts';
import {UploadCommand} from './upload-command.ts';

export class UploadDiscardCommand extends UploadCommand {
  static override paths = [['upload', 'discard']];
  static override usage = Command.Usage({
    category: 'Upload',
    description: 'Give up what was set aside.',
    details: `
      It stays in the recording and in searches here; it is only never sent.

      Exit status: 0, or 2 when no entry is named.
    `,
    examples: [
      ['Two of them', '$0 upload discard 3 5'],
      ['All of them', '$0 upload discard --all'],
    ],
  });

  protected override readonly access: StoreAccess = 'write';
  all = Option.Boolean('--all', false, {description: 'Everything that was set aside'});
  ids = Option.Rest({name: 'number'});

  protected async review({outbox}: Store): Promise<number> {
    const count = await outbox.discardFailed(parseFailedSelection(this.ids, this.all, 'discard'));
    this.print(`Given up: ${count}`);
    return 0;
  }
}
