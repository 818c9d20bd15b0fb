/** The receiver's clock, as its answers tell it: by that one it judges what is too old or of the future. */

/** Answers tell seconds, and take some. A clock that differs by less is as good as ours. */
const TOLERANCE_MS = 60_000;

export class ServerClock {
  private aheadMs = 0;
  /** Rises when it turns out that what was believed is wrong. */
  version = 0;

  constructor(private readonly localNow: () => number) {}

  /** Milliseconds since 1970. */
  now(): number {
    return this.localNow() + this.aheadMs;
  }

  note(serverDateMs: number | null): void {
    if (serverDateMs === null) return;
    const aheadMs = serverDateMs - this.localNow();
    if (Math.abs(aheadMs - this.aheadMs) <= TOLERANCE_MS) return;
    this.aheadMs = Math.abs(aheadMs) <= TOLERANCE_MS ? 0 : aheadMs;
    this.version++;
  }
}
