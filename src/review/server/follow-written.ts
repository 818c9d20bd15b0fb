/** New entries of a list as they are written, and those that are there already before them. */
import {setTimeout as sleep} from 'node:timers/promises';
import type {Page, Written} from '../../store/store.ts';
import type {EventStream} from './event-stream.ts';
import type {ReadStore} from './read-store.ts';

/** Well below the second that a viewer may be late: the recorder takes its part of it. */
export const POLL_MS = 200;

export interface Following<T> {
  store: Pick<ReadStore, 'version'>;
  /** The newest that match. */
  list(): Promise<Page<T>>;
  written(after: number | null): Promise<Written<T>>;
  /** So many of those that are there come first. */
  backlog: number;
  stream: EventStream;
  toJson(item: T): unknown;
}

/** Until the reader is gone. */
export async function followWritten<T>({store, list, written, backlog, stream, toJson}: Following<T>): Promise<void> {
  let {after} = await written(null);
  const {items} = await list();
  for (const item of items.slice(0, backlog).reverse()) await stream.send(toJson(item));
  for (let version = -1; !stream.signal.aborted; ) {
    const found = await store.version();
    if (found === version) {
      // Aborted while asleep: the loop's condition ends it.
      await sleep(POLL_MS, undefined, {signal: stream.signal}).catch(() => undefined);
      continue;
    }
    const news = await written(after);
    for (const item of news.items) await stream.send(toJson(item));
    // There may be more than one call tells.
    if (news.after === after) version = found;
    after = news.after;
  }
}
