/** What of a recording appeared on a terminal. */
import type {CastEvent} from '../store/cast.ts';
import type {SessionRecord} from '../store/records.ts';

/**
 * Streams that were no terminal are replayed only where nothing was one: else they would show, among what was on the
 * screen, what went into a file.
 */
export function showsCaptures({streams}: Pick<SessionRecord, 'streams'>): boolean {
  return streams[1] !== 'tty' && streams[2] !== 'tty';
}

/** Output as a terminal takes it; null for events that draw nothing. */
export function terminalText(event: CastEvent, isCaptureShown: boolean): string | null {
  if (event.kind === 'output') return event.text;
  if (event.kind !== 'capture' || !isCaptureShown || event.descriptor === 0) return null;
  // No terminal driver stood behind the stream to add the carriage returns.
  return event.text.replace(/\r?\n/g, '\r\n');
}
