/** The recorded terminal at a moment, and the way to the next and to any other moment. */
import type {CastEvent} from '../../cast/cast.ts';
import {hasJustWritten, LINE_TIME_GRAIN_US, pieceEnd, shows} from '../../review/render/line-on-screen.ts';
import type {ChunkContent} from './chunk-text.ts';
import type {Recording} from './recording.ts';
import type {Stage} from './stage.ts';
import {Turns} from './turn.ts';

/** What a recording begins with that has no keyframe there. */
export interface BlankScreen {
  columns: number;
  rows: number;
}

export class Film {
  /** Everything up to here was applied. */
  positionUs = 0;
  private chunk = -1;
  private content: ChunkContent | null = null;
  private next = 0;
  /** Of an event that was applied in part. */
  private rest: CastEvent | null = null;
  private seeking: AbortController | null = null;

  constructor(
    private readonly recording: Recording,
    readonly stage: Stage,
    private readonly blank: BlankScreen,
  ) {}

  /** Time of the next event; null while it is not loaded, and at the end. */
  get nextUs(): number | null {
    return this.upcoming?.elapsedUs ?? null;
  }

  /** Everything that is recorded so far was applied. */
  get isAtEnd(): boolean {
    return this.content !== null && this.upcoming === null && this.chunk === this.recording.chunkCount - 1;
  }

  /** There is more, and it is not loaded. */
  get isStarved(): boolean {
    const {content, seeking, upcoming, chunk, recording} = this;
    return content !== null && seeking === null && upcoming === null && chunk < recording.chunkCount - 1;
  }

  /** Loads what playing goes on with, and goes over to it. */
  async loadNext(): Promise<void> {
    const {chunk} = this;
    const content = await this.recording.load(chunk + 1);
    // A seek may have come between.
    if (this.chunk === chunk && this.isStarved) this.take(chunk + 1, content);
  }

  /**
   * To the state after all events up to `us`. A later call takes the place of one that is under way.
   *
   * @returns False: another seek came between.
   */
  async seek(us: number): Promise<boolean> {
    return await this.interruptible((signal) => this.goTo(us, signal));
  }

  /** Applies the next event. @returns Whether it can be seen. */
  apply(): boolean {
    const event = this.upcoming;
    if (event === null) return false;
    this.rest = null;
    this.next++;
    this.positionUs = event.elapsedUs;
    return this.stage.apply(event);
  }

  /**
   * To the moment at which the line was written. A flood writes hundreds of lines in one event: then the event is cut behind the
   * line, else what was searched for has left the screen already. Where it is not found, the moment shows as it was.
   *
   * @param us When the line was written, as far as it is noted.
   * @returns False: another seek came between.
   */
  async seekText(us: number, text: string): Promise<boolean> {
    return await this.interruptible(async (signal) => {
      await this.goTo(Math.max(0, us - 1), signal);
      const isThereBefore = shows(this.stage, text);
      if (await this.writeUntil(us, signal, () => this.applyUntil(text))) return;
      // Written by something that draws screens, not lines: it stands there until then, or from then on.
      if (shows(this.stage, text)) return await this.goTo(us, signal);
      if (isThereBefore) return await this.goTo(Math.max(0, us - 1), signal);
      const isShown = () => this.applyUntil(text) || shows(this.stage, text);
      if (await this.writeUntil(us + LINE_TIME_GRAIN_US, signal, isShown)) return;
      await this.goTo(us, signal);
    });
  }

  /** Goes over to the next chunk where it is loaded, else has it loaded. Called again and again while playing. */
  readAhead(): void {
    if (this.content === null || this.seeking !== null) return;
    this.recording.peek(this.chunk); // in use: it stays
    const following = this.chunk + 1;
    if (following >= this.recording.chunkCount) return;
    const isHalfThrough = this.next >= this.content.events.length / 2;
    // At its end somebody waits for the next one: see `loadNext`.
    if (isHalfThrough && this.upcoming !== null) this.recording.prefetch(following);
    const content = this.upcoming === null ? this.recording.peek(following) : null;
    // Its keyframe shows what stands on the screen already.
    if (content !== null) this.take(following, content);
  }

  /** Time of the next moment at which something can be seen; null: there is none. */
  async nextFrameUs(us: number): Promise<number | null> {
    for (let chunk = this.recording.chunkAt(us); chunk < this.recording.chunkCount; chunk++) {
      const {events} = await this.recording.load(chunk);
      const event = events.find((candidate) => candidate.elapsedUs > us && isVisible(candidate));
      if (event !== undefined) return event.elapsedUs;
    }
    return null;
  }

