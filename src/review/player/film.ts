/** The recorded terminal at a moment, and the way to the next and to any other moment. Time is the recording's own. */
import type {CastEvent} from '../../store/cast.ts';
import {Screen} from '../../terminal/screen.ts';
import type {ReadItem, RecordingReader} from '../recording-reader.ts';
import {hasJustWritten, LINE_TIME_GRAIN_US, pieceEnd, shows} from '../render/line-on-screen.ts';
import {showsCaptures, terminalText} from '../terminal-text.ts';

/** Links tell tenths of a second. */
const LINK_LEAD_US = 100_000;

type Upcoming = {events: CastEvent[]; index: number};

export class Film {
  screen: Screen;
  /** Time of the last event that was applied. */
  positionUs = 0;
  private items: AsyncGenerator<ReadItem> | null = null;
  private abort = new AbortController();
  private upcoming: Upcoming = {events: [], index: 0};
  private reading: Promise<void> | null = null;
  private isOver = false;
  /** The rest is not recorded yet. */
  isCaughtUp = false;
  private readonly isCaptureShown: boolean;

  constructor(private readonly reader: RecordingReader) {
    this.screen = this.blankScreen();
    this.isCaptureShown = showsCaptures(reader.session);
  }

  /** Time of the next event; null while it is read, and at the end. */
  get nextUs(): number | null {
    return this.upcoming.events[this.upcoming.index]?.elapsedUs ?? null;
  }

  /** Nothing more will come. */
  get isAtEnd(): boolean {
    return this.isOver && this.nextUs === null;
  }

  /** Settles when more is known: an event, the end, or that the rest is not recorded yet; then it takes as long as that. */
  get ready(): Promise<void> {
    if (this.nextUs !== null || this.isOver) return Promise.resolve();
    this.reading ??= this.readOn();
    return this.reading;
  }

  /** To the state after all events up to `us`, as far as they are recorded. */
  async seek(us: number): Promise<void> {
    this.open(us);
    while (await this.hasNext()) {
      if (this.nextUs! > us) return;
      this.apply();
    }
  }

  /**
   * To the moment at which the line was written. A flood writes hundreds of lines in one event: then the event is cut behind
   * the line, else it has left the screen already. Where it is not found, the moment shows as it was.
   *
   * @param us At most `LINK_LEAD_US` before the time that is noted for the line.
   */
  async seekLine(us: number, line: string): Promise<void> {
    await this.seek(Math.max(0, us - 1));
    if (shows(this.screen, line)) return await this.seek(us);
    const untilUs = us + LINK_LEAD_US + LINE_TIME_GRAIN_US;
    while ((await this.hasNext()) && this.nextUs! <= untilUs) {
      if (this.applyUntil(line) || shows(this.screen, line)) return;
    }
    await this.seek(us);
  }

  /** Applies the next event. @returns Whether it can be seen. */
  apply(): boolean {
    const event = this.takeNext();
    if (event === null) return false;
    this.positionUs = event.elapsedUs;
    if (event.kind === 'resize') this.screen.resize(event.columns, event.rows);
    const text = terminalText(event, this.isCaptureShown);
    if (text !== null) this.screen.write(text);
    return isVisible(event, this.isCaptureShown);
  }

  /** Applies what shows the next frame: everything of the next moment at which something can be seen. */
  async step(): Promise<void> {
    let frameUs: number | null = null;
    while (await this.hasNext()) {
      if (frameUs !== null && this.nextUs! > frameUs) return;
      if (this.apply()) frameUs = this.positionUs;
    }
  }

  /** Back to the frame before the last one that can be seen at `us`. @returns Its time. */
  async stepBack(us: number): Promise<number> {
    const shownUs = await this.lastVisibleBefore(us + 1);
    const previousUs = shownUs <= 0 ? 0 : await this.lastVisibleBefore(shownUs);
    await this.seek(previousUs);
    return previousUs;
  }

  close(): void {
    this.abort.abort();
    // Nobody waits for the old reading any more; what it fails of does not matter.
    this.items?.return(undefined).catch(() => undefined);
  }

  /** Applies the next event piece by piece. @returns Whether the line was written; the rest of the event is still to come. */
  private applyUntil(line: string): boolean {
    const event = this.upcoming.events[this.upcoming.index];
    if (event?.kind !== 'output') {
      this.apply();
      return false;
    }
    this.takeNext();
    this.positionUs = event.elapsedUs;
    let start = 0;
    while (start < event.text.length) {
      const end = pieceEnd(event.text, start);
      this.screen.write(event.text.slice(start, end));
      start = end;
      const vanishes = start < event.text.length && event.text[start - 1] !== '\n';
      if (!(vanishes ? shows(this.screen, line) : hasJustWritten(this.screen, line))) continue;
      if (start < event.text.length) this.putBack({...event, text: event.text.slice(start) as typeof event.text});
      return true;
    }
    return false;
  }

  private takeNext(): CastEvent | null {
    const {events, index} = this.upcoming;
    if (index >= events.length) return null;
    this.upcoming = {events, index: index + 1};
    return events[index]!;
  }

  private putBack(rest: CastEvent): void {
    const {events, index} = this.upcoming;
    this.upcoming = {events: [rest, ...events.slice(index)], index: 0};
  }

  private async lastVisibleBefore(us: number): Promise<number> {
    let lastUs = 0;
    for await (const item of this.reader.read(us - 1)) {
      if (item.kind === 'screen') {
        if (item.keyframe.us < us) lastUs = Math.max(lastUs, item.keyframe.us);
        continue;
      }
      if (item.kind === 'caught-up') continue;
      for (const event of item.events) {
        if (event.elapsedUs >= us) return lastUs;
        if (isVisible(event, this.isCaptureShown)) lastUs = event.elapsedUs;
      }
    }
    return lastUs;
  }

  private open(us: number): void {
    this.close();
    this.abort = new AbortController();
    this.items = this.reader.read(us, {follow: true, signal: this.abort.signal});
    this.upcoming = {events: [], index: 0};
    this.reading = null;
    this.isOver = false;
    this.isCaughtUp = false;
    this.positionUs = 0;
    this.screen = this.blankScreen();
  }

  private blankScreen(): Screen {
    const {columns, rows} = this.reader.session;
    return new Screen(columns || 80, rows || 24);
  }

  /** False at the end, and where the rest is not recorded yet. */
  private async hasNext(): Promise<boolean> {
    while (this.nextUs === null && !this.isOver && !this.isCaughtUp) await this.ready;
    return this.nextUs !== null;
  }

  private async readOn(): Promise<void> {
    const {items} = this;
    if (items === null) return;
    const next = await items.next().catch((error: unknown) => {
      if (items === this.items) throw error;
      return null;
    });
    if (next === null || items !== this.items) return; // a seek came between
    this.reading = null;
    if (next.done) {
      this.isOver = true;
      return;
    }
    this.isCaughtUp = next.value.kind === 'caught-up';
    if (next.value.kind === 'caught-up') return;
    if (next.value.kind === 'events') {
      this.upcoming = {events: next.value.events, index: 0};
      return;
    }
    const {columns, rows, screen, us} = next.value.keyframe;
    this.screen = new Screen(columns, rows);
    this.screen.write(screen);
    this.positionUs = us;
    await this.ready;
  }
}

function isVisible(event: CastEvent, isCaptureShown: boolean): boolean {
  return event.kind === 'resize' || terminalText(event, isCaptureShown) !== null;
}
