/** The recording of a session on the server: index and text are asked for as far as they are needed. */
import {ApiError, api} from '../api/client.ts';
import type {Entry} from './chunk-index.ts';
import type {RecordingSource, RecordingText} from './recording-source.ts';

/** As many as the server gives at once. */
const MAX_MEMBERS = 10_000;

/** Members of the last chunk, whose end is not known: the server sends those that there are. */
const OPEN_MEMBERS = 9_999;

export class ServerSource implements RecordingSource {
  constructor(private readonly sessionId: string) {}

  async readIndex(signal: AbortSignal): Promise<{keyframes: Entry[]; durationUs: number}> {
    const keyframes: Entry[] = [];
    let after: number | null = null;
    for (;;) {
      const page = await api.members(
        this.sessionId,
        {keyframes: 'true', limit: String(MAX_MEMBERS), ...(after === null ? {} : {after: String(after)})},
        signal,
      );
      keyframes.push(...page.items.map(({sequence, startUs}) => ({sequence, startUs})));
      after = page.next;
      if (after === null) return {keyframes, durationUs: page.durationUs};
    }
  }

  async readText(first: number, last: number | null, signal: AbortSignal): Promise<RecordingText> {
    try {
      const text = await api.memberText(this.sessionId, first, last ?? first + OPEN_MEMBERS, signal);
      return {text, hasHoles: false};
    } catch (error) {
      if (isAbsent(error)) return {text: '', hasHoles: false};
      if (last === null || last === first || !isDamaged(error)) throw error;
    }
    return await this.readOneByOne(first, last, signal);
  }

  /** One of them is damaged: the others are shown all the same. */
  private async readOneByOne(first: number, last: number, signal: AbortSignal): Promise<RecordingText> {
    const texts: string[] = [];
    for (let sequence = first; sequence <= last; sequence++) {
      try {
        texts.push(await api.memberText(this.sessionId, sequence, sequence, signal));
      } catch (error) {
        if (!isDamaged(error) && !isAbsent(error)) throw error;
      }
    }
    return {text: texts.join(''), hasHoles: true};
  }
}

const isDamaged = (error: unknown): boolean => error instanceof ApiError && error.problem.code === 'RECORDING_BROKEN';
/** A live session of which nothing is written yet, or a member that was cut off. */
const isAbsent = (error: unknown): boolean => error instanceof ApiError && error.problem.code === 'MEMBER_UNKNOWN';
