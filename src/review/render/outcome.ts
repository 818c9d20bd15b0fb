/** How a session or a command ended, in a word. */
import type {EventRecord, SessionRecord} from '../../store/records.ts';
import type {Palette} from './palette.ts';

export interface Outcome {
  text: string;
  kind: 'running' | 'ok' | 'failed' | 'interrupted';
}

export function sessionOutcome(session: Pick<SessionRecord, 'state' | 'exitStatus' | 'signal'>): Outcome {
  if (session.state === 'live') return {text: 'live', kind: 'running'};
  if (session.state === 'interrupted') return {text: 'interrupted', kind: 'interrupted'};
  return endOutcome(session.exitStatus, session.signal);
}

/** @param session The event's: a command of a session that is gone does not run any more. */
export function eventOutcome(
  event: Pick<EventRecord, 'endUs' | 'exitStatus' | 'signal'> & Partial<Pick<EventRecord, 'kind' | 'remarks'>>,
  session: Pick<SessionRecord, 'state'>,
): Outcome {
  // Another program took its place: an event of its own.
  if (event.remarks?.includes('replaced')) return {text: 'exec', kind: 'ok'};
  if (event.endUs !== null) return endOutcome(event.exitStatus, event.signal);
  if (session.state === 'live') return {text: 'running', kind: 'running'};
  // What a command left behind goes on, unseen.
  if (session.state === 'ended' && event.kind === 'process') return {text: 'left', kind: 'ok'};
  return {text: '?', kind: 'interrupted'};
}

export function paintOutcome({text, kind}: Outcome, palette: Palette): string {
  if (kind === 'running') return palette.green(text);
  if (kind === 'failed') return palette.red(text);
  return kind === 'interrupted' ? palette.yellow(text) : text;
}

function endOutcome(exitStatus: number | null, signal: string | null): Outcome {
  if (signal !== null) return {text: signal, kind: 'failed'};
  // A shell that gives no status in its mark: the command ended, how is not known.
  if (exitStatus === null) return {text: '-', kind: 'ok'};
  return {text: String(exitStatus), kind: exitStatus === 0 ? 'ok' : 'failed'};
}
