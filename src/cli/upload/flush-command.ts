import {Command, Option} from 'clipanion';
import type {Store} from '../../store/store.ts';
import {usageError} from '../errors.ts';
import {UploadCommand} from './upload-command.ts';

export class UploadFlushCommand extends UploadCommand {
  static override paths = [['upload', 'flush']];
  static override usage = Command.Usage({
    category: 'Upload',
    description: 'Send at once what waits, and wait until it has arrived.',
    details: `
      Starts the agent where none runs, and tries again at once what failed before. Breaking it off with Ctrl-C leaves the
      agent sending.

      Exit status: 0 when nothing waits any more, 1 when something is left: a destination pauses, or it cannot be reached.
    `,
    examples: [
      ['Before the laptop goes to sleep', '$0 upload flush'],
      ['At the end of a CI job', '$0 upload flush --timeout 2m'],
    ],
  });

  timeout = Option.String('--timeout', '1m', {description: 'Give up after so long: 30s, 5m'});

  protected async review({outbox}: Store): Promise<number> {
    const {parseDuration} = await import('../../config/units.ts');
    const timeoutMs = parseDuration(this.timeout);
    if (timeoutMs === null)
      throw usageError(`Cannot read --timeout "${this.timeout}": it is no time such as 30s or 5m`);
    const {flushOutbox} = await import('./flush.ts');
    const {context} = this;
    return flushOutbox({
      outbox,
      context,
      timeoutMs,
      print: (text) => this.print(text),
      note: (text) => this.note(text),
    });
  }
}
