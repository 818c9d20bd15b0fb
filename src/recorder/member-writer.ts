/** Builds the text of a recording's members: asciicast v3 lines, cut into pieces that can be read apart. */
import {
  CastEncoder,
  encodeCastHeader,
  encodeKeyframe,
  encodeMemberStart,
  encodeRedaction,
  encodeSafe,
} from '../cast/cast.ts';
import type {RedactedEvent, RedactedText, Redaction} from '../redact/redacted.ts';
import type {MemberRecord, SessionRecord} from '../store/records.ts';

/** A screen serialised for players to start at. */
export interface Keyframe {
  columns: number;
  rows: number;
  screen: RedactedText;
}

export interface MemberDraft {
  text: string;
  record: Omit<MemberRecord, 'fileOffset' | 'bytes'>;
}

export class MemberWriter {
  private lines: string[] = [];
  private chars = 0;
  private startUs = 0;
  private endUs = 0;
  private hasKeyframe = false;
  private encoder: CastEncoder;

  /**
   * @param session Written into the first member's header, so that a recording tells all about itself.
   * @param sequence Number of the next member: 0 for a new recording.
   * @param startUs Time of the last event that is already in the recording.
   */
  constructor(
    private readonly session: SessionRecord,
    private sequence = 0,
    startUs = 0,
  ) {
    this.startUs = startUs;
    this.endUs = startUs;
    this.encoder = new CastEncoder(startUs);
  }

  get isEmpty(): boolean {
    return this.lines.length === 0;
  }

  /** Characters waiting for the next member. */
  get pendingChars(): number {
    return this.chars;
  }

  /** @param keyframe Asked for when the event is the first of its member; null: none is due. */
  write(event: RedactedEvent, keyframe: () => Keyframe | null): void {
    if (this.isEmpty) this.beginMember(keyframe);
    this.append(this.encoder.encode(event));
    this.endUs = Math.max(this.endUs, event.elapsedUs);
  }

  /** Keeps the audit of a masking beside the events, so that a lost index can be built anew with it. */
  noteRedaction(redaction: Redaction, keyframe: () => Keyframe | null): void {
    if (this.isEmpty) this.beginMember(keyframe);
    this.append(encodeRedaction(redaction));
  }

  /**
   * Ends the member, if there is one.
   *
   * @param safeOffset Stream offset that is safe once the member is on disk.
   */
  cut(safeOffset: number): MemberDraft | null {
    if (this.isEmpty) return null;
    this.append(encodeSafe({offset: safeOffset, us: this.endUs}));
    const draft: MemberDraft = {
      text: this.lines.join(''),
      record: {
        sessionId: this.session.id,
        sequence: this.sequence,
        startUs: this.startUs,
        endUs: this.endUs,
        keyframe: this.hasKeyframe,
      },
    };
    this.sequence++;
    this.lines = [];
    this.chars = 0;
    this.startUs = this.endUs;
    return draft;
  }

  private beginMember(keyframe: () => Keyframe | null): void {
    if (this.sequence === 0) this.append(encodeCastHeader(this.session));
    this.append(encodeMemberStart({member: this.sequence, startUs: this.startUs}));
    this.encoder = new CastEncoder(this.startUs);
    const screen = this.sequence === 0 ? null : keyframe();
    this.hasKeyframe = screen !== null || this.sequence === 0;
    if (screen !== null) this.append(encodeKeyframe({us: this.startUs, ...screen}));
  }

  private append(line: string): void {
    this.lines.push(line);
    this.chars += line.length;
  }
}
