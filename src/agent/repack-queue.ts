/** Makes recordings small, one after the other, that floods were packed into quickly: while nobody waits for the agent. */
import {setTimeout as sleep} from 'node:timers/promises';
import type {HomePaths} from '../config/home.ts';
import {listQuicklyPacked, noteQuickPacking, type RepackOptions, repackRecording} from '../store/recording-repacker.ts';

export interface RepackQueueOptions {
  paths: HomePaths;
  store: RepackOptions['store'];
  /** A flood goes on, or there is no room on the disk. */
  isBusy: () => boolean;
  onError: (sessionId: string, error: unknown) => void;
}

const BUSY_RETRY_MS = 250;

export class RepackQueue {
  private isStopped = false;
  private isWoken = false;
  /** Some may be noted: an agent before may have left them. */
  private hasNotes = true;
  private running: Promise<void> | null = null;

  constructor(private readonly options: RepackQueueOptions) {}

  note(sessionId: string): void {
    noteQuickPacking(this.options.paths, sessionId);
    this.hasNotes = true;
  }

  /** A session has ended, perhaps one that was noted. */
  wake(): void {
    if (!this.hasNotes) return;
    this.isWoken = true;
    this.running ??= this.run().finally(() => {
      this.running = null;
    });
  }

  /** What is not done stays for the next agent. */
  async stop(): Promise<void> {
    this.isStopped = true;
    await this.running;
  }

  private async run(): Promise<void> {
    while (this.isWoken && !this.isStopped) {
      this.isWoken = false;
      this.hasNotes = false;
      for (const sessionId of await listQuicklyPacked(this.options.paths)) await this.repack(sessionId);
    }
  }

  private async repack(sessionId: string): Promise<void> {
    const {paths, store, onError} = this.options;
    try {
      const isDone = await repackRecording(sessionId, {paths, store, hasTime: () => this.hasTime()});
      this.hasNotes ||= !isDone;
    } catch (error) {
      // The recording stays as it is, only larger.
      onError(sessionId, error);
      this.hasNotes = true;
    }
  }

  private async hasTime(): Promise<boolean> {
    while (this.options.isBusy() && !this.isStopped) await sleep(BUSY_RETRY_MS);
    return !this.isStopped;
  }
}
