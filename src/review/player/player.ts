/** `ddcoterm play` on a terminal: a video player for recordings. */
import type {EventRecord} from '../../store/records.ts';
import type {RecordingReader} from '../recording-reader.ts';
import {type Action, actionOf} from './actions.ts';
import {composeFrame, recordingSize} from './composition.ts';
import {Film} from './film.ts';
import type {Key} from './keys.ts';
import {Painter} from './painter.ts';
import {PlaybackClock} from './playback-clock.ts';
import {type PlayerStatus, renderStatusLine} from './status-line.ts';
import {type Size, View} from './view.ts';

export interface PlayerOptions {
  reader: RecordingReader;
  /** In order of their start; asked again while the session goes on. */
  listCommands(): Promise<EventRecord[]>;
  startUs: number;
  /** Where it stands still at first, near `startUs`: behind this line. '': it plays. */
  startLine: string;
  speed: number;
  /** Idleness is cut to this, microseconds; null: it is not. */
  idleLimitUs: number | null;
  /** Milliseconds of a clock that only goes forward. */
  nowMs(): number;
}

/** What the player needs of a terminal. */
export interface PlayerTerminal {
  readonly size: Size;
  write(text: string): Promise<void>;
  /** Gives the terminal back to the shell until the user returns. */
  suspend(): void;
}

/** 30 pictures a second: more is not seen. */
const PICTURE_MS = 33;
/** Events are applied for so long before keys are looked at again. */
const SLICE_MS = 15;
/** The status line covers the last row so long after a key, where it has no row of its own. */
const STATUS_MS = 2_000;
/** How often the status line's time moves. */
const STATUS_TICK_MS = 100;
/** How often a live session is asked for new commands. */
const FACTS_MS = 1_000;
/** `[` within so much of a command's start goes to the one before. */
const COMMAND_START_US = 1_000_000;
/** What the key sets that switches shortening on. */
export const DEFAULT_IDLE_LIMIT_US = 2_000_000;

export class Player {
  private readonly film: Film;
  private readonly clock: PlaybackClock;
  private readonly view = new View();
  private readonly painter = new Painter();
  private readonly actions: Action[] = [];
  private commands: EventRecord[] = [];
  private durationUs = 0;
  private helpOn = false;
  private isDone = false;
  private isEnded = false;
  /** All of a live recording was shown: what comes is shown when it comes. */
  private isAtLiveEdge = false;
  /** Whoever pressed a key stays at the end, to look back; whoever only watched gets the prompt again. */
  private isTouched = false;
  private statusUntilMs = 0;
  private nextPictureMs = 0;
  private factsAtMs: number | null = null;
  private watched: Promise<void> | null = null;
  private failure: unknown = null;
  private wake: () => void = () => undefined;

  constructor(
    private readonly terminal: PlayerTerminal,
    private readonly options: PlayerOptions,
  ) {
    const {reader, startUs, speed, idleLimitUs, nowMs} = options;
    this.film = new Film(reader);
    this.clock = new PlaybackClock({positionUs: startUs, speed, idleLimitUs, nowMs: nowMs()});
  }

  /** Returns when the user has quit, or the end is reached and nobody pressed a key. */
  async run(): Promise<void> {
    try {
      await this.begin();
      while (!this.isDone) {
        await this.refreshFacts();
        await this.actAll();
        this.advance();
        await this.paintIfDue();
        if (!this.isDone) await this.rest();
      }
    } finally {
      this.film.close();
    }
  }

  private async begin(): Promise<void> {
    const {startUs, startLine, nowMs} = this.options;
    await this.seek(startUs);
    if (startLine === '') return;
    await this.film.seekLine(startUs, startLine);
    this.standAt(Math.max(startUs, this.film.positionUs));
    this.clock.pause(nowMs());
    // Whoever looks for a line wants to look at it.
    this.isTouched = true;
  }

  /** The last picture, for the main screen; null when the user quit. */
  lastPicture(): string | null {
    if (!this.isEnded || this.isTouched) return null;
    const {screen} = this.film;
    const {lines} = new View().render(screen, {columns: this.terminal.size.columns, rows: screen.rows});
    while (lines.at(-1) === '') lines.pop();
    return lines.map((line) => `${line}\n`).join('');
  }

