/** Reads a lane of the outbox from its start, rendered and cut into batches. */
import {setImmediate as nextTurn} from 'node:timers/promises';
import type {Outbox, OutboxEntry, OutboxLane} from '../../store/outbox.ts';
import type {Destination} from '../destination.ts';
import {renderEventObject} from '../render/event-object.ts';
import {renderLogEntries} from '../render/log-entries.ts';
import {type BatchLimit, type Item, isFullBatch, itemOf, measureBatch} from './batch.ts';
import {outcomeOf} from './outcome.ts';

/** Rows read at once: some milliseconds, in which the agent does nothing else. */
const PAGE_ROWS = 100;
const PAGE_CHARS = 1_000_000;

export interface ItemReaderOptions {
  destination: Destination;
  lane: OutboxLane;
  outbox: Outbox;
  /** The receiver's clock. */
  now: () => number;
}

export class ItemReader {
  private items: Item[] = [];
  /** Null: nothing more waits. */
  private after: number | null = 0;

  constructor(private readonly options: ItemReaderOptions) {}

  /** @returns As much as one request takes; empty: nothing more waits. */
  async nextBatch(limit: BatchLimit): Promise<Item[]> {
    while (this.after !== null && !isFullBatch(this.items, limit)) await this.readPage();
    return this.items.splice(0, this.items.length === 0 ? 0 : measureBatch(this.items, limit));
  }

  /** @returns Up to so many; empty: nothing more waits. */
  async nextItems(count: number): Promise<Item[]> {
    while (this.after !== null && this.items.length < count) await this.readPage();
    return this.items.splice(0, count);
  }

  private async readPage(): Promise<void> {
    const {destination, lane, outbox} = this.options;
    const {entries, next} = await outbox.read(destination.name, lane, {
      after: this.after ?? 0,
      limit: PAGE_ROWS,
      maxChars: PAGE_CHARS,
      filter: destination.filter,
    });
    this.after = next;
    for (const entry of entries) {
      const items = this.render(entry);
      // Its parts have all arrived, though it was not noted.
      if (items.length === 0) await this.drop(entry);
      this.items.push(...items);
    }
    await nextTurn();
  }

  private render(entry: OutboxEntry): Item[] {
    const {destination, now} = this.options;
    const {sequence} = entry;
    if (entry.kind === 'process-event') {
      return [itemOf(sequence, 0, true, renderEventObject(entry, destination.render, now()))];
    }
    const parts = renderLogEntries(entry, destination.render, now());
    return parts.map(({part, object}, index) => itemOf(sequence, part, index === parts.length - 1, object));
  }

  private async drop({sequence}: OutboxEntry): Promise<void> {
    const {destination, outbox} = this.options;
    await outbox.settle(destination.name, {...outcomeOf([], null), delivered: [sequence]}, {});
  }
}
