/**
 * Redacted events of one session in; a recording, command and process events and log text out. Holds no file and no
 * clock: what it yields follows from the events alone, so a recording replayed after a crash yields the same again.
 */
import type {RedactedBatch, RedactedEvent, RedactedText, Redaction} from '../redact/redacted.ts';
import type {EventRecord, SessionBatch, SessionRecord} from '../store/records.ts';
import {Screen} from '../terminal/screen.ts';
import {CapturedTail} from './captured-tail.ts';
import {joinArgv} from './command-line.ts';
import {CommandLog} from './command-log.ts';
import {EventIds} from './event-ids.ts';
import {Flood} from './flood.ts';
import {MarkNesting} from './mark-nesting.ts';
import {type Keyframe, type MemberDraft, MemberWriter} from './member-writer.ts';
import {parseShellMark, type ShellMark} from './osc-marks.ts';
import {policyEvents} from './policy-events.ts';
import {ProcessTree} from './process-tree.ts';
import {PromptTracker, type StatementPrompt} from './prompt-tracker.ts';
import {type ScreenPlace, Transcript} from './transcript.ts';

/** The one way to make RedactedText: text that the recorder derives from the screen passes the redactor once more. */
export type RedactText = (text: string) => RedactedText;

export interface RecorderOptions {
  /** Becomes the recorder's own; `take` yields what changed. */
  session: SessionRecord;
  /** The profile's prompt, for commands that read statements. */
  prompt: StatementPrompt | null;
  limits: {recordingBytes: number; logTextChars: number};
  redact: RedactText;
}

/** What is to be made durable together. */
export interface RecorderCut {
  member: MemberDraft | null;
  batch: SessionBatch;
}

/** What a terminal of 0×0 is taken for. */
const DEFAULT_COLUMNS = 80;
const DEFAULT_ROWS = 24;

/** A screen that stood so long has been looked at, microseconds. */
const QUIET_US = 250_000;

/** A keyframe is due after so much output, or so much time with output, since the last one. */
const KEYFRAME_CHARS = 1024 * 1024;
const KEYFRAME_US = 30_000_000;

/** Beyond the limit of a recording the screen is kept this often, microseconds. */
const SPARSE_INTERVAL_US = 1_000_000;

/** Distinct titles, directories and reports kept of one session. */
const MAX_DISCLOSURES = 200;
const MAX_DISCLOSURE_CHARS = 1024;

export class SessionRecorder {
  readonly session: SessionRecord;
  private readonly model: Screen;
  /** Null: a prompt is looked for, in every line. */
  private readonly flood: Flood | null;
  private readonly transcript: Transcript;
  private readonly commands: CommandLog;
  private readonly processes: ProcessTree;
  private readonly tracker: PromptTracker | null;
  private writer: MemberWriter;
  private readonly disclosed = new Set<string>();
  private readonly changedEvents = new Map<string, EventRecord>();
  private redactions: Redaction[] = [];
  private changed: Partial<Omit<SessionRecord, 'id'>> = {};
  private nowUs = 0;
  private lastOutputUs = 0;
  private lastSparseUs = Number.NEGATIVE_INFINITY;
  private hasSparseScreens = false;
  private hasNotedLimit = false;
  private readonly capturedTail = new CapturedTail();
  private charsSinceKeyframe = 0;
  private lastKeyframeUs = 0;
  private replaying = false;
  /** Events left out since `pause`; null: not paused. */
  private pausedEvents: number | null = null;
  private safeOffset = 0;
  private readonly nesting = new MarkNesting();
  private commandLine: string | null = null;
  private promptEnd: ScreenPlace | null = null;
  private cwd: RedactedText;

  constructor(private readonly options: RecorderOptions) {
    const {session, redact, limits} = options;
    this.session = session;
    this.cwd = session.cwd;
    const ids = new EventIds(session.id, session.startedAtMs);
    this.transcript = new Transcript(() => this.screen, limits.logTextChars);
    this.model = new Screen(session.columns || DEFAULT_COLUMNS, session.rows || DEFAULT_ROWS, {
      onScrollOff: (text, wrapped, stamp) => this.transcript.onScrollOff(text, wrapped, stamp),
      onClear: () => this.transcript.onClear(),
      onAlternate: (entering) => this.transcript.onAlternate(entering),
      onOsc: (code, payload) => this.onOsc(code, payload),
      ...(options.prompt === null ? {} : {onLineFeed: () => this.onLineFeed()}),
    });
    this.tracker = options.prompt === null ? null : new PromptTracker(options.prompt);
    this.flood = options.prompt === null ? new Flood(this.model, this.transcript) : null;
    this.commands = new CommandLog(session, redact(joinArgv(session.argv)), ids, this.transcript, redact);
    this.processes = new ProcessTree(session.id, session.startedAtMs, ids, redact);
    for (const event of policyEvents(session, ids, redact)) this.changedEvents.set(event.id, event);
    this.writer = new MemberWriter(session);
  }

