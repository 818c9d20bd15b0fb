/** Recordings for the player: which members there are, their text as it lies on the disk, and whole files. */
import type {FileHandle} from 'node:fs/promises';
import type {Readable} from 'node:stream';
import type {HomePaths} from '../../config/home.ts';
import {recordingBroken} from '../../store/errors.ts';
import {checkMember, unpackMembers} from '../../store/gzip-member.ts';
import {openRecording, readPackedMember, recordingFile} from '../../store/recording-files.ts';
import type {MemberRecord, SessionRecord} from '../../store/records.ts';
import type {MemberOptions} from '../../store/store.ts';
import {recordingAbsent} from '../errors.ts';
import {RecordingReader} from '../recording-reader.ts';
import {memberTooLarge, memberUnknown} from './errors.ts';
import type {ReadStore} from './read-store.ts';

/** Text of members sent in one reply. */
export const MAX_TEXT_BYTES = 32 * 1024 * 1024;

/** Bytes of packed members read at once. */
const MAX_PACKED_BYTES = 8 * 1024 * 1024;

/** Sessions of which it is remembered whether the index tells all of their file. */
const MAX_CHECKED = 100;

/** Of a recording whose file holds less than the index tells, or more. */
interface FoundMembers {
  members: readonly MemberRecord[];
  isCut: boolean;
}

export class Recordings {
  /** Of files that no longer grow: null where index and file agree. */
  private readonly checked = new Map<string, FoundMembers | null>();

  constructor(
    private readonly store: ReadStore,
    private readonly paths: HomePaths,
  ) {}

  /** @throws {DdcotermError} RECORDING_ABSENT, RECORDING_MISSING. */
  async listMembers(session: SessionRecord, options: MemberOptions): Promise<MemberRecord[]> {
    if (session.recordingPath === null) throw recordingAbsent(session.id);
    const found = await this.findRepaired(session);
    return found === null ? this.store.listMembers(session.id, options) : select(found.members, options);
  }

  /** Whether the file ends before the recording did. Damage in between shows where it is read. */
  async isCut(session: SessionRecord): Promise<boolean> {
    if (session.recordingPath === null) return false;
    return (await this.findRepaired(session))?.isCut ?? false;
  }

  async durationUs(session: SessionRecord): Promise<number> {
    if (session.recordingPath === null) return session.durationUs;
    const found = await this.findRepaired(session);
    return Math.max(session.durationUs, found?.members.at(-1)?.endUs ?? 0);
  }

  /**
   * Reads members as `readText` and `readPacked` do, and once more where they moved meanwhile: an agent packs what it wrote in
   * a hurry anew when the session is over.
   */
  async readMembers<T>(
    session: SessionRecord,
    [first, last]: [number, number],
    read: (session: SessionRecord, members: readonly MemberRecord[]) => Promise<T>,
  ): Promise<T> {
    const members = await this.findMembers(session, first, last);
    try {
      return await read(session, members);
    } catch (error) {
      const again = (await this.store.getSession(session.id)) ?? session;
      const moved = await this.findMembers(again, first, last);
      if (moved[0]!.fileOffset === members[0]!.fileOffset && moved[0]!.bytes === members[0]!.bytes) throw error;
      return read(again, moved);
    }
  }

  /** @throws {DdcotermError} MEMBER_UNKNOWN, and what reading says. */
  private async findMembers(session: SessionRecord, first: number, last: number): Promise<MemberRecord[]> {
    const members = await this.listMembers(session, {after: first - 1, limit: last - first + 1});
    const wanted = members.filter(({sequence}) => sequence <= last);
    if (wanted[0]?.sequence !== first) throw memberUnknown(session.id, first);
    return wanted;
  }

  /**
   * The member's gzip as it lies on the disk, once it is known to be whole and not to unpack to more than is bearable.
   *
   * @throws {DdcotermError} MEMBER_TOO_LARGE, RECORDING_BROKEN, RECORDING_MISSING.
   */
  async readPacked(session: SessionRecord, member: MemberRecord): Promise<Buffer> {
    const packed = await readPackedMember(this.paths, session.recordingPath ?? '', member);
    switch (await checkMember(packed, MAX_TEXT_BYTES)) {
      case 'whole':
        return packed;
      case 'too-large':
        throw memberTooLarge(member.sequence, MAX_TEXT_BYTES);
      case 'broken':
        throw recordingBroken(this.fileOf(session), member.fileOffset);
    }
  }

