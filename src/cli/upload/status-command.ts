import {Command, Option} from 'clipanion';
import type {Store} from '../../store/store.ts';
import {UploadCommand} from './upload-command.ts';

export class UploadStatusCommand extends UploadCommand {
  static override paths = [['upload', 'status']];
  static override usage = Command.Usage({
    category: 'Upload',
    description: 'Tell what waits to be sent, by destination.',
    details: `
      For each destination: where it is, how much waits and for how long, what was set aside, the last error, and how fast
      it goes. Entries stay here until the receiver has answered that it has them.

      Exit status: 0 also where something waits, 1 when a destination pauses because it was refused or cannot be used.
    `,
    examples: [
      ['Does it arrive?', '$0 upload status'],
      ['How much waits, for a script', `$0 upload status --json | jq '.[] | .waiting'`],
    ],
  });

  json = Option.Boolean('--json', false, {description: 'Print JSON'});

  protected async review({outbox}: Store): Promise<number> {
    const {describeUpload, readUploadStatus} = await import('./read-status.ts');
    const config = await this.context.config();
    const agent = await this.tellAgent('status');
    const destinations = await readUploadStatus({outbox, config, agent, env: this.context.env});
    if (this.json) this.printJson(destinations);
    else this.print(describeUpload(destinations, this.viewing()));
    const isStuck = destinations.some(
      ({problem, pauseReason}) => problem !== null || (pauseReason ?? 'user') !== 'user',
    );
    return isStuck ? 1 : 0;
  }
}
