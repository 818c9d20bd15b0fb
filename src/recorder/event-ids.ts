import {createHash} from 'node:crypto';
import {uuidV7} from '../protocol/uuid.ts';

/**
 * Ids of a session's events and log entries. They follow from the session's id and a running number alone, so that a
 * recording replayed after a crash yields the same rows again instead of new ones.
 */
export class EventIds {
  private count = 0;

  constructor(
    private readonly sessionId: string,
    private readonly startedAtMs: number,
  ) {}

  next(startUs: number): string {
    return this.derive(`event ${this.count++} ${startUs}`, startUs);
  }

  /** The id of the log entry of an event. */
  logOf(eventId: string, startUs: number): string {
    return this.derive(`log ${eventId}`, startUs);
  }

  private derive(what: string, startUs: number): string {
    const hash = createHash('sha256').update(`${this.sessionId} ${what}`).digest();
    return uuidV7(this.startedAtMs + startUs / 1000, hash);
  }
}