  /** Up to date. */
  private get screen(): Screen {
    this.flood?.draw();
    return this.model;
  }

  /** Characters waiting to be written as a member. */
  get pendingChars(): number {
    return this.writer.pendingChars;
  }

  apply(batch: RedactedBatch): void {
    this.safeOffset = batch.safeOffset;
    for (const event of batch.events) this.applyEvent(event);
    this.noteRedactions(batch.redactions);
    this.endStatementAtPrompt();
  }

  /** Applies what is in the recording already, in order: state follows, nothing is written again. */
  replay(events: Iterable<RedactedEvent>, redactions: readonly Redaction[]): void {
    this.replaying = true;
    for (const event of events) this.applyEvent(event);
    this.noteRedactions(redactions);
    this.endStatementAtPrompt();
    this.replaying = false;
  }

  /** After `replay`: the recording goes on with this member. */
  continueAt(sequence: number): void {
    this.writer = new MemberWriter(this.session, sequence, this.nowUs);
  }

  /** Something about the recording itself that the user should know; told in `show`. */
  note(code: string, detail: string): void {
    this.applyEvent({kind: 'note', elapsedUs: this.nowUs, code, detail: this.options.redact(detail)});
  }

  get isPaused(): boolean {
    return this.pausedEvents !== null;
  }

  /** Nothing is added to the recording until `unpause`; events and logs go on. */
  pause(): void {
    this.pausedEvents ??= 0;
  }

  /** The recording goes on: with a note of the gap, and the screen as it is now, so that a replay is right again. */
  unpause(): void {
    const missed = this.pausedEvents;
    this.pausedEvents = null;
    if (missed === null || missed === 0) return;
    const elapsedUs = this.nowUs;
    this.note('recording-paused', `${missed} events are not in the recording: there was no room on the disk`);
    this.write({kind: 'output', elapsedUs, text: this.options.redact(`\x1bc${this.screen.serialize()}`)});
  }

  /** Writes the log of a command that still runs, so that searches find it. */
  writeOpenLog(): void {
    this.transcript.noteQuiet();
    this.commands.writeOpenLog(this.nowUs);
  }

  /** Closes what is open when no END will come: the host is gone. */
  interrupt(endedAtMs: number): void {
    this.commands.finish(this.nowUs, null, null);
    this.update({state: 'interrupted', endedAtMs});
  }

  /** @returns What changed since the last call; null: nothing. */
  take(): RecorderCut | null {
    const member = this.writer.cut(this.safeOffset);
    const {events, logs} = this.commands.take();
    const batch: SessionBatch = {sessionId: this.session.id};
    const allEvents = [...events, ...this.changedEvents.values()];
    this.changedEvents.clear();
    if (this.session.durationUs !== this.nowUs) this.update({durationUs: this.nowUs});
    if (this.session.commandCount !== this.commands.commandCount) {
      this.update({commandCount: this.commands.commandCount});
    }
    if (Object.keys(this.changed).length > 0) batch.session = this.changed;
    if (allEvents.length > 0) batch.events = allEvents;
    if (logs.length > 0) batch.logs = logs;
    if (this.redactions.length > 0) batch.redactions = this.redactions;
    this.changed = {};
    this.redactions = [];
    return member === null && Object.keys(batch).length === 1 ? null : {member, batch};
  }

  noteRedactions(redactions: readonly Redaction[]): void {
    if (redactions.length === 0) return;
    this.update({redactionCount: this.session.redactionCount + redactions.length});
    if (this.replaying) return;
    this.redactions.push(...redactions);
    if (this.session.recordingPath === null || this.isPaused) return;
    for (const redaction of redactions) this.writer.noteRedaction(redaction, () => this.keyframeIfDue());
  }

  private applyEvent(event: RedactedEvent): void {
    this.nowUs = Math.max(this.nowUs, event.elapsedUs);
    if (event.kind === 'output') {
      this.applyOutput(event);
      return;
    }
    if (event.kind === 'capture') {
      this.applyCaptured(event);
      return;
    }
    if (event.kind === 'end') this.writeLast();
    this.write(event);
    switch (event.kind) {
      case 'resize':
        if (event.columns > 0 && event.rows > 0) this.screen.resize(event.columns, event.rows);
        break;
      case 'process-started':
        this.startProcess(event);
        break;
      case 'process-ended':
        this.noteProcess(this.processes.end(event));
        break;
      case 'note':
        this.session.notes.push({code: event.code, detail: event.detail, elapsedUs: event.elapsedUs});
        this.update({notes: this.session.notes});
        break;
      case 'end':
        this.applyEnd(event);
        break;
    }
  }

