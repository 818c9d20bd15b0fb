import {Command, Option} from 'clipanion';
import type {Store} from '../../store/store.ts';
import {UploadCommand} from './upload-command.ts';

const MAX_LISTED = 1_000;

export class UploadFailedCommand extends UploadCommand {
  static override paths = [['upload', 'failed']];
  static override usage = Command.Usage({
    category: 'Upload',
    description: 'List what a receiver refused, with its reason.',
    details: `
      An entry that is refused (HTTP 400, 413 or 422, alone) is set aside, so that the others go on. It is kept as long as
      its session: "upload retry" sends it again, "upload discard" gives it up.

      Exit status: 0.
    `,
    examples: [
      ['What did not get through?', '$0 upload failed'],
      ['Their numbers, for a script', `$0 upload failed --json | jq '.[].id'`],
    ],
  });

  json = Option.Boolean('--json', false, {description: 'Print JSON'});
  destination = Option.String({required: false});

  protected async review({outbox}: Store): Promise<number> {
    const selection = this.destination === undefined ? {} : {destination: this.destination};
    const failed = await outbox.listFailed({...selection, limit: MAX_LISTED});
    if (this.json) this.printJson(failed);
    else {
      const {describeFailed} = await import('./describe-failed.ts');
      this.print(describeFailed(failed, this.viewing()));
    }
    return 0;
  }
}
