/** Frames of a host, read and checked, as what the redactor takes in. */
import {frameMalformed} from '../protocol/errors.ts';
import {type Frame, FrameType} from '../protocol/frame.ts';
import {parseJsonObject} from '../protocol/messages.ts';
import type {ProcessRemark} from '../redact/redacted.ts';
import type {SessionInput} from '../redact/session-redactor.ts';

/**
 * @returns Null for a frame that has nothing for the recording: of a type that a newer host knows.
 * @throws {DdcotermError} FRAME_MALFORMED: the payload is not what its type says.
 */
export function parseSessionInput(frame: Frame): SessionInput | null {
  const {elapsedUs, payload} = frame;
  switch (frame.type) {
    case FrameType.Output:
      return {kind: 'output', elapsedUs, bytes: payload};
    case FrameType.Input:
      return {kind: 'input', elapsedUs, bytes: payload};
    case FrameType.Resize:
      requireBytes('RESIZE', payload, 8);
      return {kind: 'resize', elapsedUs, columns: payload.readUInt16LE(0), rows: payload.readUInt16LE(2)};
    case FrameType.Echo:
      requireBytes('ECHO', payload, 1);
      return {kind: 'echo', elapsedUs, on: payload.readUInt8(0) !== 0};
    case FrameType.Suspend:
      return {kind: 'suspend', elapsedUs};
    case FrameType.Resume:
      return {kind: 'resume', elapsedUs};
    case FrameType.Capture:
      return parseCapture(elapsedUs, payload);
    case FrameType.Exec:
      return parseProcessStarted(elapsedUs, payload);
    case FrameType.Exit:
      return parseProcessEnded(elapsedUs, payload);
    case FrameType.Note: {
      const value = parseJsonObject('NOTE', payload);
      return {kind: 'note', elapsedUs, code: text(value.code), detail: text(value.detail)};
    }
    case FrameType.End:
      return parseEnd(elapsedUs, payload);
    default:
      return null;
  }
}

/** Signal numbers of Linux that end processes, by which END and EXIT name them. */
const SIGNAL_NAMES: Record<number, string> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  3: 'SIGQUIT',
  4: 'SIGILL',
  5: 'SIGTRAP',
  6: 'SIGABRT',
  7: 'SIGBUS',
  8: 'SIGFPE',
  9: 'SIGKILL',
  10: 'SIGUSR1',
  11: 'SIGSEGV',
  12: 'SIGUSR2',
  13: 'SIGPIPE',
  14: 'SIGALRM',
  15: 'SIGTERM',
  16: 'SIGSTKFLT',
  24: 'SIGXCPU',
  25: 'SIGXFSZ',
  26: 'SIGVTALRM',
  27: 'SIGPROF',
  29: 'SIGIO',
  30: 'SIGPWR',
  31: 'SIGSYS',
};

function parseEnd(elapsedUs: number, payload: Buffer): SessionInput {
  requireBytes('END', payload, 2);
  const value = payload.readUInt8(1);
  if (payload.readUInt8(0) === 0) return {kind: 'end', elapsedUs, exitStatus: value, signal: null};
  return {kind: 'end', elapsedUs, exitStatus: null, signal: signalName(value)};
}

function parseCapture(elapsedUs: number, payload: Buffer): SessionInput {
  requireBytes('CAPTURE', payload, 1);
  const descriptor = payload.readUInt8(0);
  if (descriptor !== 0 && descriptor !== 1 && descriptor !== 2) {
    throw frameMalformed('CAPTURE', `descriptor ${descriptor} is none of 0, 1, 2`);
  }
  return {kind: 'capture', elapsedUs, descriptor, bytes: payload.subarray(1)};
}

function parseProcessStarted(elapsedUs: number, payload: Buffer): SessionInput {
  const value = parseJsonObject('EXEC', payload);
  const argv = Array.isArray(value.argv) ? value.argv.map(text) : [];
  const isCommand = value.command === true;
  const isUnknown = argv.length === 0 && value.argvCut !== true && !isCommand;
  const remarks: ProcessRemark[] = [
    ...(value.forked === true ? (['forked'] as const) : []),
    ...(value.argvCut === true ? (['argv-cut'] as const) : []),
    ...(isUnknown ? (['argv-unknown'] as const) : []),
  ];
  return {
    kind: 'process-started',
    elapsedUs,
    pid: number('EXEC', value.pid),
    parentPid: number('EXEC', value.parentPid),
    executable: text(value.executable),
    // The short name is what is left of a command line that nobody could read.
    argv: isUnknown && text(value.name) !== '' ? [text(value.name)] : argv,
    cwd: text(value.cwd),
    uid: number('EXEC', value.uid),
    effectiveUid: number('EXEC', value.effectiveUid),
    ...moment(value.atUs, elapsedUs),
    ...(isCommand && {isCommand: true as const}),
    ...(remarks.length > 0 && {remarks}),
  };
}

/** A moment that is none, or after it was told, is not believed. */
function moment(atUs: unknown, elapsedUs: number): {atUs?: number} {
  return typeof atUs === 'number' && atUs >= 0 && atUs <= elapsedUs ? {atUs: Math.round(atUs)} : {};
}

function parseProcessEnded(elapsedUs: number, payload: Buffer): SessionInput {
  const value = parseJsonObject('EXIT', payload);
  return {
    kind: 'process-ended',
    elapsedUs,
    pid: number('EXIT', value.pid),
    exitStatus: typeof value.exitStatus === 'number' ? value.exitStatus : null,
    signal: typeof value.signal === 'number' ? signalName(value.signal) : text(value.signal) || null,
    ...moment(value.atUs, elapsedUs),
  };
}

const signalName = (number: number): string => SIGNAL_NAMES[number] ?? `SIG${number}`;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function number(frame: string, value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw frameMalformed(frame, 'a number is missing');
}

function requireBytes(frame: string, payload: Buffer, bytes: number): void {
  if (payload.length < bytes) throw frameMalformed(frame, `${payload.length} payload bytes, expected ${bytes}`);
}
