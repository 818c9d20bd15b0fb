/** Long work in slices, so that the page answers meanwhile. */

/** A slice is over after so long: two thirds of a frame at 60 Hz. */
const SLICE_MS = 10;

/** Counts the time of a slice and lets the browser have its turn between two. */
export class Turns {
  private startedAtMs = performance.now();

  constructor(private readonly signal?: AbortSignal) {}

  get isSliceOver(): boolean {
    return performance.now() - this.startedAtMs >= SLICE_MS;
  }

  /** @throws The signal's reason when it is aborted. */
  async next(): Promise<void> {
    await nextTurn();
    this.signal?.throwIfAborted();
    this.startedAtMs = performance.now();
  }
}

/** Timers are slowed down by browsers, to 4 ms and more each; messages are not. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    const {port1, port2} = new MessageChannel();
    const onMessage = () => {
      port1.close();
      resolve();
    };
    port1.addEventListener('message', onMessage, {once: true});
    port1.start();
    port2.postMessage(null);
  });
}
