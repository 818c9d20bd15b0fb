/** When a lane sends: a moment after something was queued, at once when asked, and again after a failure. */
import type {OutboxLane} from '../../store/outbox.ts';
import {type BatchLimit, grow, LARGEST_BATCH, shrink} from './batch.ts';
import {Delivery, type DeliveryOptions, GO_ON, type Result} from './delivery.ts';
import {ItemReader} from './item-reader.ts';
import {delayAfter} from './retry-policy.ts';

/** Entries that are queued one after the other go together; a command that ended is on its way within five seconds. */
const LINGER_MS = 1_000;

/** Requests with one event each, at the same time. */
const EVENTS_AT_ONCE = 8;

export interface LaneOptions extends DeliveryOptions {
  lane: OutboxLane;
  random: () => number;
  /** It has nothing more to do, or waits for its next try. */
  onRest: () => void;
  /** Something went wrong that is no answer: the store, or a fault of ours. */
  onError: (error: unknown) => void;
}

export class Lane {
  private readonly delivery: Delivery;
  private timer: NodeJS.Timeout | null = null;
  private running: Promise<void> | null = null;
  private failures = 0;
  private limit: BatchLimit = LARGEST_BATCH;
  private hasNews = false;
  private isStopped = false;
  /** Milliseconds since 1970; null: no failure is waited for. */
  retryAtMs: number | null = null;

  constructor(private readonly options: LaneOptions) {
    this.delivery = new Delivery(options);
  }

  /** Sending, or about to. */
  get isBusy(): boolean {
    return this.running !== null || this.timer !== null;
  }

  /** Something was queued. */
  wake(): void {
    this.hasNews = true;
    if (!this.isStopped && !this.isBusy) this.schedule(LINGER_MS);
  }

  /** Tries now, whatever was said about waiting. */
  hurry(): void {
    this.hasNews = true;
    this.isStopped = false;
    this.failures = 0;
    if (this.running === null) this.run();
  }

  /** Sends nothing more. @returns When the request under way has its answer. */
  async stop(): Promise<void> {
    this.isStopped = true;
    this.clearTimer();
    await this.running;
  }

  private schedule(delayMs: number): void {
    this.clearTimer();
    this.timer = setTimeout(() => this.run(), delayMs);
  }

  private clearTimer(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.retryAtMs = null;
  }

  private run(): void {
    this.clearTimer();
    this.running = this.sendWaiting().then((result) => {
      this.running = null;
      this.rest(result);
    });
  }

  private rest(result: Result): void {
    if (result.kind === 'later' && !this.isStopped) {
      this.failures++;
      this.limit = shrink(this.limit);
      this.retryIn(delayAfter(this.failures, result.retryAfterMs, this.options.random()));
    } else if (result.kind === 'go-on') {
      this.failures = 0;
      if (result.restMs !== null && !this.isStopped) this.retryIn(result.restMs);
      else if (this.hasNews && !this.isStopped) this.schedule(LINGER_MS);
    }
    this.options.onRest();
  }

  private retryIn(delayMs: number): void {
    this.schedule(delayMs);
    this.retryAtMs = this.options.now() + delayMs;
  }

  private async sendWaiting(): Promise<Result> {
    this.hasNews = false;
    try {
      const {destination, lane, outbox, clock} = this.options;
      const reader = new ItemReader({destination, lane, outbox, now: () => clock.now()});
      const {version} = clock;
      const result = lane === 'logs' ? await this.sendLogs(reader, version) : await this.sendEvents(reader, version);
      // What was rendered by a wrong clock is rendered once more, at once.
      return clock.version !== version && result.kind === 'go-on' ? {...result, restMs: result.restMs ?? 0} : result;
    } catch (error) {
      this.options.onError(error);
      return {kind: 'later', retryAfterMs: null};
    }
  }

  private mayGoOn(clockVersion: number): boolean {
    return !this.isStopped && this.options.clock.version === clockVersion;
  }

  private async sendLogs(reader: ItemReader, version: number): Promise<Result> {
    let batch = await reader.nextBatch(this.limit);
    while (batch.length > 0 && this.mayGoOn(version)) {
      // The next one is read and rendered while this one is on its way.
      const [result, next] = await Promise.all([this.delivery.sendLogs(batch, version), reader.nextBatch(this.limit)]);
      if (result.kind !== 'go-on' || result.restMs !== null) return result;
      this.failures = 0;
      this.limit = grow(this.limit);
      batch = next;
    }
    return GO_ON;
  }

  private async sendEvents(reader: ItemReader, version: number): Promise<Result> {
    let items = await reader.nextItems(EVENTS_AT_ONCE);
    while (items.length > 0 && this.mayGoOn(version)) {
      const result = await this.delivery.sendEvents(items, version);
      if (result.kind !== 'go-on' || result.restMs !== null) return result;
      this.failures = 0;
      items = await reader.nextItems(EVENTS_AT_ONCE);
    }
    return GO_ON;
  }
}
