import type {RedactedEvent} from '../redact/redacted.ts';
import type {EventRecord} from '../store/records.ts';
import {commandName, joinArgv} from './command-line.ts';
import type {EventIds} from './event-ids.ts';
import type {RedactText} from './session-recorder.ts';

/** Processes of one session by their id, from the facts that the host reports. */
export class ProcessTree {
  private readonly running = new Map<number, EventRecord>();

  constructor(
    private readonly sessionId: string,
    private readonly startedAtMs: number,
    private readonly ids: EventIds,
    private readonly redact: RedactText,
  ) {}

  /** @param parentId The command event under which the process runs. */
  start(event: Extract<RedactedEvent, {kind: 'process-started'}>, parentId: string | null): EventRecord {
    const commandLine = this.redact(joinArgv(event.argv));
    const record: EventRecord = {
      id: this.ids.next(event.elapsedUs),
      sessionId: this.sessionId,
      kind: 'process',
      // A process started by one that began under an earlier command still belongs to that one (a background job).
      parentId: this.running.get(event.parentPid)?.parentId ?? parentId,
      commandLine,
      name: commandName(event.executable) || commandName(commandLine),
      executable: event.executable,
      argv: event.argv,
      cwd: event.cwd,
      startedAtMs: this.startedAtMs + event.elapsedUs / 1000,
      startUs: event.elapsedUs,
      endUs: null,
      exitStatus: null,
      signal: null,
      pid: event.pid,
      parentPid: event.parentPid,
      uid: event.uid,
      effectiveUid: event.effectiveUid,
    };
    this.running.set(event.pid, record);
    return record;
  }

  /** @returns Null for a process whose start was missed. */
  end(event: Extract<RedactedEvent, {kind: 'process-ended'}>): EventRecord | null {
    const record = this.running.get(event.pid);
    if (record === undefined) return null;
    this.running.delete(event.pid);
    record.endUs = event.elapsedUs;
    record.exitStatus = event.exitStatus;
    record.signal = event.signal;
    return record;
  }

  /** Processes that nobody saw end. */
  rest(): EventRecord[] {
    return [...this.running.values()];
  }
}
