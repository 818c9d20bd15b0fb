/** How many entries went out a second, over the last minute. Pure but for the clock that it is given. */

const SPAN_MS = 60_000;

export class RateMeter {
  private sent: {atMs: number; entries: number}[] = [];

  constructor(private readonly now: () => number) {}

  add(entries: number): void {
    this.forget();
    this.sent.push({atMs: this.now(), entries});
  }

  get entriesPerSecond(): number {
    this.forget();
    const [first] = this.sent;
    if (first === undefined) return 0;
    const total = this.sent.reduce((sum, {entries}) => sum + entries, 0);
    return total / Math.max(1, (this.now() - first.atMs) / 1000);
  }

  private forget(): void {
    const oldestMs = this.now() - SPAN_MS;
    const firstKept = this.sent.findIndex(({atMs}) => atMs > oldestMs);
    this.sent = firstKept < 0 ? [] : this.sent.slice(firstKept);
  }
}
