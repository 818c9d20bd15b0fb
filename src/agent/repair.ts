/**
 * What a recording yields, read back: sessions whose agent or host died are completed from it, and an index that is
 * lost is built anew. A recording tells all about itself, so nothing else is needed.
 */
import {CastDecoder, parseCastHeader, parseComment} from '../cast/cast.ts';
import type {HomePaths} from '../config/home.ts';
import {DdcotermError} from '../errors.ts';
import {POLICY_NOTE_PREFIX} from '../recorder/policy-events.ts';
import type {StatementPrompt} from '../recorder/prompt-tracker.ts';
import type {RedactText} from '../recorder/session-recorder.ts';
import {SessionRecorder} from '../recorder/session-recorder.ts';
import type {RedactedEvent, Redaction} from '../redact/redacted.ts';
import {scanMembers} from '../store/recording-files.ts';
import type {MemberRecord, SessionRecord} from '../store/records.ts';

export interface ReplayOptions {
  paths: HomePaths;
  /** Members that the store knows already; the audit of the others is yielded. */
  knownMembers: number;
  session: SessionRecord;
  prompt: StatementPrompt | null;
  limits: {recordingBytes: number; logTextChars: number};
  redact: RedactText;
  /** So much was read and is not needed any more. */
  onPassed?: (bytes: number) => void;
}

export interface Replayed {
  recorder: SessionRecorder;
  members: MemberRecord[];
  /** The audit that the store does not know yet. */
  redactions: Redaction[];
  /** Stream offset that the recording holds. */
  offset: number;
  /** Where the next member goes; what is behind it in the file is cut away when the recording goes on. */
  endOffset: number;
}

/** Brings a recorder to the state in which a recording ends. A session without a recording yields a fresh one. */
export async function replayRecording(options: ReplayOptions): Promise<Replayed> {
  const {paths, limits, redact, prompt} = options;
  const session = freshSession(options.session);
  const recorder = new SessionRecorder({session, prompt, limits, redact});
  const replayed: Replayed = {recorder, members: [], redactions: [], offset: 0, endOffset: 0};
  if (session.recordingPath === null) return replayed;
  for await (const {fileOffset, bytes, text} of scanIfThere(paths, session.recordingPath)) {
    const content = readMember(text);
    options.onPassed?.(text.length);
    recorder.replay(content.events, content.redactions);
    if (replayed.members.length >= options.knownMembers) replayed.redactions.push(...content.redactions);
    replayed.offset = Math.max(replayed.offset, content.safeOffset);
    replayed.endOffset = fileOffset + bytes;
    replayed.members.push({
      sessionId: session.id,
      sequence: replayed.members.length,
      fileOffset,
      bytes,
      startUs: content.startUs,
      endUs: content.endUs,
      keyframe: content.hasKeyframe || replayed.members.length === 0,
    });
  }
  recorder.continueAt(replayed.members.length);
  session.recordingBytes = replayed.endOffset;
  return replayed;
}

/** A session whose agent went before its first member was written has no file yet. */
async function* scanIfThere(paths: HomePaths, recordingPath: string): ReturnType<typeof scanMembers> {
  try {
    yield* scanMembers(paths, recordingPath);
  } catch (error) {
    if (!(error instanceof DdcotermError) || error.code !== 'RECORDING_MISSING') throw error;
  }
}

/** The session as it was at its start: what a replay adds up again is zero. */
function freshSession(session: SessionRecord): SessionRecord {
  return {
    ...session,
    state: 'live',
    endedAtMs: null,
    durationUs: 0,
    exitStatus: null,
    signal: null,
    outputBytes: 0,
    recordingBytes: 0,
    redactionCount: session.recordingPath === null ? session.redactionCount : 0,
    commandCount: 1,
    disclosures: [],
    // Those of the replay come again.
    notes: session.notes.filter(({code}) => code.startsWith(POLICY_NOTE_PREFIX)),
  };
}

interface MemberContent {
  events: RedactedEvent[];
  redactions: Redaction[];
  startUs: number;
  endUs: number;
  safeOffset: number;
  hasKeyframe: boolean;
}

function readMember(text: string): MemberContent {
  const content: MemberContent = {events: [], redactions: [], startUs: 0, endUs: 0, safeOffset: 0, hasKeyframe: false};
  let decoder = new CastDecoder(0);
  for (const line of text.split('\n')) {
    const comment = parseComment(line);
    if (comment?.kind === 'member') {
      content.startUs = comment.startUs;
      content.endUs = comment.startUs;
      decoder = new CastDecoder(comment.startUs);
    } else if (comment?.kind === 'keyframe') {
      content.hasKeyframe = true;
    } else if (comment?.kind === 'safe') {
      content.safeOffset = comment.offset;
    } else if (comment?.kind === 'redaction') {
      content.redactions.push(comment.redaction);
    } else if (comment === null) {
      const event = decoder.push(line);
      if (event === null) continue;
      content.events.push(event);
      content.endUs = event.elapsedUs;
    }
  }
  return content;
}

/** The session that a recording says it is of; null for a file that says nothing of the kind. */
export async function readRecordedSession(paths: HomePaths, recordingPath: string): Promise<SessionRecord | null> {
  for await (const {text} of scanMembers(paths, recordingPath)) {
    const session = parseCastHeader(text.slice(0, text.indexOf('\n')))?.session ?? null;
    return session === null ? null : {...session, recordingPath};
  }
  return null;
}
