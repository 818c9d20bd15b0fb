/** Playing, pausing, speed, skipping, stepping, following: what the controls of a video do, for a film of a terminal. */
import {PlaybackClock} from '../../review/player/playback-clock.ts';
import {type BlankScreen, Film} from './film.ts';
import type {Recording} from './recording.ts';
import {Stage} from './stage.ts';

export const SPEEDS = [0.25, 0.5, 1, 2, 4, 8, 16] as const;

/** Where idleness is skipped, so much of it stays: one sees that time went by. */
const IDLE_LIMIT_US = 1_000_000;
/** So much of a line is in a link to it. */
const LINKED_CHARS = 60;
/** What is applied between two pictures takes so long at most; then the page has its turn. */
const FRAME_BUDGET_MS = 12;

export interface PlayerState {
  positionUs: number;
  durationUs: number;
  isPlaying: boolean;
  /** Showing what is recorded right now, as it comes. */
  isFollowing: boolean;
  isLive: boolean;
  /** A line that was searched for, as far as a link tells it: it stands on the screen. '': none. */
  shownLine: string;
  /** Waiting for data. */
  isLoading: boolean;
  speed: number;
  skipsIdle: boolean;
  /** Damaged parts of the recording were left out. */
  hasHoles: boolean;
  failure: Error | null;
}

export interface PlayerOptions {
  recording: Recording;
  blank: BlankScreen;
  isCaptureShown: boolean;
  isLive: boolean;
  speed: number;
  skipsIdle: boolean;
}

export class Player {
  readonly stage: Stage;
  private readonly recording: Recording;
  private readonly film: Film;
  private readonly clock: PlaybackClock;
  private readonly listeners = new Set<() => void>();
  private state: PlayerState;
  private animation = 0;

  constructor({recording, blank, isCaptureShown, isLive, speed, skipsIdle}: PlayerOptions) {
    this.recording = recording;
    this.stage = new Stage(blank.columns, blank.rows, isCaptureShown);
    this.film = new Film(recording, this.stage, blank);
    this.clock = new PlaybackClock({positionUs: 0, speed, idleLimitUs: skipsIdle ? IDLE_LIMIT_US : null, nowMs: now()});
    this.clock.pause(now());
    this.state = {
      positionUs: 0,
      durationUs: recording.durationUs,
      isPlaying: false,
      isFollowing: false,
      isLive,
      shownLine: '',
      isLoading: true,
      speed,
      skipsIdle,
      hasHoles: false,
      failure: null,
    };
  }

  get current(): PlayerState {
    return this.state;
  }

  /** @returns Takes the listener away again. */
  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  play(): void {
    if (this.state.isPlaying) return;
    const isOver = !this.state.isLive && this.state.positionUs >= this.state.durationUs;
    if (isOver) {
      void this.seek(0).then(() => this.play());
      return;
    }
    this.clock.moveTo(this.state.positionUs, now());
    this.clock.resume(now());
    this.update({isPlaying: true, shownLine: '', failure: null});
    this.requestTick();
  }

  pause(): void {
    this.clock.pause(now());
    this.update({isPlaying: false, isFollowing: false});
  }

  toggle(): void {
    if (this.state.isPlaying) this.pause();
    else this.play();
  }

  /** @param line Of the transcript; stands on the screen then, also where much was written at that moment. */
  async seek(us: number, line = ''): Promise<void> {
    if (this.state.isLive && us >= this.recording.durationUs) await this.follow();
    else await this.moveTo(us, line);
  }

  /** Shows what is recorded right now, and goes on with it. */
  async follow(): Promise<void> {
    await this.moveTo(this.recording.durationUs, '');
    this.clock.resume(now());
    this.update({isPlaying: true, isFollowing: true});
    this.requestTick();
  }

  async step(direction: 1 | -1): Promise<void> {
    this.pause();
    await this.attempt(async () => {
      const {positionUs} = this.state;
      const target =
        direction === 1 ? await this.film.nextFrameUs(positionUs) : await this.film.previousFrameUs(positionUs);
      if (target !== null) await this.seek(target);
    });
  }

  setSpeed(speed: number): void {
    this.clock.setSpeed(speed, now());
    this.update({speed, isFollowing: false});
  }

  shiftSpeed(direction: 1 | -1): void {
    const index = SPEEDS.indexOf(this.state.speed as (typeof SPEEDS)[number]);
    const speed = SPEEDS[index + direction];
    if (speed !== undefined) this.setSpeed(speed);
  }

