/** What leaves the redactor. `store/` and `upload/` accept these types only, so text that skipped it is a type error. */

declare const redacted: unique symbol;

/**
 * Text without secrets. Bytes that were not valid UTF-8 stand in it as lone surrogates U+DC80 … U+DCFF (the byte plus
 * 0xDC00, as Python's surrogateescape does, PEP 383), so that the original bytes can be told again.
 */
export type RedactedText = string & {readonly [redacted]: true};

export type ProcessRemark =
  /** It runs its parent's program: a copy, as the subshell of a shell. */
  | 'forked'
  /** It became another program, which is an event of its own with the same pid. */
  | 'replaced'
  /** Only the first words of its command line are kept. */
  | 'argv-cut'
  /** It was gone before its command line could be read. */
  | 'argv-unknown';

/** One thing that happened in a session, in the order and at the time it happened. Times: see `Frame.elapsedUs`. */
export type RedactedEvent =
  | {kind: 'output'; elapsedUs: number; text: RedactedText}
  | {kind: 'input'; elapsedUs: number; text: RedactedText}
  | {kind: 'resize'; elapsedUs: number; columns: number; rows: number}
  | {kind: 'echo'; elapsedUs: number; on: boolean}
  | {kind: 'suspend' | 'resume'; elapsedUs: number}
  | {kind: 'capture'; elapsedUs: number; descriptor: 0 | 1 | 2; text: RedactedText}
  | {
      kind: 'process-started';
      elapsedUs: number;
      pid: number;
      parentPid: number;
      executable: RedactedText;
      argv: RedactedText[];
      cwd: RedactedText;
      uid: number;
      effectiveUid: number;
      /** When it was, by the kernel's clock; absent: `elapsedUs`. */
      atUs?: number;
      /** It is the session's own command. */
      isCommand?: true;
      remarks?: ProcessRemark[];
    }
  | {
      kind: 'process-ended';
      elapsedUs: number;
      pid: number;
      exitStatus: number | null;
      signal: string | null;
      atUs?: number;
    }
  | {kind: 'note'; elapsedUs: number; code: string; detail: RedactedText}
  | {kind: 'end'; elapsedUs: number; exitStatus: number | null; signal: string | null};

/** Where a secret was found. */
export type RedactionPlace =
  | 'output'
  | 'input'
  | 'capture'
  | 'argv'
  | 'cwd'
  | 'title'
  | 'link'
  | 'clipboard'
  | 'tag'
  | 'env';

/** The audit of one masking: which rule and when, never the value, its length or a hash of it. */
export interface Redaction {
  ruleId: string;
  elapsedUs: number;
  place: RedactionPlace;
}

/** What a redactor lets go at one moment. */
export interface RedactedBatch {
  events: RedactedEvent[];
  redactions: Redaction[];
  /** Stream offset (see `protocol/frame.ts`): every byte before it is in `events` of this or an earlier batch. */
  safeOffset: number;
}