  /**
   * The text of as many of the members as go into one reply, from the first on.
   *
   * @param members At least one, in a row.
   */
  async readText(session: SessionRecord, members: readonly MemberRecord[]): Promise<Buffer> {
    const path = session.recordingPath ?? '';
    const run = takeRun(members);
    const fileOffset = run[0]!.fileOffset;
    const bytes = run.reduce((sum, member) => sum + member.bytes, 0);
    const text = await unpackMembers(await readPackedMember(this.paths, path, {fileOffset, bytes}), MAX_TEXT_BYTES);
    return text ?? this.readOneByOne(session, run);
  }

  /** One of them is damaged, or all together are too long. */
  private async readOneByOne(session: SessionRecord, members: readonly MemberRecord[]): Promise<Buffer> {
    const texts: Buffer[] = [];
    let bytes = 0;
    for (const member of members) {
      const text = await unpackMembers(await this.readPacked(session, member), MAX_TEXT_BYTES);
      bytes += text?.length ?? 0;
      if (text === null || (texts.length > 0 && bytes > MAX_TEXT_BYTES)) break;
      texts.push(text);
    }
    return Buffer.concat(texts);
  }

  /** @throws {DdcotermError} RECORDING_ABSENT, RECORDING_MISSING, RECORDING_UNUSABLE. */
  async size(session: SessionRecord): Promise<number> {
    const handle = await this.open(session);
    try {
      return (await handle.stat()).size;
    } finally {
      await handle.close();
    }
  }

  /** @param end Inclusive, as createReadStream has it. */
  async openRange(session: SessionRecord, start: number, end: number): Promise<Readable> {
    const handle = await this.open(session);
    return handle.createReadStream({start, end});
  }

  private open(session: SessionRecord): Promise<FileHandle> {
    if (session.recordingPath === null) throw recordingAbsent(session.id);
    return openRecording(this.paths, session.recordingPath);
  }

  private fileOf(session: SessionRecord): string {
    if (session.recordingPath === null) throw recordingAbsent(session.id);
    return recordingFile(this.paths, session.recordingPath);
  }

  /** @returns Null: the index tells all there is. */
  private async findRepaired(session: SessionRecord): Promise<FoundMembers | null> {
    if (session.state === 'live') return null;
    const name = `${session.id} ${session.recordingBytes}`;
    const known = this.checked.get(name);
    if (known !== undefined) return known;
    const found = (await this.isIndexWhole(session)) ? null : await this.readMembersAnew(session);
    if (this.checked.size >= MAX_CHECKED) this.checked.clear();
    this.checked.set(name, found);
    return found;
  }

  private async readMembersAnew(session: SessionRecord): Promise<FoundMembers> {
    const reader = new RecordingReader(this.store, this.paths, session);
    const members = await reader.readableMembers();
    return {members, isCut: reader.hasHoles};
  }

  /** Members are written one behind the other; so the last one tells whether the file goes on where the index ends. */
  private async isIndexWhole(session: SessionRecord): Promise<boolean> {
    const [last] = await this.store.listMembers(session.id, {newestFirst: true, limit: 1});
    const indexedBytes = last === undefined ? 0 : last.fileOffset + last.bytes;
    return indexedBytes === (await this.size(session));
  }
}

/** Those that lie behind each other in the file, up to what is read at once. */
function takeRun(members: readonly MemberRecord[]): readonly MemberRecord[] {
  let bytes = 0;
  const end = members.findIndex((member, index) => {
    const before = members[index - 1];
    bytes += member.bytes;
    return before !== undefined && (member.fileOffset !== before.fileOffset + before.bytes || bytes > MAX_PACKED_BYTES);
  });
  return end < 0 ? members : members.slice(0, end);
}

/** As the store would: see `MemberOptions`. */
function select(members: readonly MemberRecord[], options: MemberOptions): MemberRecord[] {
  const {after = -1, fromUs, toUs = Number.POSITIVE_INFINITY, keyframesOnly = false, limit} = options;
  const entry =
    fromUs === undefined ? 0 : members.findLastIndex(({keyframe, startUs}) => keyframe && startUs <= fromUs);
  return members
    .slice(Math.max(0, entry))
    .filter(({sequence, startUs, keyframe}) => sequence > after && startUs <= toUs && (keyframe || !keyframesOnly))
    .slice(0, limit);
}