  press(keys: readonly Key[]): void {
    const actions = keys.map(actionOf).filter((action) => action !== null);
    if (actions.length === 0) return;
    this.isTouched = true;
    this.statusUntilMs = this.options.nowMs() + STATUS_MS;
    this.actions.push(...actions);
    this.wake();
  }

  repaint(): void {
    this.painter.invalidate();
    this.nextPictureMs = 0;
    this.wake();
  }

  private async actAll(): Promise<void> {
    while (this.actions.length > 0 && !this.isDone) {
      await this.act(this.actions.shift()!);
      this.nextPictureMs = 0;
    }
  }

  private async act(action: Action): Promise<void> {
    const nowMs = this.options.nowMs();
    switch (action.kind) {
      case 'pause':
        return this.togglePause(nowMs);
      case 'step':
        return this.step(action.direction, nowMs);
      case 'seek-by':
        return this.seek(this.clock.positionUs(nowMs) + action.us);
      case 'seek-part':
        return this.seek((this.durationUs * action.tenths) / 10);
      case 'seek-end':
        return this.seek(this.durationUs);
      case 'command':
        return this.seekCommand(action.direction, this.clock.positionUs(nowMs));
      case 'speed':
        this.clock.shiftSpeed(action.direction, nowMs);
        return;
      case 'idle':
        return this.toggleIdleLimit();
      case 'help':
        this.helpOn = !this.helpOn;
        return;
      case 'redraw':
        this.painter.invalidate();
        return;
      case 'suspend':
        this.clock.pause(nowMs);
        this.terminal.suspend();
        return;
      case 'quit':
        this.isDone = true;
        return;
    }
  }

  private async togglePause(nowMs: number): Promise<void> {
    if (!this.clock.isPaused) {
      this.clock.pause(nowMs);
      return;
    }
    if (this.isEnded) await this.seek(0);
    this.clock.resume(this.options.nowMs());
  }

  private toggleIdleLimit(): void {
    const limitUs = this.options.idleLimitUs ?? DEFAULT_IDLE_LIMIT_US;
    this.clock.idleLimitUs = this.clock.idleLimitUs === null ? limitUs : null;
  }

  private async step(direction: 1 | -1, nowMs: number): Promise<void> {
    const positionUs = Math.min(this.clock.positionUs(nowMs), this.durationUs);
    this.clock.pause(nowMs);
    this.isEnded = false;
    if (direction === -1) {
      this.standAt(await this.film.stepBack(positionUs));
      return;
    }
    await this.film.step();
    this.standAt(Math.max(this.film.positionUs, positionUs));
  }

  private async seek(us: number): Promise<void> {
    await this.refreshFacts();
    const targetUs = Math.min(Math.max(0, us), this.durationUs);
    await this.film.seek(targetUs);
    this.standAt(targetUs);
  }

  private async seekCommand(direction: 1 | -1, positionUs: number): Promise<void> {
    const starts = this.commands.map(({startUs}) => startUs);
    if (direction === -1) return this.seek(starts.findLast((us) => us < positionUs - COMMAND_START_US) ?? 0);
    const nextUs = starts.find((us) => us > positionUs);
    if (nextUs !== undefined) await this.seek(nextUs);
  }

  private standAt(us: number): void {
    // A pause at the end was not the user's: from elsewhere it plays on.
    if (this.isEnded) this.clock.resume(this.options.nowMs());
    this.clock.moveTo(us, this.options.nowMs());
    this.isEnded = false;
    this.isAtLiveEdge = false;
  }

  /** A live session grows, and has new commands. */
  private async refreshFacts(): Promise<void> {
    const nowMs = this.options.nowMs();
    const {reader} = this.options;
    if (this.factsAtMs !== null && (reader.session.state !== 'live' || nowMs - this.factsAtMs < FACTS_MS)) return;
    this.factsAtMs = nowMs;
    this.commands = await this.options.listCommands();
    this.durationUs = Math.max(this.durationUs, await reader.durationUs());
  }

