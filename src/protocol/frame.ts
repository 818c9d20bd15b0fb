/**
 * The wire between hosts and agent: every frame type, its layout and its number stand in this file, and once more in
 * `frame.h` for the native relay (a test compares the two).
 *
 * A frame is: u32 payload bytes, u8 type, u64 microseconds since the session's start, payload. Little-endian.
 *
 * The stream offset that ACK and WELCOME speak of counts the bytes of whole frames (header and payload) that a host has
 * sent for a session since its first HELLO, HELLO frames not counted. After a reconnect the host sends HELLO again and
 * goes on at the offset that WELCOME names.
 */
import {frameTooLarge} from './errors.ts';

/** Part of the socket's name, so that two versions coexist. Bumped with any change of a layout below. */
export const PROTOCOL_VERSION = 1;

/** u32 payload bytes, u8 type, u64 elapsed microseconds. */
export const HEADER_BYTES = 13;

/** No host sends more in one frame; more can only come from a stranger or a bug. */
export const MAX_PAYLOAD_BYTES = 1024 * 1024 - HEADER_BYTES;

/** Numbers are never reused. 1–63 host to agent, 64–127 agent to host. */
export const FrameType = {
  /** JSON `Hello`, the first frame of every connection of a host. */
  Hello: 1,
  /** Bytes the command wrote to its terminal, as they were. */
  Output: 2,
  /** Bytes typed by the user; sent only where input recording was asked for, and never while echo is off. */
  Input: 3,
  /** u16 columns, u16 rows, u16 width in pixels, u16 height in pixels. */
  Resize: 4,
  /** u8: 0 the terminal reads a line without echo (a password), 1 it echoes again. */
  Echo: 5,
  /** JSON `ProcessStarted`: a process of the command's tree began. */
  Exec: 6,
  /** JSON `ProcessEnded`. */
  Exit: 7,
  /** Empty: the command was stopped and the terminal given back. */
  Suspend: 8,
  /** Empty: the command goes on. */
  Resume: 9,
  /** u8 kind (0 exit status, 1 signal), u8 value: how the command ended. The last frame of a session. */
  End: 10,
  /** u8 descriptor (0, 1, 2), then bytes that went through it: `capture: all` of a stream that is no terminal. */
  Capture: 11,
  /** JSON `Note`: something the host noticed about the recording itself. */
  Note: 12,
  /** JSON `ControlRequest`, the first frame of a connection of the CLI. */
  Control: 32,
  /** JSON `Ask`, the first frame of the connection on which a host asks for a verdict: see `verdict.ts`. */
  Ask: 33,
  /** UTF-8: the line that answers a question. */
  Answer: 34,
  /** JSON `Welcome`. */
  Welcome: 64,
  /** u64 stream offset: everything before it is safe on disk and need not be kept. */
  Ack: 65,
  /** u8 kind, u8 value, u16 question, text: see `verdict.ts`. */
  Verdict: 66,
  /** JSON `ControlReply`. */
  Reply: 96,
} as const;

export type FrameType = (typeof FrameType)[keyof typeof FrameType];

export interface Frame {
  /** A `FrameType`, or a number that a newer peer knows: ignore what you do not know. */
  type: number;
  /** Microseconds since the session's start, monotonic. */
  elapsedUs: number;
  payload: Buffer;
}

/** @throws {DdcotermError} FRAME_TOO_LARGE: the payload exceeds MAX_PAYLOAD_BYTES. */
export function encodeFrame(frame: {type: number; elapsedUs: number; payload: Uint8Array}): Buffer {
  const {payload} = frame;
  if (payload.length > MAX_PAYLOAD_BYTES) throw frameTooLarge(payload.length, MAX_PAYLOAD_BYTES);
  const bytes = Buffer.allocUnsafe(HEADER_BYTES + payload.length);
  bytes.writeUInt32LE(payload.length, 0);
  bytes.writeUInt8(frame.type, 4);
  bytes.writeBigUInt64LE(BigInt(Math.max(0, Math.round(frame.elapsedUs))), 5);
  bytes.set(payload, HEADER_BYTES);
  return bytes;
}

/** Reassembles frames from a byte stream cut anywhere. Holds bytes only, never a socket. */
export class FrameDecoder {
  /** Chunks not yet consumed; joined only when a frame straddles them, so that a flood is not copied again and again. */
  private chunks: Buffer[] = [];
  private pendingBytes = 0;

  /**
   * @param chunk Bytes as they were read, any length, also 0. Payloads may be views of it: do not write to it again.
   * @returns The frames this chunk completed, in order; often none.
   * @throws {DdcotermError} FRAME_TOO_LARGE: a header announces more than MAX_PAYLOAD_BYTES. The decoder is spent: drop it.
   */
  push(chunk: Buffer): Frame[] {
    if (chunk.length === 0) return [];
    this.chunks.push(chunk);
    this.pendingBytes += chunk.length;
    const frames: Frame[] = [];
    while (this.pendingBytes >= HEADER_BYTES) {
      const header = this.join(HEADER_BYTES);
      const payloadBytes = header.readUInt32LE(0);
      if (payloadBytes > MAX_PAYLOAD_BYTES) throw frameTooLarge(payloadBytes, MAX_PAYLOAD_BYTES);
      const frameBytes = HEADER_BYTES + payloadBytes;
      if (this.pendingBytes < frameBytes) break;
      const bytes = this.join(frameBytes);
      frames.push({
        type: bytes.readUInt8(4),
        elapsedUs: Number(bytes.readBigUInt64LE(5)),
        payload: bytes.subarray(HEADER_BYTES, frameBytes),
      });
      this.drop(frameBytes);
    }
    return frames;
  }

  /** The first chunk, made at least `wantedBytes` long. Callers have checked that so many are pending. */
  private join(wantedBytes: number): Buffer {
    const first = this.chunks[0]!;
    if (first.length >= wantedBytes) return first;
    const joined = Buffer.concat(this.chunks);
    this.chunks = [joined];
    return joined;
  }

  private drop(bytes: number): void {
    const first = this.chunks[0]!;
    this.pendingBytes -= bytes;
    if (first.length === bytes) this.chunks.shift();
    else this.chunks[0] = first.subarray(bytes);
  }
}