  /** Time of the moment before the one that shows at `us`; 0: there is none. */
  async previousFrameUs(us: number): Promise<number> {
    const shownUs = await this.lastFrameUs(us);
    return shownUs === null ? 0 : ((await this.lastFrameUs(shownUs - 1)) ?? 0);
  }

  close(): void {
    this.seeking?.abort();
    this.stage.dispose();
  }

  /** @returns False: another seek came between. */
  private async interruptible(seek: (signal: AbortSignal) => Promise<void>): Promise<boolean> {
    this.seeking?.abort();
    const seeking = new AbortController();
    this.seeking = seeking;
    const signal = AbortSignal.any([seeking.signal, this.recording.signal]);
    try {
      await seek(signal);
      return true;
    } catch (error) {
      if (signal.aborted) return false;
      throw error;
    } finally {
      if (this.seeking === seeking) this.seeking = null;
    }
  }

  private async goTo(us: number, signal: AbortSignal): Promise<void> {
    await this.enter(us, signal);
    const turns = new Turns(signal);
    while (this.nextUs !== null && this.nextUs <= us) {
      this.apply();
      if (turns.isSliceOver) await turns.next();
    }
    this.positionUs = us;
  }

  /** @param apply Applies an event, or a part of it. @returns Whether it said so until then. */
  private async writeUntil(us: number, signal: AbortSignal, apply: () => boolean): Promise<boolean> {
    const turns = new Turns(signal);
    for (;;) {
      while (this.nextUs !== null && this.nextUs <= us) {
        if (apply()) return true;
        if (turns.isSliceOver) await turns.next();
      }
      if (this.nextUs !== null || !(await this.goOn(us, signal))) return false;
    }
  }

  /** Into the next chunk. @returns False: it begins later, or there is none. */
  private async goOn(us: number, signal: AbortSignal): Promise<boolean> {
    const following = this.chunk + 1;
    if (following >= this.recording.chunkCount || this.recording.chunk(following).startUs > us) return false;
    const content = await this.recording.load(following);
    signal.throwIfAborted();
    this.take(following, content);
    return true;
  }

  private get upcoming(): CastEvent | null {
    return this.rest ?? this.content?.events[this.next] ?? null;
  }

  /** Stands before the first event of the chunk, or where it was if the moment lies ahead in the same chunk. */
  private async enter(us: number, signal: AbortSignal): Promise<void> {
    const chunk = this.recording.chunkAt(us);
    if (chunk === this.chunk && this.content !== null && us >= this.positionUs) return;
    const content = await this.recording.load(chunk);
    signal.throwIfAborted();
    this.take(chunk, content);
    this.stage.show(content.keyframe ?? {...this.blank, screen: ''});
    this.positionUs = this.recording.chunk(chunk).startUs;
  }

  /** Applies the next event line by line. @returns Whether the text was written; the rest of the event is still to come. */
  private applyUntil(line: string): boolean {
    const event = this.upcoming;
    if (event?.kind !== 'output') {
      this.apply();
      return false;
    }
    this.positionUs = event.elapsedUs;
    let start = 0;
    while (start < event.text.length) {
      const end = pieceEnd(event.text, start);
      this.stage.apply({...event, text: event.text.slice(start, end) as typeof event.text});
      start = end;
      const vanishes = start < event.text.length && event.text[start - 1] !== '\n';
      if (!(vanishes ? shows(this.stage, line) : hasJustWritten(this.stage, line))) continue;
      this.rest = start < event.text.length ? {...event, text: event.text.slice(start) as typeof event.text} : null;
      if (this.rest === null) this.next++;
      return true;
    }
    this.rest = null;
    this.next++;
    return false;
  }

  private take(chunk: number, content: ChunkContent): void {
    this.chunk = chunk;
    this.content = content;
    this.next = 0;
    this.rest = null;
  }

  private async lastFrameUs(us: number): Promise<number | null> {
    for (let chunk = this.recording.chunkAt(us); chunk >= 0; chunk--) {
      const {events} = await this.recording.load(chunk);
      const event = events.findLast((candidate) => candidate.elapsedUs <= us && isVisible(candidate));
      if (event !== undefined) return event.elapsedUs;
    }
    return null;
  }
}

const isVisible = ({kind}: CastEvent): boolean => kind === 'output' || kind === 'resize' || kind === 'capture';
