/** The text of one member of a recording, taken apart. Pure. */
import {type CastComment, CastDecoder, type CastEvent, parseComment} from '../store/cast.ts';
import type {MemberRecord} from '../store/records.ts';

export type Keyframe = Omit<Extract<CastComment, {kind: 'keyframe'}>, 'kind'>;

/** Events handed on at once: enough to be quick, few enough that keys are answered in a flood. */
const BATCH_EVENTS = 256;

/** The keyframe a member begins with, null when it has none. */
export function findKeyframe(text: string): Keyframe | null {
  for (const line of lines(text)) {
    const comment = parseComment(line);
    if (comment?.kind === 'keyframe') return comment;
    if (line.startsWith('[')) return null;
  }
  return null;
}

/** @param startUs Of the member's record; what the text itself says of it wins. */
export function* decodeEvents(text: string, startUs: number): Generator<CastEvent[]> {
  const decoder = new CastDecoder(startUs);
  let batch: CastEvent[] = [];
  for (const line of lines(text)) {
    const event = decoder.push(line);
    if (event !== null) batch.push(event);
    if (batch.length >= BATCH_EVENTS) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

/** What the index would say of a member, read from the member itself; null when it is none of ours. */
export function describeMember(
  text: string,
  place: {sessionId: string; fileOffset: number; bytes: number},
): MemberRecord | null {
  let record: MemberRecord | null = null;
  for (const line of lines(text)) {
    const comment = parseComment(line);
    if (comment?.kind === 'member') {
      const {member: sequence, startUs} = comment;
      record = {...place, sequence, startUs, endUs: startUs, keyframe: sequence === 0};
    }
    if (record === null) continue;
    if (comment?.kind === 'keyframe') record.keyframe = true;
    if (comment?.kind === 'safe') record.endUs = Math.max(record.startUs, comment.us);
  }
  return record;
}

function* lines(text: string): Generator<string> {
  let start = 0;
  while (start < text.length) {
    const end = text.indexOf('\n', start);
    yield end < 0 ? text.slice(start) : text.slice(start, end);
    if (end < 0) return;
    start = end + 1;
  }
}