  /** Applies what is due. */
  private advance(): void {
    const {film, clock, options} = this;
    const startMs = options.nowMs();
    for (let nowMs = startMs; nowMs - startMs < SLICE_MS && !clock.isPaused; nowMs = options.nowMs()) {
      const {nextUs} = film;
      if (nextUs === null) {
        this.meetEdge(nowMs);
        return;
      }
      if (this.isAtLiveEdge) clock.moveTo(nextUs, nowMs);
      this.isAtLiveEdge = false;
      if (!clock.reaches(nextUs, nowMs)) return;
      if (film.apply()) clock.noteActivity(film.positionUs);
      this.durationUs = Math.max(this.durationUs, film.positionUs);
    }
  }

  /** Nothing more is known: the end, the live edge, or a member that is being read. */
  private meetEdge(nowMs: number): void {
    const {film, clock} = this;
    if (!film.isAtEnd && !film.isCaughtUp) return;
    if (!clock.reaches(this.durationUs, nowMs)) return;
    // Time does not run ahead of what is recorded.
    clock.moveTo(this.durationUs, nowMs);
    this.isAtLiveEdge = film.isCaughtUp;
    if (!film.isAtEnd) return;
    clock.pause(nowMs);
    this.isEnded = true;
    this.isDone = !this.isTouched;
    this.nextPictureMs = 0;
  }

  private async paintIfDue(): Promise<void> {
    const nowMs = this.options.nowMs();
    if (nowMs < this.nextPictureMs) return;
    this.nextPictureMs = nowMs + PICTURE_MS;
    const {size} = this.terminal;
    const {screen} = this.film;
    const room = recordingSize(size, screen.rows);
    const isStatusDue = room !== size || nowMs < this.statusUntilMs || (this.isTouched && this.clock.isPaused);
    const statusLine = isStatusDue ? renderStatusLine(this.status(room, nowMs), size.columns) : null;
    const frame = composeFrame(this.view.render(screen, room), size, {statusLine, helpOn: this.helpOn});
    const changes = this.painter.paint(frame, size);
    if (changes !== '') await this.terminal.write(changes);
  }

  private status({columns, rows}: Size, nowMs: number): PlayerStatus {
    const {film, clock, commands} = this;
    const {screen} = film;
    const positionUs = Math.min(clock.positionUs(nowMs), this.durationUs);
    const index = commands.findLastIndex(({startUs}) => startUs <= positionUs);
    const isClipped = screen.columns > columns || screen.rows > rows;
    const [problem] = this.options.reader.problems;
    return {
      state: this.state(),
      positionUs,
      durationUs: this.durationUs,
      speed: clock.speed,
      isIdleLimited: clock.idleLimitUs !== null,
      command: index < 0 ? null : {number: index + 1, count: commands.length, line: commands[index]!.commandLine},
      remark: problem ?? (isClipped ? `${screen.columns}×${screen.rows} shown in part` : null),
    };
  }

  private state(): PlayerStatus['state'] {
    if (this.isEnded) return 'ended';
    if (this.clock.isPaused) return 'paused';
    return this.isAtLiveEdge ? 'live' : 'playing';
  }

  /** Until a key, the next event, the next picture, or more of the recording. */
  private async rest(): Promise<void> {
    if (this.actions.length > 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => this.wake(), this.restMs(this.options.nowMs()));
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
      this.watchFilm();
    });
    if (this.failure !== null) throw this.failure;
  }

  /** One watcher a promise: at the live edge the same one is waited for again and again. */
  private watchFilm(): void {
    const {film} = this;
    if (film.nextUs !== null || film.isAtEnd || film.ready === this.watched) return;
    this.watched = film.ready;
    this.watched.then(
      () => this.wake(),
      (error: unknown) => {
        this.failure = error;
        this.wake();
      },
    );
  }

  private restMs(nowMs: number): number {
    const {film, clock} = this;
    const tickMs = Math.max(this.nextPictureMs - nowMs, STATUS_TICK_MS);
    if (clock.isPaused) return tickMs;
    const dueUs = film.nextUs ?? (film.isAtEnd ? this.durationUs : Number.POSITIVE_INFINITY);
    const dueMs = this.isAtLiveEdge ? Number.POSITIVE_INFINITY : clock.msUntil(dueUs, nowMs);
    // What is due sooner than the next picture is applied with it.
    return Math.min(Math.max(dueMs, this.nextPictureMs - nowMs), tickMs);
  }
}