  private applyOutput(event: Extract<RedactedEvent, {kind: 'output'}>): void {
    if (event.elapsedUs - this.lastOutputUs >= QUIET_US) this.transcript.noteQuiet();
    this.lastOutputUs = event.elapsedUs;
    const isSparse = this.isSparse();
    if (!isSparse) this.write(event);
    if (!this.flood?.take(event.text, event.elapsedUs)) this.draw(event);
    this.charsSinceKeyframe += event.text.length;
    this.update({outputBytes: this.session.outputBytes + Buffer.byteLength(event.text)});
    if (isSparse && event.elapsedUs - this.lastSparseUs >= SPARSE_INTERVAL_US) this.writeSparse(event.elapsedUs);
  }

  private draw(event: Extract<RedactedEvent, {kind: 'output'}>): void {
    this.screen.stamp = event.elapsedUs;
    this.screen.write(event.text);
    this.transcript.noteCursor();
  }

  /** Beyond the limit: the screen as it is, once a second, so that the recording stays replayable. */
  private writeSparse(elapsedUs: number): void {
    this.noteLimit('from here on the screen is kept once a second');
    this.hasSparseScreens = true;
    this.lastSparseUs = elapsedUs;
    // RIS (ESC c) first: a serialised screen expects a fresh terminal.
    this.write({kind: 'output', elapsedUs, text: this.options.redact(`\x1bc${this.screen.serialize()}`)});
  }

  /** Of streams that are no terminal the beginning is kept and, beyond the limit, the end. */
  private applyCaptured(event: Extract<RedactedEvent, {kind: 'capture'}>): void {
    this.readCaptured(event);
    if (this.isSparse()) {
      this.noteLimit('from here on only the end of captured streams is kept');
      this.capturedTail.add(event);
    } else {
      this.write(event);
    }
    this.update({outputBytes: this.session.outputBytes + Buffer.byteLength(event.text)});
  }

  /** Beyond the limit: the last screen, whatever the second says, and the end of captured streams. */
  private writeLast(): void {
    if (this.hasSparseScreens) this.writeSparse(this.nowUs);
    for (const captured of this.capturedTail.take()) this.write({...captured, elapsedUs: this.nowUs});
  }

  private noteLimit(consequence: string): void {
    if (this.hasNotedLimit) return;
    this.hasNotedLimit = true;
    this.note('recording-limit', `limits.recording was reached: ${consequence}`);
  }

  /** What a command without a terminal printed is text like any other; what holds NUL bytes is not meant to be read. */
  private readCaptured({descriptor, elapsedUs, text}: Extract<RedactedEvent, {kind: 'capture'}>): void {
    if (descriptor === 0 || text.includes('\0')) return;
    this.screen.stamp = elapsedUs;
    // There was no terminal to make CR LF of it.
    this.screen.write(text.replaceAll('\n', '\r\n'));
  }

  private isSparse(): boolean {
    return this.session.outputBytes > this.options.limits.recordingBytes;
  }

  private applyEnd(event: Extract<RedactedEvent, {kind: 'end'}>): void {
    const {exitStatus, signal} = event;
    this.commands.finish(this.nowUs, exitStatus, signal);
    const endedAtMs = this.session.startedAtMs + this.nowUs / 1000;
    this.update({state: 'ended', endedAtMs, exitStatus, signal});
  }

  private write(event: RedactedEvent): void {
    if (this.replaying || this.session.recordingPath === null) return;
    if (this.pausedEvents !== null) {
      this.pausedEvents++;
      return;
    }
    this.writer.write(event, () => this.keyframeIfDue());
  }

  private keyframeIfDue(): Keyframe | null {
    const isDue =
      this.charsSinceKeyframe >= KEYFRAME_CHARS ||
      (this.charsSinceKeyframe > 0 && this.nowUs - this.lastKeyframeUs >= KEYFRAME_US);
    if (!isDue) return null;
    this.charsSinceKeyframe = 0;
    this.lastKeyframeUs = this.nowUs;
    const {columns, rows} = this.screen;
    return {columns, rows, screen: this.options.redact(this.screen.serialize())};
  }

  private startProcess(event: Extract<RedactedEvent, {kind: 'process-started'}>): void {
    if (event.isCommand) this.commands.noteProcess(event);
    else for (const record of this.processes.start(event, this.commands.currentId)) this.noteProcess(record);
  }

  private noteProcess(record: EventRecord | null): void {
    if (record !== null) this.changedEvents.set(record.id, record);
  }

