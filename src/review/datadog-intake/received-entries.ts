/**
 * What was received, the newest of it, in memory only: nobody has taken the secrets out of what other programs send, so it
 * must not reach a disk.
 */
import type {QueryNode} from '../../store/query.ts';
import {matchesEntry} from './match-entry.ts';
import type {EntryDraft, ReceivedEntry, ReceivedKind} from './received-entry.ts';

const MAX_ENTRIES = 50_000;
const MAX_CHARS = 64 * 1024 * 1024;

export interface FindOptions {
  query: QueryNode | null;
  /** Milliseconds since 1970, both included. */
  fromMs: number;
  toMs: number;
  oldestFirst: boolean;
  limit: number;
  /** `next` of the page before. */
  cursor: string | null;
}

export class ReceivedEntries {
  private entries: ReceivedEntry[] = [];
  private sizes: number[] = [];
  private chars = 0;
  private last = 0;

  /** @param chars About what it takes in memory. */
  add(draft: EntryDraft, chars: number): ReceivedEntry {
    const entry = {...draft, sequence: ++this.last};
    this.entries.push(entry);
    this.sizes.push(chars);
    this.chars += chars;
    if (this.entries.length > MAX_ENTRIES || this.chars > MAX_CHARS) this.forgetOldest();
    return entry;
  }

  get(kind: ReceivedKind, sequence: number): ReceivedEntry | null {
    return this.entries.find((entry) => entry.kind === kind && entry.sequence === sequence) ?? null;
  }

  find(kind: ReceivedKind, options: FindOptions): {items: ReceivedEntry[]; next: string | null} {
    const {query, fromMs, toMs, oldestFirst, limit, cursor} = options;
    const direction = oldestFirst ? 1 : -1;
    const order = (a: Place, b: Place) => direction * (a.timestampMs - b.timestampMs || a.sequence - b.sequence);
    const behind = cursor === null ? null : decodeCursor(cursor);
    const found = this.entries
      .filter((entry) => entry.kind === kind && entry.timestampMs >= fromMs && entry.timestampMs <= toMs)
      .filter((entry) => (behind === null || order(entry, behind) > 0) && matchesEntry(entry, query))
      .sort(order);
    const items = found.slice(0, limit);
    return {items, next: found.length > limit ? encodeCursor(items.at(-1)!) : null};
  }

  /** A tenth at a time: an array is not cut at its front for each entry. */
  private forgetOldest(): void {
    const count = Math.max(1, Math.floor(this.entries.length / 10));
    this.entries = this.entries.slice(count);
    this.chars -= this.sizes.slice(0, count).reduce((sum, chars) => sum + chars, 0);
    this.sizes = this.sizes.slice(count);
  }
}

type Place = Pick<ReceivedEntry, 'timestampMs' | 'sequence'>;

const encodeCursor = ({timestampMs, sequence}: Place): string =>
  Buffer.from(`${timestampMs}/${sequence}`).toString('base64url');

/** Of a cursor that is none of ours nothing comes behind. */
function decodeCursor(cursor: string): Place {
  const [timestampMs = Number.NaN, sequence = Number.NaN] = Buffer.from(cursor, 'base64url')
    .toString('latin1')
    .split('/')
    .map(Number);
  return {timestampMs, sequence};
}
