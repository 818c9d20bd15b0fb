/** The frames of one session from the moment they are made until the agent has them safe on disk. Holds bytes only. */
import {FrameType, HEADER_BYTES, MAX_PAYLOAD_BYTES} from '../protocol/frame.ts';

/** Output that waits to be sent grows into one frame up to this size, so that a flood costs few frames. */
const MERGED_PAYLOAD_BYTES = 256 * 1024;

/** Output is merged only when it is so close in time that a replay shows no difference, microseconds. */
const MERGE_WINDOW_US = 10_000;

/** Types whose payload is a stretch of a stream. */
const MERGEABLE: ReadonlySet<number> = new Set([FrameType.Output, FrameType.Input]);

interface QueuedFrame {
  /** Stream offset (see `protocol/frame.ts`) of its first byte. */
  offset: number;
  type: number;
  elapsedUs: number;
  parts: Buffer[];
  payloadBytes: number;
}

export class FrameQueue {
  private frames: QueuedFrame[] = [];
  /** Frames before this index are acknowledged; they are cut off now and then, not one by one. */
  private head = 0;
  /** The next frame to send; frames before it may still have to be sent again. */
  private next = 0;
  private end: number;
  private acked: number;

  /** @param offset Stream offset of the first frame that will be pushed. */
  constructor(offset = 0) {
    this.end = offset;
    this.acked = offset;
  }

  get endOffset(): number {
    return this.end;
  }

  get ackedOffset(): number {
    return this.acked;
  }

  /** Bytes that are kept because they are not acknowledged. */
  get keptBytes(): number {
    return this.end - this.acked;
  }

  get hasUnsent(): boolean {
    return this.next < this.frames.length;
  }

  /**
   * @param payload Kept until it is acknowledged: do not write to it again. Longer ones than a frame may hold are split.
   * @param prefix Stands before the payload of each frame: the descriptor of a Capture frame.
   */
  push(type: number, elapsedUs: number, payload: Buffer, prefix?: Buffer): void {
    if (this.merge(type, elapsedUs, payload)) return;
    const room = MAX_PAYLOAD_BYTES - (prefix?.length ?? 0);
    let start = 0;
    do {
      const piece = payload.subarray(start, start + room);
      this.append(type, elapsedUs, prefix ? [prefix, piece] : [piece]);
      start += room;
    } while (start < payload.length);
  }

  /** Adds a frame as it is: one that was counted in stream offsets before, and must not merge with another. */
  restore(type: number, elapsedUs: number, payload: Buffer): void {
    this.append(type, elapsedUs, [payload]);
  }

  /** Hands out unsent frames up to some `limitBytes`, at least one. They stay in the queue until `acknowledge`. */
  take(limitBytes: number): Buffer[] {
    const chunks: Buffer[] = [];
    let bytes = 0;
    while (this.hasUnsent && bytes < limitBytes) {
      const frame = this.frames[this.next++]!;
      chunks.push(encodeHeader(frame), ...frame.parts);
      bytes += HEADER_BYTES + frame.payloadBytes;
    }
    return chunks;
  }

  /** Everything before `offset` is safe on disk. */
  acknowledge(offset: number): void {
    if (offset <= this.acked) return;
    // A frame that was handed out grows no more, so that an acknowledged offset is always the end of a frame.
    while (this.head < this.frames.length && this.endOf(this.frames[this.head]!) <= offset) this.head++;
    this.acked = Math.min(offset, this.end);
    this.next = Math.max(this.next, this.head);
    this.compact();
  }

  /**
   * The agent goes on at `offset`: what is behind it will be sent, or sent again.
   *
   * @returns Bytes that the agent misses and that are no longer here: it acknowledged them, and then lost them.
   */
  rewind(offset: number): number {
    if (offset > this.end) this.acknowledge(offset); // the session has ended and is written: nothing of ours is missing
    this.next = this.head;
    while (this.next < this.frames.length && this.frames[this.next]!.offset < offset) this.next++;
    return Math.max(0, this.acked - offset);
  }

  private merge(type: number, elapsedUs: number, payload: Buffer): boolean {
    const last = this.frames.at(-1);
    const isMergeable =
      last !== undefined &&
      this.next < this.frames.length &&
      last.type === type &&
      MERGEABLE.has(type) &&
      elapsedUs - last.elapsedUs <= MERGE_WINDOW_US &&
      last.payloadBytes + payload.length <= MERGED_PAYLOAD_BYTES;
    if (!isMergeable) return false;
    last.parts.push(payload);
    last.payloadBytes += payload.length;
    this.end += payload.length;
    return true;
  }

  private append(type: number, elapsedUs: number, parts: Buffer[]): void {
    const payloadBytes = parts.reduce((sum, part) => sum + part.length, 0);
    this.frames.push({offset: this.end, type, elapsedUs, parts, payloadBytes});
    this.end += HEADER_BYTES + payloadBytes;
  }

  private endOf(frame: QueuedFrame): number {
    return frame.offset + HEADER_BYTES + frame.payloadBytes;
  }

  private compact(): void {
    if (this.head < this.frames.length && this.head < 64) return;
    this.frames.splice(0, this.head);
    this.next -= this.head;
    this.head = 0;
  }
}

function encodeHeader({type, elapsedUs, payloadBytes}: QueuedFrame): Buffer {
  const header = Buffer.allocUnsafe(HEADER_BYTES);
  header.writeUInt32LE(payloadBytes, 0);
  header.writeUInt8(type, 4);
  header.writeBigUInt64LE(BigInt(Math.max(0, Math.round(elapsedUs))), 5);
  return header;
}
