import type {EventRecord, SessionRecord} from '../store/records.ts';
import type {EventIds} from './event-ids.ts';
import type {RedactText} from './session-recorder.ts';

/** Notes that tell what was decided before the command started: see `policy/trail.ts`. */
export const POLICY_NOTE_PREFIX = 'policy.';

/** One event for each verdict. They stand in the session's notes from its start, so a rebuilt index has them again. */
export function policyEvents(session: SessionRecord, ids: EventIds, redact: RedactText): EventRecord[] {
  return session.notes
    .filter(({code}) => code.startsWith(POLICY_NOTE_PREFIX))
    .map(({code, detail}) => ({
      id: ids.next(0),
      sessionId: session.id,
      kind: 'policy',
      parentId: null,
      commandLine: redact(detail),
      name: code,
      executable: null,
      argv: null,
      cwd: session.cwd,
      startedAtMs: session.startedAtMs,
      startUs: 0,
      endUs: 0,
      exitStatus: null,
      signal: null,
      pid: null,
      parentPid: null,
      uid: null,
      effectiveUid: null,
    }));
}