  private update(fields: Partial<Omit<SessionRecord, 'id'>>): void {
    Object.assign(this.session, fields);
    Object.assign(this.changed, fields);
  }

  private onOsc(code: number, payload: string): void {
    const mark = parseShellMark(code, payload);
    if (mark === null) return;
    this.disclose(mark);
    this.applyMark(mark);
  }

  private applyMark(mark: ShellMark): void {
    if (this.nesting.isNested(mark, this.commands.isInCommand)) return;
    switch (mark.kind) {
      case 'prompt-start':
        // A command that is still open got no end mark: its shell drew a new prompt.
        if (this.commands.isInCommand) this.commands.end(this.nowUs, null);
        this.commands.pause();
        break;
      case 'prompt-end':
        this.promptEnd = this.transcript.cursorPlace();
        break;
      case 'command-line':
        this.commandLine = mark.text;
        break;
      case 'output-start':
        this.beginTyped(this.commandLine ?? mark.text ?? this.textSincePrompt());
        break;
      case 'command-end':
        this.commands.end(this.nowUs, mark.exitStatus);
        break;
      case 'cwd':
      case 'prompt-cwd':
        this.cwd = this.options.redact(mark.path);
        break;
    }
  }

  private beginTyped(commandLine: string): void {
    this.commandLine = null;
    this.promptEnd = null;
    if (commandLine.trim() !== '') this.commands.begin(this.nowUs, commandLine, this.cwd);
  }

  /** What stands between the prompt's end and the cursor: the command line of shells that do not send it. */
  private textSincePrompt(): string {
    if (this.promptEnd === null) return '';
    const top = this.transcript.cursorPlace().row - this.screen.cursorRow;
    let typed = '';
    for (let row = Math.max(this.promptEnd.row - top, 0); row <= this.screen.cursorRow; row++) {
      const text = this.screen.rowText(row);
      typed += row + top === this.promptEnd.row ? text.slice(this.promptEnd.column) : text;
      if (!this.screen.rowWrapped(row)) typed += '\n';
    }
    return typed.trimEnd();
  }

  private onLineFeed(): void {
    if (this.tracker === null || this.screen.isAlternate) return;
    const {line, row} = this.cursorLine();
    const step = this.tracker.enter(line);
    if (step.kind === 'none') return;
    const prompt = this.placeOf(row);
    if (this.commands.isInCommand) this.commands.end(this.screen.rowStamp(row), null, prompt);
    if (step.kind === 'statement') {
      const output = this.placeOf(this.screen.cursorRow + 1);
      this.commands.begin(this.nowUs, step.text, this.cwd, {prompt, output});
    } else {
      this.commands.pause(prompt);
    }
  }

  /** A statement's output is over once the program shows its prompt again. */
  private endStatementAtPrompt(): void {
    if (this.tracker === null || !this.commands.isInCommand || this.screen.isAlternate) return;
    const {line, row} = this.cursorLine();
    if (!this.tracker.isPrompt(line)) return;
    this.commands.end(this.screen.rowStamp(row), null, this.placeOf(row));
    this.commands.pause(this.placeOf(row));
  }

  /** What the recording shows of the line in which output goes on: a redactor that begins here must know it. */
  get unfinishedLine(): string {
    const {cursorRow, cursorColumn} = this.screen;
    // Rows are told without the blanks at their end, but what comes stands behind them.
    const missing = Math.max(0, cursorColumn - this.screen.rowText(cursorRow).length);
    return this.cursorLine().line + ' '.repeat(missing);
  }

  /** The line the cursor is in, soft wraps joined, and the row it begins in. */
  private cursorLine(): {line: string; row: number} {
    let row = this.screen.cursorRow;
    let line = this.screen.rowText(row);
    while (row > 0 && this.screen.rowWrapped(row - 1)) {
      row--;
      line = this.screen.rowText(row) + line;
    }
    return {line, row};
  }

  private placeOf(row: number): ScreenPlace {
    return {row: this.transcript.cursorPlace().row - this.screen.cursorRow + row, column: 0};
  }

  private disclose(mark: ShellMark): void {
    const {kind} = mark;
    if (kind !== 'title' && kind !== 'cwd' && kind !== 'iterm2') return;
    const value = (kind === 'cwd' ? mark.path : mark.text).slice(0, MAX_DISCLOSURE_CHARS);
    const key = `${kind} ${value}`;
    if (value === '' || this.disclosed.has(key) || this.disclosed.size >= MAX_DISCLOSURES) return;
    this.disclosed.add(key);
    this.session.disclosures.push({kind, value: this.options.redact(value), elapsedUs: this.nowUs});
    this.update({disclosures: this.session.disclosures});
  }
}
