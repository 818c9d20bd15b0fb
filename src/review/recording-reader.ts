/**
 * Reads a session's recording from any moment, one member in memory at a time, also while it still grows and also where
 * the index or the file has holes.
 */
import {stat} from 'node:fs/promises';
import {setTimeout as sleep} from 'node:timers/promises';
import type {HomePaths} from '../config/home.ts';
import {DdcotermError, systemErrorCode} from '../errors.ts';
import type {CastEvent} from '../store/cast.ts';
import {readMember, recordingFile, scanMembers} from '../store/recording-files.ts';
import type {MemberRecord, SessionRecord} from '../store/records.ts';
import type {Store} from '../store/store.ts';
import {recordingAbsent, recordingGone} from './errors.ts';
import {decodeEvents, describeMember, findKeyframe, type Keyframe} from './member-text.ts';

export type ReadItem =
  /** What the terminal showed; the first item, and again after a hole in the recording. */
  | {kind: 'screen'; keyframe: Keyframe}
  | {kind: 'events'; events: CastEvent[]}
  /** All of a recording that is followed was read; what comes next is recorded only now. */
  | {kind: 'caught-up'};

export interface ReadOptions {
  /** Go on with what is recorded meanwhile, until the session ends. */
  follow?: boolean;
  signal?: AbortSignal;
}

/** Well below the second that a live viewer may be late: the recorder takes its part of it. */
const POLL_MS = 250;

export class RecordingReader {
  /** What is missing or broken, in words for the user; grows while reading. */
  readonly problems = new Set<string>();
  /** A part of the recording is lost, as far as it was read. */
  hasHoles = false;
  private members: MemberRecord[] | null = null;
  /** Size of the recording when the members were listed last: while it is the same there are no more. */
  private listedAtBytes = -1;
  private readonly path: string;

  /** @throws {DdcotermError} RECORDING_ABSENT: nothing of the session was recorded. */
  constructor(
    private readonly store: Pick<Store, 'getSession' | 'listMembers'>,
    private readonly paths: HomePaths,
    private current: SessionRecord,
  ) {
    if (current.recordingPath === null) throw recordingAbsent(current.id);
    this.path = current.recordingPath;
  }

  /** As the store knew it last; changes while a live session is followed. */
  get session(): SessionRecord {
    return this.current;
  }

  /** All that can be read now, in order: those of the index, or of the file where the index has holes. */
  async readableMembers(): Promise<readonly MemberRecord[]> {
    return this.listMembers();
  }

  /** Time of the last event that can be read now. */
  async durationUs(): Promise<number> {
    const members = await this.listMembers();
    return Math.max(this.current.durationUs, members.at(-1)?.endUs ?? 0);
  }

  /**
   * The last keyframe at or before `fromUs`, then all events after the keyframe, in order.
   *
   * @throws {DdcotermError} RECORDING_MISSING: the file is gone.
   */
  async *read(fromUs: number, options: ReadOptions = {}): AsyncGenerator<ReadItem> {
    let members = await this.listMembers();
    let next = Math.max(
      0,
      members.findLastIndex(({keyframe, startUs}) => keyframe && startUs <= fromUs),
    );
    let wantsScreen = true;
    do {
      for (; next < members.length; next++) {
        const text = await this.readText(members[next]!);
        if (text === null) {
          wantsScreen = true;
          continue;
        }
        if (wantsScreen) yield* this.screenOf(text, members[next]!);
        wantsScreen = false;
        for (const events of decodeEvents(text, members[next]!.startUs)) yield {kind: 'events', events};
        if (options.signal?.aborted) return;
      }
      if (!options.follow) return;
      if (this.current.state === 'live') yield {kind: 'caught-up'};
      members = await this.waitForMore(next, options.signal);
    } while (next < members.length);
  }

  /** The text of all that can be read now, member by member. */
  async *readTexts(): AsyncGenerator<{member: MemberRecord; text: string}> {
    for (const member of await this.listMembers()) {
      const text = await this.readText(member);
      if (text !== null) yield {member, text};
    }
  }

