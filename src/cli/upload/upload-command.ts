import {DdcotermError} from '../../errors.ts';
import type {AgentStatus} from '../../protocol/messages.ts';
import type {Outbox} from '../../store/outbox.ts';
import {ReviewCommand} from '../review-command.ts';

/** A command about the queues of the upload. What it changes is in the store; the agent, where one runs, is told. */
export abstract class UploadCommand extends ReviewCommand {
  protected override async run(): Promise<number> {
    const {existsSync} = await import('node:fs');
    // A store that is only written to is made by the first recording, not here.
    if (this.access === 'write' && !existsSync(this.context.paths.database)) {
      this.print('Nothing is recorded yet, so nothing waits');
      return 0;
    }
    return super.run();
  }

  /** @returns Null: no agent runs; what was changed holds from its next start on. */
  protected async tellAgent(request: 'status' | 'upload-changed' | 'upload-flush'): Promise<AgentStatus | null> {
    const {askAgent} = await import('../agent-control.ts');
    return askAgent(this.context.paths, request);
  }

  /** Destinations that the settings name, and those that the store knows. */
  protected async names(outbox: Outbox): Promise<string[]> {
    const {upload} = await this.context.config();
    const known = await outbox.listDestinations();
    return [...new Set([...upload.destinations.map(({name}) => name), ...known.map(({name}) => name)])];
  }

  /** @throws {DdcotermError} DESTINATION_UNKNOWN */
  protected async chosen(outbox: Outbox, name: string | undefined): Promise<string[]> {
    const names = await this.names(outbox);
    if (name === undefined) return names;
    if (!names.includes(name)) throw destinationUnknown(name, names);
    return [name];
  }
}

const destinationUnknown = (name: string, known: readonly string[]) =>
  new DdcotermError(
    'DESTINATION_UNKNOWN',
    `Cannot find destination "${name}": there is none of that name`,
    `Known: ${known.join(', ')}`,
  );
