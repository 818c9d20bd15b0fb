/** Where in the recording we are: wall time turned into recording time by speed, pauses and shortened idleness. */

/** Steps of the keys; `--speed` may set any other. */
const SPEEDS = [0.25, 0.5, 1, 2, 4, 8, 16];

export interface ClockOptions {
  positionUs: number;
  speed: number;
  /** Idleness longer than this is cut to it, microseconds of the recording; null: it is not. */
  idleLimitUs: number | null;
  /** Milliseconds of a clock that only goes forward; all methods want the same. */
  nowMs: number;
}

export class PlaybackClock {
  idleLimitUs: number | null;
  private anchorUs: number;
  private anchorMs: number;
  private speedFactor: number;
  private running = true;
  /** Nothing was seen to happen since. */
  private quietSinceUs: number;

  constructor({positionUs, speed, idleLimitUs, nowMs}: ClockOptions) {
    this.anchorUs = positionUs;
    this.anchorMs = nowMs;
    this.speedFactor = speed;
    this.idleLimitUs = idleLimitUs;
    this.quietSinceUs = positionUs;
  }

  get speed(): number {
    return this.speedFactor;
  }

  get isPaused(): boolean {
    return !this.running;
  }

  positionUs(nowMs: number): number {
    if (!this.running) return this.anchorUs;
    return this.anchorUs + (nowMs - this.anchorMs) * 1000 * this.speedFactor;
  }

  /** Whether the moment has come; where idleness before it was long enough, it comes now. */
  reaches(momentUs: number, nowMs: number): boolean {
    if (!this.running || this.positionUs(nowMs) < this.waitEndUs(momentUs)) return false;
    if (this.positionUs(nowMs) < momentUs) this.setAnchor(momentUs, nowMs);
    return true;
  }

  /** Wall milliseconds until `reaches` is true; Infinity while paused. */
  msUntil(momentUs: number, nowMs: number): number {
    if (!this.running) return Number.POSITIVE_INFINITY;
    return Math.max(0, (this.waitEndUs(momentUs) - this.positionUs(nowMs)) / 1000 / this.speedFactor);
  }

  /** Something was seen to happen. */
  noteActivity(us: number): void {
    this.quietSinceUs = Math.max(this.quietSinceUs, us);
  }

  moveTo(positionUs: number, nowMs: number): void {
    this.setAnchor(positionUs, nowMs);
    this.quietSinceUs = positionUs;
  }

  pause(nowMs: number): void {
    this.setAnchor(this.positionUs(nowMs), nowMs);
    this.running = false;
  }

  resume(nowMs: number): void {
    this.anchorMs = nowMs;
    this.running = true;
  }

  setSpeed(speed: number, nowMs: number): void {
    this.setAnchor(this.positionUs(nowMs), nowMs);
    this.speedFactor = speed;
  }

  /** The next step of the keys, up or down from where we are. */
  shiftSpeed(direction: 1 | -1, nowMs: number): void {
    const next =
      direction === 1
        ? SPEEDS.find((speed) => speed > this.speedFactor)
        : SPEEDS.findLast((speed) => speed < this.speedFactor);
    if (next !== undefined) this.setSpeed(next, nowMs);
  }

  private waitEndUs(momentUs: number): number {
    return this.idleLimitUs === null ? momentUs : Math.min(momentUs, this.quietSinceUs + this.idleLimitUs);
  }

  private setAnchor(positionUs: number, nowMs: number): void {
    this.anchorUs = positionUs;
    this.anchorMs = nowMs;
  }
}
