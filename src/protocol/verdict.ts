/**
 * The conversation before a command that has a policy starts. It has a connection of its own: the host opens it with an ASK
 * frame, the agent sends VERDICT frames, and the host answers each question with an ANSWER frame, until a VERDICT of kind
 * `run` or `stop` ends it. The host knows nothing of policies: it shows text, reads lines, and does what it is told.
 *
 * A VERDICT is: u8 kind, u8 value, u16 number of the question, UTF-8 text. Little-endian.
 */
import {frameMalformed} from './errors.ts';

export const VerdictKind = {
  /** The text is shown. */
  Say: 1,
  /** The text is shown, and the next line typed is the answer. One that was asked and answered before is passed over. */
  Ask: 2,
  /** The command runs; value: RUN_* bits. The text goes into HELLO as it is (`verdicts`). */
  Run: 3,
  /** The command does not run; value: the exit status. The text is shown. */
  Stop: 4,
} as const;

export type VerdictKind = (typeof VerdictKind)[keyof typeof VerdictKind];

/** The session is recorded; without any bit the command is run as if there were no shim. */
export const RUN_RECORD = 1;
/** Its processes are reported. */
export const RUN_PROCESSES = 2;

export interface Verdict {
  kind: VerdictKind;
  value: number;
  /** Of an `Ask`: from 0. */
  question: number;
  text: string;
}

const HEADER_BYTES = 4;
const KINDS = new Set<number>(Object.values(VerdictKind));

export function encodeVerdict({kind, value, question, text}: Verdict): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt8(kind, 0);
  header.writeUInt8(value, 1);
  header.writeUInt16LE(question, 2);
  return Buffer.concat([header, Buffer.from(text, 'utf8')]);
}

/** @throws {DdcotermError} FRAME_MALFORMED */
export function decodeVerdict(payload: Buffer): Verdict {
  const kind = payload[0];
  if (payload.length < HEADER_BYTES || kind === undefined || !KINDS.has(kind)) {
    throw frameMalformed('VERDICT', `kind ${kind ?? 'missing'} in ${payload.length} bytes`);
  }
  return {
    kind: kind as VerdictKind,
    value: payload.readUInt8(1),
    question: payload.readUInt16LE(2),
    text: payload.toString('utf8', HEADER_BYTES),
  };
}
