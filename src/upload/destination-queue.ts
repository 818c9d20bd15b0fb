/** One destination while the agent runs: its connections, its lanes, and whether it pauses. */
import {HttpClient} from '../datadog/http-client.ts';
import type {DestinationState, Outbox, PauseReason} from '../store/outbox.ts';
import type {Destination} from './destination.ts';
import {Lane} from './send/lane.ts';
import {RateMeter} from './send/rate-meter.ts';
import {ServerClock} from './send/server-clock.ts';

export interface QueueOptions {
  destination: Destination;
  outbox: Outbox;
  now: () => number;
  random: () => number;
  /** It pauses by itself: the user is to be told, once. */
  onPause: (name: string, reason: PauseReason, detail: string) => void;
  onRest: () => void;
  onError: (what: string, error: unknown) => void;
}

/** What only the running agent knows of a destination. */
export interface LiveDestination {
  name: string;
  entriesPerSecond: number;
  /** Milliseconds since 1970; null: no failure is waited for. */
  retryAtMs: number | null;
}

export class DestinationQueue {
  private readonly client: HttpClient;
  private readonly lanes: Lane[];
  private readonly meter: RateMeter;
  private isPaused = true;

  /** Begins paused. @throws {DdcotermError} CA_FILE_UNUSABLE. */
  constructor(private readonly options: QueueOptions) {
    const {destination, outbox, now, random, onRest, onError} = options;
    this.meter = new RateMeter(now);
    this.client = new HttpClient(destination);
    const shared = {
      ...{destination, client: this.client, clock: new ServerClock(now), outbox, now, random, onRest},
      onPause: (reason: PauseReason, detail: string) => this.pause(reason, detail),
      onSent: (entries: number) => this.meter.add(entries),
      onError: (error: unknown) => onError(`Cannot upload to "${destination.name}"`, error),
    };
    const lanes = destination.routes.events === null ? (['logs'] as const) : (['logs', 'events'] as const);
    this.lanes = lanes.map((lane) => new Lane({...shared, lane}));
  }

  get destination(): Destination {
    return this.options.destination;
  }

  get isBusy(): boolean {
    return this.lanes.some((lane) => lane.isBusy);
  }

  get live(): LiveDestination {
    const retries = this.lanes.flatMap(({retryAtMs}) => (retryAtMs === null ? [] : [retryAtMs]));
    return {
      name: this.destination.name,
      entriesPerSecond: this.meter.entriesPerSecond,
      retryAtMs: retries.length === 0 ? null : Math.min(...retries),
    };
  }

  wake(): void {
    if (!this.isPaused) for (const lane of this.lanes) lane.wake();
  }

  /** Tries at once what waits, where it does not pause. */
  hurry(): void {
    if (!this.isPaused) for (const lane of this.lanes) lane.hurry();
  }

  /** Somebody else has changed what the store says of it. */
  follow({pauseReason}: Pick<DestinationState, 'pauseReason'>): void {
    const wasPaused = this.isPaused;
    this.isPaused = pauseReason !== null;
    if (this.isPaused) for (const lane of this.lanes) void lane.stop();
    else if (wasPaused) this.hurry();
    else this.wake();
  }

  /** @returns When requests under way have their answers. */
  async close(): Promise<void> {
    this.isPaused = true;
    await Promise.all(this.lanes.map((lane) => lane.stop()));
    this.client.close();
  }

  private async pause(reason: PauseReason, detail: string): Promise<void> {
    const {destination, outbox, now, onPause} = this.options;
    // The other lane was told the same.
    if (this.isPaused) return;
    this.isPaused = true;
    // Not waited for: the lane that says so is one of them.
    for (const lane of this.lanes) void lane.stop();
    const pausedAtMs = now();
    const error = {lastError: detail, lastErrorAtMs: pausedAtMs};
    await outbox.updateDestination(destination.name, {pauseReason: reason, pausedAtMs, ...error});
    onPause(destination.name, reason, detail);
  }
}
