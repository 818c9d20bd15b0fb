/**
 * Batches of sessions that come at about the same time go into the store in one transaction: with fifty sessions at once most of the
 * work would be to begin and to end fifty.
 */
import type {SessionBatch} from '../store/records.ts';
import type {Store} from '../store/store.ts';

/** So long is waited for others; nobody waits for the store but a host's memory. */
const GROUP_MS = 5;

interface Waiting {
  batch: SessionBatch;
  resolve: () => void;
  reject: (error: unknown) => void;
}

export class GroupedWrites implements Pick<Store, 'write'> {
  private waiting: Waiting[] = [];

  constructor(private readonly store: Pick<Store, 'write' | 'writeAll'>) {}

  write(batch: SessionBatch): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.waiting.length === 0) setTimeout(() => void this.writeWaiting(), GROUP_MS);
      this.waiting.push({batch, resolve, reject});
    });
  }

  private async writeWaiting(): Promise<void> {
    const group = this.waiting;
    this.waiting = [];
    try {
      await this.store.writeAll(group.map(({batch}) => batch));
      for (const {resolve} of group) resolve();
    } catch (error) {
      if (group.length === 1) group[0]!.reject(error);
      else await this.writeEach(group);
    }
  }

  /** What one session cannot have written is not the others' failure. */
  private async writeEach(group: Waiting[]): Promise<void> {
    for (const {batch, resolve, reject} of group) await this.store.write(batch).then(resolve, reject);
  }
}
