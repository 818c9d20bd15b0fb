import {Command, Option} from 'clipanion';
import type {Store} from '../../store/store.ts';
import type {StoreAccess} from '../context.ts';
import {UploadCommand} from './upload-command.ts';

export class UploadResumeCommand extends UploadCommand {
  static override paths = [['upload', 'resume']];
  static override usage = Command.Usage({
    category: 'Upload',
    description: 'Send again after a pause, of whatever kind.',
    details: `
      A destination also pauses by itself: when the key is refused, or when every entry is. Mend the cause first.

      Exit status: 0, or 1 when there is no such destination.
    `,
    examples: [
      ['With a new key in config.yaml', '$0 upload resume'],
      ['One destination only', '$0 upload resume main'],
    ],
  });

  protected override readonly access: StoreAccess = 'write';
  destination = Option.String({required: false});

  protected async review({outbox}: Store): Promise<number> {
    const names = await this.chosen(outbox, this.destination);
    for (const name of names) {
      await outbox.updateDestination(name, {pauseReason: null, pausedAtMs: null, told: false});
    }
    await this.tellAgent('upload-changed');
    this.print(`Sends again: ${names.join(', ')}`);
    return 0;
  }
}
