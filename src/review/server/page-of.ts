/** One page of a list, cut short where its texts grow long. */
import type {ListOptions, Page} from '../../store/store.ts';

/** A reply of more is no page any more; one item of it may still be as long as the longest log entry. */
const MAX_PAGE_CHARS = 4_000_000;

/** Items read at once. */
const STEP_ITEMS = 100;

/**
 * Asks until the page is full: where a look takes long, the store answers with what it has found so far.
 *
 * @param signal Aborted: nobody waits for the page any more.
 * @param charsOf Length of what makes an item long.
 */
export async function readPageOf<T>(
  list: (options: ListOptions) => Promise<Page<T>>,
  options: ListOptions,
  signal: AbortSignal,
  charsOf: (item: T) => number = () => 0,
): Promise<Page<T>> {
  const items: T[] = [];
  let chars = 0;
  let {cursor} = options;
  // Long texts are read in small steps, so that no more is in memory than is sent.
  let step = Math.min(STEP_ITEMS, options.limit);
  while (items.length < options.limit) {
    signal.throwIfAborted();
    const limit = Math.min(step, options.limit - items.length);
    const page = await list({...options, limit, ...(cursor === undefined ? {} : {cursor})});
    items.push(...page.items);
    chars += page.items.reduce((sum, item) => sum + charsOf(item), 0);
    if (page.next === null || chars >= MAX_PAGE_CHARS) return {items, next: page.next};
    cursor = page.next;
    if (chars / items.length > MAX_PAGE_CHARS / options.limit) step = Math.max(1, Math.floor(step / 4));
  }
  return {items, next: cursor ?? null};
}