  setSkipsIdle(skipsIdle: boolean): void {
    this.clock.idleLimitUs = skipsIdle ? IDLE_LIMIT_US : null;
    this.clock.moveTo(this.state.positionUs, now());
    this.update({skipsIdle});
  }

  /** More was recorded, or the session ended. */
  noteGrowth({isLive}: {isLive: boolean}): void {
    this.update({durationUs: Math.max(this.state.durationUs, this.recording.durationUs), isLive});
    this.requestTick();
  }

  close(): void {
    cancelAnimationFrame(this.animation);
    this.animation = 0;
    this.listeners.clear();
    this.film.close();
  }

  private async moveTo(us: number, line: string): Promise<void> {
    const target = Math.min(Math.max(0, us), this.recording.durationUs);
    this.clock.moveTo(target, now());
    const shownLine = line.trim().slice(0, LINKED_CHARS);
    this.update({positionUs: target, shownLine, isFollowing: false, isLoading: true, failure: null});
    await this.attempt(async () => {
      const isThere = shownLine === '' ? await this.film.seek(target) : await this.film.seekText(target, line);
      if (!isThere) return;
      const {positionUs} = this.film;
      this.clock.moveTo(positionUs, now());
      this.update({positionUs, isLoading: false, hasHoles: this.recording.hasHoles});
      this.requestTick();
    });
  }

  private requestTick(): void {
    this.animation ||= requestAnimationFrame(() => {
      this.animation = 0;
      this.tick();
    });
  }

  private tick(): void {
    const {isPlaying, isFollowing, isLoading} = this.state;
    if (!isPlaying) {
      this.notify();
      return;
    }
    if (!isLoading) {
      if (isFollowing) this.applyAll();
      else this.applyDue();
      this.film.readAhead();
      if (this.film.isStarved) void this.waitForNext();
      else this.settle();
    }
    this.requestTick();
  }

  /** Time stands still until the rest is there; where it cannot be had, playing stops with the reason. */
  private async waitForNext(): Promise<void> {
    const {positionUs} = this.state;
    this.update({isLoading: true});
    await this.attempt(async () => {
      await this.film.loadNext();
      // A seek came between: it tells when it is there.
      if (this.state.positionUs !== positionUs) return;
      this.clock.moveTo(positionUs, now());
      this.update({isLoading: false, hasHoles: this.recording.hasHoles});
    });
  }

  /** Everything that was recorded: one looks over somebody's shoulder. */
  private applyAll(): void {
    const deadlineMs = now() + FRAME_BUDGET_MS;
    while (this.film.nextUs !== null && now() < deadlineMs) this.film.apply();
  }

  private applyDue(): void {
    const deadlineMs = now() + FRAME_BUDGET_MS;
    for (let nextUs = this.film.nextUs; nextUs !== null; nextUs = this.film.nextUs) {
      if (!this.clock.reaches(nextUs, now()) || now() >= deadlineMs) return;
      if (this.film.apply()) this.clock.noteActivity(nextUs);
    }
  }

  private settle(): void {
    const {durationUs} = this.recording;
    const positionUs = this.state.isFollowing
      ? Math.max(this.film.positionUs, durationUs)
      : Math.min(this.clock.positionUs(now()), durationUs);
    const isAtEnd = this.film.isAtEnd && (positionUs >= durationUs || this.endsIdle());
    this.update({positionUs: isAtEnd ? durationUs : positionUs, durationUs, hasHoles: this.recording.hasHoles});
    if (!isAtEnd) return;
    if (this.state.isLive) this.update({isFollowing: true});
    else this.pause();
  }

  /** Nothing comes any more, and who skips idleness does not wait for the end of nothing. */
  private endsIdle(): boolean {
    return this.state.skipsIdle && !this.state.isLive && this.clock.reaches(this.recording.durationUs, now());
  }

  private update(changes: Partial<PlayerState>): void {
    this.state = {...this.state, ...changes};
    this.notify();
  }

  private notify(): void {
    for (const listener of this.listeners) listener();
  }

  private async attempt(action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      if (this.recording.signal.aborted) return;
      this.pause();
      this.update({isLoading: false, failure: error instanceof Error ? error : new Error(String(error))});
    }
  }
}

const now = (): number => performance.now();
