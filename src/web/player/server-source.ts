/** The recording of a session on the server: index and text are asked for as far as they are needed. */
import type {MembersJson} from '../../review/api/types.ts';
import {ApiError, api} from '../api/client.ts';
import type {Entry} from './chunk-index.ts';
import type {RecordingIndex, RecordingSource, RecordingText} from './recording-source.ts';

/** As many as the server gives at once. */
const MAX_MEMBERS = 10_000;

/** Members of the last chunk, whose end is not known: the server sends those that there are. */
const OPEN_MEMBERS = 9_999;

export class ServerSource implements RecordingSource {
  constructor(private readonly sessionId: string) {}

  async readIndex(signal: AbortSignal): Promise<RecordingIndex> {
    const keyframes: Entry[] = [];
    const index = await this.eachPage({keyframes: 'true'}, signal, ({items}) =>
      keyframes.push(...items.map(({sequence, startUs}) => ({sequence, startUs}))),
    );
    return {keyframes, durationUs: index.durationUs, hasHoles: index.hasHoles};
  }

  async readText(first: number, last: number | null, signal: AbortSignal): Promise<RecordingText> {
    try {
      const text = await api.memberText(this.sessionId, first, last ?? first + OPEN_MEMBERS, signal);
      return {text, hasHoles: false};
    } catch (error) {
      if (isAbsent(error)) return {text: '', hasHoles: false};
      if (!isDamaged(error)) throw error;
    }
    return await this.readOneByOne(await this.listSequences(first, last, signal), signal);
  }

  /** One of them is damaged: the others are shown all the same. */
  private async readOneByOne(sequences: readonly number[], signal: AbortSignal): Promise<RecordingText> {
    const texts: string[] = [];
    for (const sequence of sequences) {
      try {
        texts.push(await api.memberText(this.sessionId, sequence, sequence, signal));
      } catch (error) {
        if (!isDamaged(error) && !isAbsent(error)) throw error;
      }
    }
    return {text: texts.join(''), hasHoles: true};
  }

  private async listSequences(first: number, last: number | null, signal: AbortSignal): Promise<number[]> {
    if (last !== null) return Array.from({length: last - first + 1}, (_, index) => first + index);
    const sequences: number[] = [];
    await this.eachPage({}, signal, ({items}) => sequences.push(...items.map(({sequence}) => sequence)), first - 1);
    return sequences;
  }

  /** @returns The last page. */
  private async eachPage(
    params: Record<string, string>,
    signal: AbortSignal,
    take: (page: MembersJson) => void,
    start: number | null = null,
  ): Promise<MembersJson> {
    let after = start;
    for (;;) {
      const from = after === null ? {} : {after: String(after)};
      const page = await api.members(this.sessionId, {...params, ...from, limit: String(MAX_MEMBERS)}, signal);
      take(page);
      if (page.next === null) return page;
      after = page.next;
    }
  }
}

const DAMAGED = ['RECORDING_BROKEN', 'MEMBER_TOO_LARGE'];
const isDamaged = (error: unknown): boolean => error instanceof ApiError && DAMAGED.includes(error.problem.code);
/** A live session of which nothing is written yet, or a member that was cut off. */
const isAbsent = (error: unknown): boolean => error instanceof ApiError && error.problem.code === 'MEMBER_UNKNOWN';
