/**
 * Hosts send each line as it comes. Reading several at once takes a fraction of the time, so who has brought little is not
 * listened to for a moment; all rests end together, with one timer.
 */

const REST_MS = 50;

export class Rests {
  private readonly resting = new Set<() => void>();
  private timer: NodeJS.Timeout | null = null;

  /** @param onEnd Called once, in at most 50 ms. */
  add(onEnd: () => void): void {
    this.resting.add(onEnd);
    this.timer ??= setTimeout(() => this.end(), REST_MS - (Date.now() % REST_MS));
  }

  private end(): void {
    this.timer = null;
    const ended = [...this.resting];
    this.resting.clear();
    for (const onEnd of ended) onEnd();
  }
}
