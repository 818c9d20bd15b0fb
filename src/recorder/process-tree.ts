import type {RedactedEvent} from '../redact/redacted.ts';
import type {EventRecord} from '../store/records.ts';
import {commandName, joinArgv} from './command-line.ts';
import type {EventIds} from './event-ids.ts';
import type {RedactText} from './session-recorder.ts';

type ProcessStarted = Extract<RedactedEvent, {kind: 'process-started'}>;

/** Processes of one session by their id, from the facts that the host reports. */
export class ProcessTree {
  private readonly running = new Map<number, EventRecord>();

  constructor(
    private readonly sessionId: string,
    private readonly startedAtMs: number,
    private readonly ids: EventIds,
    private readonly redact: RedactText,
  ) {}

  /**
   * @param parentId The command event under which the process runs.
   * @returns The event that began, and before it the one that it took the place of, where a process became another program.
   */
  start(event: ProcessStarted, parentId: string | null): EventRecord[] {
    const before = this.running.get(event.pid);
    const record = this.createRecord(event, before?.parentId ?? parentId);
    this.running.set(event.pid, record);
    if (before === undefined) return [record];
    before.endUs = record.startUs;
    before.remarks = [...(before.remarks ?? []), 'replaced'];
    return [before, record];
  }

  private createRecord(event: ProcessStarted, parentId: string | null): EventRecord {
    const startUs = event.atUs ?? event.elapsedUs;
    // In brackets, as `ps` shows it: a name, and no command line.
    const isNamed = event.remarks?.includes('argv-unknown') === true;
    const commandLine = this.redact(isNamed ? `[${event.argv[0] ?? '?'}]` : joinArgv(event.argv));
    return {
      id: this.ids.next(startUs),
      sessionId: this.sessionId,
      kind: 'process',
      // A process started by one that began under an earlier command still belongs to that one (a background job).
      parentId: this.running.get(event.parentPid)?.parentId ?? parentId,
      commandLine,
      name: commandName(event.executable) || commandName(event.argv[0] ?? ''),
      executable: event.executable || null,
      argv: isNamed ? null : event.argv,
      cwd: event.cwd || null,
      startedAtMs: this.startedAtMs + startUs / 1000,
      startUs,
      endUs: null,
      exitStatus: null,
      signal: null,
      pid: event.pid,
      parentPid: event.parentPid,
      uid: event.uid,
      effectiveUid: event.effectiveUid,
      remarks: event.remarks ?? null,
    };
  }

  /** @returns Null for a process whose start was missed. */
  end(event: Extract<RedactedEvent, {kind: 'process-ended'}>): EventRecord | null {
    const record = this.running.get(event.pid);
    if (record === undefined) return null;
    this.running.delete(event.pid);
    record.endUs = event.atUs ?? event.elapsedUs;
    record.exitStatus = event.exitStatus;
    record.signal = event.signal;
    return record;
  }
}
