import {Command, Option} from 'clipanion';
import type {Store} from '../../store/store.ts';
import type {StoreAccess} from '../context.ts';
import {UploadCommand} from './upload-command.ts';

export class UploadPauseCommand extends UploadCommand {
  static override paths = [['upload', 'pause']];
  static override usage = Command.Usage({
    category: 'Upload',
    description: 'Send nothing until "upload resume"; recording goes on.',
    details: `
      What is recorded meanwhile waits, and is sent afterwards. To never send a session, record it with --no-upload.

      Exit status: 0, or 1 when there is no such destination.
    `,
    examples: [
      ['On a metered line', '$0 upload pause'],
      ['One destination only', '$0 upload pause main'],
    ],
  });

  protected override readonly access: StoreAccess = 'write';
  destination = Option.String({required: false});

  protected async review({outbox}: Store): Promise<number> {
    const names = await this.chosen(outbox, this.destination);
    const pausedAtMs = this.context.now();
    for (const name of names) await outbox.updateDestination(name, {pauseReason: 'user', pausedAtMs});
    await this.tellAgent('upload-changed');
    this.print(`Pauses: ${names.join(', ')}`);
    return 0;
  }
}