  /** After a hole only a member with a keyframe tells what the screen shows; others go on with what there was. */
  private *screenOf(text: string, {sequence, startUs}: MemberRecord): Generator<ReadItem> {
    const keyframe = findKeyframe(text);
    if (keyframe !== null) yield {kind: 'screen', keyframe};
    else if (sequence === 0) yield {kind: 'screen', keyframe: this.blankScreen(startUs)};
  }

  private blankScreen(us: number): Keyframe {
    const {columns, rows} = this.current;
    return {us, columns: columns || 80, rows: rows || 24, screen: '' as Keyframe['screen']};
  }

  /** Null: the member is broken, which is told once and passed over. */
  private async readText(member: MemberRecord, isMoved = false): Promise<string | null> {
    try {
      return await readMember(this.paths, this.path, member);
    } catch (error) {
      if (!(error instanceof DdcotermError) || error.code !== 'RECORDING_BROKEN') throw error;
      // The agent packs a flood's recording anew once it has ended: the same members, at other places.
      const [now] = isMoved
        ? []
        : await this.store.listMembers(member.sessionId, {after: member.sequence - 1, limit: 1});
      if (now?.sequence === member.sequence && now.fileOffset + now.bytes !== member.fileOffset + member.bytes) {
        return this.readText(now, true);
      }
      this.hasHoles = true;
      this.problems.add(`${error.message}; that part is left out`);
      return null;
    }
  }

  private async listMembers(): Promise<MemberRecord[]> {
    this.members ??= await this.findMembers();
    return this.members;
  }

  private async findMembers(): Promise<MemberRecord[]> {
    const indexed = await this.store.listMembers(this.current.id);
    const fileBytes = await this.fileBytes();
    const last = indexed.at(-1);
    const indexedBytes = last === undefined ? 0 : last.fileOffset + last.bytes;
    // While it is live the file runs ahead of the index; the agent keeps both.
    if (this.current.state === 'live' || (isGapless(indexed) && indexedBytes === fileBytes)) return indexed;
    if (indexedBytes > fileBytes) {
      this.hasHoles = true;
      this.problems.add('The recording file is cut: its end is missing');
      return indexed.filter(({fileOffset, bytes}) => fileOffset + bytes <= fileBytes);
    }
    return await this.scan();
  }

  private async fileBytes(): Promise<number> {
    const file = recordingFile(this.paths, this.path);
    try {
      return (await stat(file)).size;
    } catch (error) {
      // A session that has only begun: its first member is not written yet.
      if (systemErrorCode(error) === 'ENOENT' && this.current.state === 'live') return 0;
      throw recordingGone(this.current.id, file, error);
    }
  }

  private async scan(): Promise<MemberRecord[]> {
    this.problems.add('The index does not know all of this recording: it was read from the file itself');
    const found: MemberRecord[] = [];
    for await (const {fileOffset, bytes, text} of scanMembers(this.paths, this.path)) {
      const member = describeMember(text, {sessionId: this.current.id, fileOffset, bytes});
      if (member !== null) found.push(member);
    }
    return found;
  }

  /** @returns The members so far; more than `known` of them unless the session ended or the reading was given up. */
  private async waitForMore(known: number, signal: AbortSignal | undefined): Promise<MemberRecord[]> {
    while (!signal?.aborted) {
      const before = this.current;
      this.current = (await this.store.getSession(before.id)) ?? {...before, state: 'interrupted'};
      const isLive = this.current.state === 'live';
      // What was written between the last look and the end still counts: look once more when it ended.
      if (!isLive || this.current.recordingBytes !== this.listedAtBytes || this.members === null) {
        this.listedAtBytes = this.current.recordingBytes;
        this.members = isLive ? await this.store.listMembers(before.id) : await this.findMembers();
      }
      if (this.members.length > known || !isLive) return this.members;
      await sleep(POLL_MS, undefined, signal === undefined ? {} : {signal}).catch(() => undefined); // aborted: see above
    }
    return this.members ?? [];
  }
}

function isGapless(members: readonly MemberRecord[]): boolean {
  let end = 0;
  return members.every(({sequence, fileOffset, bytes}, index) => {
    const fits = sequence === index && fileOffset === end;
    end = fileOffset + bytes;
    return fits;
  });
}
