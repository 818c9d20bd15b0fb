import {once} from 'node:events';
import {hostname, userInfo} from 'node:os';
import type {Viewing} from '../review/viewing.ts';
import type {Store} from '../store/store.ts';
import {createPalette} from './ansi.ts';
import {BaseCommand} from './base-command.ts';
import type {StoreAccess} from './context.ts';

/** A command that looks into the store. */
export abstract class ReviewCommand extends BaseCommand {
  protected readonly access: StoreAccess = 'read';

  protected abstract review(store: Store): Promise<number>;

  protected override async run(): Promise<number> {
    const store = await this.context.openStore(this.access);
    try {
      return await this.review(store);
    } finally {
      await store.close();
    }
  }

  protected viewing(): Viewing {
    const {now, isTty, columns, color} = this.context;
    return {
      nowMs: now(),
      width: isTty.stdout ? columns : Number.POSITIVE_INFINITY,
      palette: createPalette(color),
      viewer: `${userInfo().username}@${hostname()}`,
    };
  }

  /** As fast as the reader takes it: what is not taken does not pile up in memory. */
  protected async printAll(chunks: AsyncIterable<string>): Promise<void> {
    const {stdout} = this.context;
    for await (const chunk of chunks) if (!stdout.write(chunk)) await once(stdout, 'drain');
  }
}
