/** `--follow`: what is new in a list, again and again. */
import {setTimeout as sleep} from 'node:timers/promises';
import type {ListOptions, Page} from '../store/store.ts';
import {listAll} from './pages.ts';

const POLL_MS = 500;

/**
 * Lists are sorted by start, yet a long command comes in when it ends: so many known items in a row are passed over before
 * a look is over.
 */
const KNOWN_IN_A_ROW = 200;
const MAX_REMEMBERED = 20_000;

export interface FollowOptions<T> {
  list(options: ListOptions): Promise<Page<T>>;
  /** `limit`: how many of those that are there already come first. */
  options: ListOptions;
  /** Two states of one thing (a command that runs, that ended) have two keys and are told twice. */
  keyOf(item: T): string;
  signal: AbortSignal;
}

/** Yields what is there already, then what each look finds new; oldest first. Ends when the signal is aborted. */
export async function* followList<T>({list, options, keyOf, signal}: FollowOptions<T>): AsyncGenerator<T[]> {
  const known = new Set<string>();
  const {limit: shownAtFirst, ...filter} = options;
  const first = await takeNew(listAll(list, {...filter, limit: Math.max(shownAtFirst, KNOWN_IN_A_ROW)}), known, keyOf);
  yield first.slice(-shownAtFirst);
  while (!signal.aborted) {
    // Aborted while asleep: the loop's condition ends it.
    await sleep(POLL_MS, undefined, {signal}).catch(() => undefined);
    const fresh = await takeNew(listAll(list, filter), known, keyOf);
    if (fresh.length > 0) yield fresh;
  }
}

async function takeNew<T>(newestFirst: AsyncIterable<T>, known: Set<string>, keyOf: (item: T) => string): Promise<T[]> {
  const fresh: T[] = [];
  let knownInARow = 0;
  for await (const item of newestFirst) {
    const key = keyOf(item);
    knownInARow = known.has(key) ? knownInARow + 1 : 0;
    if (knownInARow === 0) fresh.push(item);
    if (knownInARow >= KNOWN_IN_A_ROW || fresh.length >= MAX_REMEMBERED) break;
  }
  for (const item of fresh.reverse()) remember(known, keyOf(item));
  return fresh;
}

function remember(known: Set<string>, key: string): void {
  known.add(key);
  if (known.size <= MAX_REMEMBERED) return;
  const [oldest] = known;
  known.delete(oldest!);
}
