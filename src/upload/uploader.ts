/** Sends what waits in the outbox, for every destination, while the agent runs. */
import {DdcotermError} from '../errors.ts';
import type {Outbox, PauseReason} from '../store/outbox.ts';
import {type Destination, isSameDestination} from './destination.ts';
import {DestinationQueue, type LiveDestination} from './destination-queue.ts';

/** Requests under way are waited for so long when the agent leaves: their answers are worth more than a second. */
const CLOSE_MS = 5_000;

export interface UploaderOptions {
  outbox: Outbox;
  now: () => number;
  random?: () => number;
  onPause: (name: string, reason: PauseReason, detail: string) => void;
  /** Nothing is being sent and nothing waits for a next try. */
  onIdle: () => void;
  onError: (what: string, error: unknown) => void;
}

export class Uploader {
  private readonly queues = new Map<string, DestinationQueue>();
  private isClosed = false;

  constructor(private readonly options: UploaderOptions) {}

  get isBusy(): boolean {
    return [...this.queues.values()].some((queue) => queue.isBusy);
  }

  get live(): LiveDestination[] {
    return [...this.queues.values()].map(({live}) => live);
  }

  /** Takes the place of what was configured before; what waits stays in the outbox. */
  async configure(destinations: readonly Destination[]): Promise<void> {
    for (const [name, queue] of this.queues) {
      const wanted = destinations.find((destination) => destination.name === name);
      if (wanted !== undefined && isSameDestination(wanted, queue.destination)) continue;
      this.queues.delete(name);
      await queue.close();
    }
    for (const destination of destinations) {
      if (!this.queues.has(destination.name) && !this.isClosed) await this.open(destination);
    }
  }

  /** Something was queued. */
  wake(): void {
    for (const queue of this.queues.values()) queue.wake();
  }

  /** Tries everything at once. */
  async hurry(): Promise<void> {
    await this.reload();
    for (const queue of this.queues.values()) queue.hurry();
  }

  /** Somebody else has paused, resumed or queued something. */
  async reload(): Promise<void> {
    const states = await this.options.outbox.listDestinations([...this.queues.keys()]);
    for (const state of states) this.queues.get(state.name)?.follow(state);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    const closing = Promise.all([...this.queues.values()].map((queue) => queue.close()));
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise((resolve) => {
      timer = setTimeout(resolve, CLOSE_MS);
    });
    await Promise.race([closing, deadline]);
    clearTimeout(timer);
  }

  private async open(destination: Destination): Promise<void> {
    const {name} = destination;
    try {
      const queue = new DestinationQueue({
        ...this.options,
        destination,
        random: this.options.random ?? Math.random,
        onRest: () => this.onRest(),
      });
      this.queues.set(name, queue);
      const [state] = (await this.options.outbox.listDestinations([name])).filter((found) => found.name === name);
      // Another key, other settings, or another day: what the destination itself refused is tried once more.
      const isRefused = state?.pauseReason === 'key-refused' || state?.pauseReason === 'all-refused';
      if (isRefused) await this.options.outbox.updateDestination(name, {pauseReason: null, pausedAtMs: null});
      queue.follow({pauseReason: isRefused ? null : (state?.pauseReason ?? null)});
    } catch (error) {
      if (!(error instanceof DdcotermError)) throw error;
      this.options.onError(`Cannot upload to "${name}"`, error);
    }
  }

  private onRest(): void {
    if (!this.isBusy) this.options.onIdle();
  }
}
