/** The part of a transcript that is loaded: entries around a moment, more in both directions on demand, never all of a day. */
import type {LogHitJson, PageJson} from '../../review/api/types.ts';
import type {ListQuery} from '../api/client.ts';

/** Characters that may be on the page: what lies farthest away goes. */
const MAX_CHARS = 2_000_000;
/** Entries of one request; an entry may be a megabyte. */
const PAGE = 10;

export type ReadLogs = (query: ListQuery) => Promise<PageJson<LogHitJson>>;

export interface TranscriptState {
  entries: readonly LogHitJson[];
  hasBefore: boolean;
  hasAfter: boolean;
}

export class TranscriptWindow {
  private entries: LogHitJson[] = [];
  private before: string | null = null;
  private after: string | null = null;
  /** Where the two directions meet, milliseconds since 1970. */
  private middleMs = 0;

  /** @param read Asks for log entries of the session. */
  constructor(
    private readonly read: ReadLogs,
    private readonly startedAtMs: number,
  ) {}

  get state(): TranscriptState {
    return {entries: [...this.entries], hasBefore: this.before !== null, hasAfter: this.after !== null};
  }

  /** Whether the entry that shows at the moment is loaded, as far as is known. */
  covers(us: number): boolean {
    const [first, last] = [this.entries[0], this.entries.at(-1)];
    if (first === undefined || last === undefined) return false;
    return (this.before === null || us >= first.startUs) && (this.after === null || us <= last.startUs);
  }

  /** Begins anew around the moment. */
  async showAt(us: number): Promise<void> {
    this.middleMs = Math.floor(this.startedAtMs + us / 1000) + 1;
    const [before, after] = await Promise.all([
      this.read({toMs: this.middleMs, order: 'newest', limit: PAGE}),
      this.read({fromMs: this.middleMs, order: 'oldest', limit: PAGE}),
    ]);
    this.entries = [...before.items.toReversed(), ...after.items];
    this.before = before.next;
    this.after = after.next;
  }

  async extendBefore(): Promise<void> {
    if (this.before === null) return;
    const {items, next} = await this.read({toMs: this.middleMs, order: 'newest', limit: PAGE, cursor: this.before});
    this.entries.unshift(...items.toReversed());
    this.before = next;
  }

  async extendAfter(): Promise<void> {
    if (this.after === null) return;
    const {items, next} = await this.read({fromMs: this.middleMs, order: 'oldest', limit: PAGE, cursor: this.after});
    this.entries.push(...items);
    this.after = next;
  }

  /** So much is loaded that one should begin anew rather than go on. */
  get isFull(): boolean {
    return this.entries.reduce((chars, {text}) => chars + text.length, 0) > MAX_CHARS;
  }
}
