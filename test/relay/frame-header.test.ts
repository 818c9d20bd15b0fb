/** `frame.h` says what `frame.ts` says. */
import {readFileSync} from 'node:fs';
import {resolve} from 'node:path';
import {encodeFrame, FrameType, HEADER_BYTES, MAX_PAYLOAD_BYTES, PROTOCOL_VERSION} from '../../src/protocol/frame.ts';

const header = readFileSync(resolve(__dirname, '../../src/protocol/frame.h'), 'utf8');

const define = (name: string): string => new RegExp(`^#define ${name} (.+)$`, 'm').exec(header)![1]!;
const number = (name: string): number => Number(define(name));

test('has the numbers of all frame types', () => {
  const types = [...header.matchAll(/^\tFRAME_(\w+) = (\d+),?$/gm)].map(([, name, value]) => [name, Number(value)]);
  const expected = Object.entries(FrameType).map(([name, value]) => [name.toUpperCase(), value]);
  expect(types).toEqual(expected);
});

test('has the sizes', () => {
  expect(number('FRAME_PROTOCOL_VERSION')).toBe(PROTOCOL_VERSION);
  expect(number('FRAME_HEADER_BYTES')).toBe(HEADER_BYTES);
  const payload = define('FRAME_MAX_PAYLOAD_BYTES').replace('FRAME_HEADER_BYTES', String(HEADER_BYTES));
  const [, a, b, c] = /^\((\d+) \* (\d+) - (\d+)\)$/.exec(payload)!.map(Number);
  expect(a! * b! - c!).toBe(MAX_PAYLOAD_BYTES);
});

test('has the layout of the header', () => {
  const frame = encodeFrame({type: 9, elapsedUs: 0x0102030405, payload: Buffer.from('abc')});
  expect(frame.readUInt32LE(number('FRAME_LENGTH_AT'))).toBe(3);
  expect(frame[number('FRAME_TYPE_AT')]).toBe(9);
  expect(Number(frame.readBigUInt64LE(number('FRAME_ELAPSED_AT')))).toBe(0x0102030405);
  expect(frame.subarray(HEADER_BYTES).toString()).toBe('abc');
});
