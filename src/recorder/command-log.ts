/**
 * The commands of a session, each as an event with the text it showed: the session's own command, the lines typed in a
 * shell that sends marks, the statements typed at a client's prompt.
 */
import type {RedactedText} from '../redact/redacted.ts';
import type {EventRecord, LogRecord, SessionRecord} from '../store/records.ts';
import {commandName} from './command-line.ts';
import type {EventIds} from './event-ids.ts';
import type {RedactText} from './session-recorder.ts';
import type {ScreenPlace, Stretch, Transcript} from './transcript.ts';

interface OpenCommand {
  event: EventRecord;
  stretch: Stretch;
}

type ProcessIds = Record<'pid' | 'parentPid' | 'uid' | 'effectiveUid', number>;

/** Changed rows, each once, since they were taken the last time. */
export interface CommandChanges {
  events: EventRecord[];
  logs: LogRecord[];
}

export class CommandLog {
  private readonly root: OpenCommand;
  private child: OpenCommand | null = null;
  private readonly changedEvents = new Map<string, EventRecord>();
  private readonly changedLogs = new Map<string, LogRecord>();
  /** Lines of an open command's log when it was written the last time. */
  private writtenLines = 0;
  commandCount = 1;

  constructor(
    private readonly session: SessionRecord,
    commandLine: RedactedText,
    private readonly ids: EventIds,
    private readonly transcript: Transcript,
    private readonly redact: RedactText,
  ) {
    const event = this.createEvent(0, commandLine, session.cwd, null);
    event.executable = session.executable;
    event.argv = session.argv;
    this.root = {event, stretch: transcript.begin({row: 0, column: 0})};
  }

  /** Event id of the innermost command that runs. */
  get currentId(): string {
    return (this.child ?? this.root).event.id;
  }

  get isInCommand(): boolean {
    return this.child !== null;
  }

  /**
   * A command typed inside the session begins; one that is still open ends without a status.
   *
   * @param places Where its prompt stands and where its output begins; absent: at the cursor.
   */
  begin(
    startUs: number,
    commandLine: string,
    cwd: RedactedText | null,
    places?: {prompt: ScreenPlace; output: ScreenPlace},
  ): void {
    if (this.child !== null) this.end(startUs, null, places?.prompt);
    this.transcript.finish(places?.prompt);
    const event = this.createEvent(startUs, this.redact(commandLine), cwd, this.root.event.id);
    this.child = {event, stretch: this.transcript.begin(places?.output)};
    this.writtenLines = 0;
    this.commandCount++;
  }

  /** The command typed inside the session ends; what follows belongs to the session itself again. */
  end(endUs: number, exitStatus: number | null, place?: ScreenPlace): void {
    if (this.child === null) return;
    this.transcript.finish(place);
    this.close(this.child, endUs, exitStatus, null);
    this.child = null;
    this.transcript.resume(this.root.stretch, place);
  }

  /** A prompt is being drawn: it is nobody's output. */
  pause(place?: ScreenPlace): void {
    if (this.child === null) this.transcript.finish(place);
  }

  /** Output belongs to the session itself again. */
  unpause(): void {
    if (this.child === null && this.transcript.current === null) this.transcript.resume(this.root.stretch);
  }

  /** The session's own command has begun, as this process. */
  noteProcess({pid, parentPid, uid, effectiveUid}: ProcessIds): void {
    Object.assign(this.root.event, {pid, parentPid, uid, effectiveUid});
    this.changedEvents.set(this.root.event.id, this.root.event);
  }

  /** Writes the log of the command that still runs, if it has grown: so that a search finds what is on the screen now. */
  writeOpenLog(nowUs: number): void {
    const open = this.child ?? this.root;
    const log = this.transcript.peek(open.stretch);
    if (log.addedLines === this.writtenLines) return;
    this.writtenLines = log.addedLines;
    this.putLog(open.event, log, nowUs);
  }

  /** The session is over. */
  finish(endUs: number, exitStatus: number | null, signal: string | null): void {
    if (this.child !== null) this.end(endUs, null);
    this.transcript.finish();
    this.close(this.root, endUs, exitStatus, signal);
  }

  take(): CommandChanges {
    const changes = {events: [...this.changedEvents.values()], logs: [...this.changedLogs.values()]};
    this.changedEvents.clear();
    this.changedLogs.clear();
    return changes;
  }

  private createEvent(
    startUs: number,
    commandLine: RedactedText,
    cwd: RedactedText | null,
    parentId: string | null,
  ): EventRecord {
    const event: EventRecord = {
      id: this.ids.next(startUs),
      sessionId: this.session.id,
      kind: 'command',
      parentId,
      commandLine,
      name: commandName(commandLine),
      executable: null,
      argv: null,
      cwd,
      startedAtMs: this.session.startedAtMs + startUs / 1000,
      startUs,
      endUs: null,
      exitStatus: null,
      signal: null,
      pid: null,
      parentPid: null,
      uid: null,
      effectiveUid: null,
    };
    this.changedEvents.set(event.id, event);
    return event;
  }

  private close(command: OpenCommand, endUs: number, exitStatus: number | null, signal: string | null): void {
    Object.assign(command.event, {endUs, exitStatus, signal});
    this.changedEvents.set(command.event.id, command.event);
    this.putLog(command.event, command.stretch.log, endUs);
  }

  private putLog(event: EventRecord, log: Stretch['log'], endUs: number): void {
    if (log.isEmpty) return;
    const {text, lineTimes, omittedLines} = log.render();
    if (text === '') return;
    const id = this.ids.logOf(event.id, event.startUs);
    this.changedLogs.set(id, {
      id,
      sessionId: this.session.id,
      eventId: event.id,
      startedAtMs: event.startedAtMs,
      startUs: event.startUs,
      endUs,
      text: this.redact(text),
      lineTimes,
      omittedLines,
    });
  }
}
