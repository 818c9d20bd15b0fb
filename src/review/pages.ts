/** Walks through all pages of a list, one page in memory. */
import type {ListOptions, Page} from '../store/store.ts';

const PAGE_ITEMS = 200;

/** Yields item by item until the last page, or until `limit` of the options is reached. */
export async function* listAll<T>(
  list: (options: ListOptions) => Promise<Page<T>>,
  options: Omit<ListOptions, 'cursor' | 'limit'> & {limit?: number},
): AsyncGenerator<T> {
  let left = options.limit ?? Number.POSITIVE_INFINITY;
  let cursor: string | undefined;
  while (left > 0) {
    const limit = Math.min(left, PAGE_ITEMS);
    const page: Page<T> = await list({...options, limit, ...(cursor === undefined ? {} : {cursor})});
    yield* page.items;
    left -= page.items.length;
    if (page.next === null) return;
    cursor = page.next;
  }
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
