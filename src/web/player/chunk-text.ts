/** The text of a chunk, as events that a screen shows. */
import {CastDecoder, type CastEvent, parseComment} from '../../cast/cast.ts';
import type {Turns} from './turn.ts';

export interface Keyframe {
  us: number;
  columns: number;
  rows: number;
  screen: string;
}

export interface ChunkContent {
  /** Null: the recording does not say what stood on the screen; true of its begin. */
  keyframe: Keyframe | null;
  events: CastEvent[];
  /** Characters of the text: what keeping it costs. */
  chars: number;
}

/** Reads on where it stopped, so that a live recording's last chunk can grow. */
export class ChunkDecoder {
  readonly content: ChunkContent = {keyframe: null, events: [], chars: 0};
  /** Of the last member that was read whole or in part; -1: none was. */
  lastSequence = -1;
  private readonly decoder: CastDecoder;
  private isKnown = false;

  constructor(startUs: number) {
    this.decoder = new CastDecoder(startUs);
  }

  /** @param text Whole members. One that was read before is passed over: news may tell what the list told. */
  async push(text: string, turns: Turns): Promise<void> {
    let start = 0;
    while (start < text.length) {
      const end = text.indexOf('\n', start);
      this.pushLine(end < 0 ? text.slice(start) : text.slice(start, end));
      if (end < 0) break;
      start = end + 1;
      if (turns.isSliceOver) await turns.next();
    }
    this.content.chars += text.length;
  }

  private pushLine(line: string): void {
    if (line.startsWith('#ddcoterm ')) this.beginMember(line);
    if (this.isKnown) return;
    if (line.startsWith('#keyframe ')) this.readKeyframe(line);
    const event = this.decoder.push(line);
    if (event !== null && isKept(event)) this.content.events.push(event);
  }

  private beginMember(line: string): void {
    const comment = parseComment(line);
    if (comment?.kind !== 'member') return;
    this.isKnown = comment.member <= this.lastSequence;
    this.lastSequence = Math.max(this.lastSequence, comment.member);
  }

  private readKeyframe(line: string): void {
    const {content} = this;
    if (content.events.length > 0) return;
    const comment = parseComment(line);
    if (comment?.kind === 'keyframe') content.keyframe = comment;
  }
}

/** Processes and notes are known from the index; here they would only take memory. */
const isKept = ({kind}: CastEvent): boolean => kind === 'output' || kind === 'resize' || kind === 'capture';
