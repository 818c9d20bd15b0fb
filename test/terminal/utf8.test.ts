import * as fc from 'fast-check';
import {decodeLossless, encodeLossless, Utf8Decoder} from '../../src/terminal/utf8.ts';

/** Bytes in which valid, cut, overlong and plainly wrong sequences are all likely. */
const bytes = fc
  .array(
    fc.oneof(
      fc.uint8Array({maxLength: 6}),
      fc.string({unit: 'binary', maxLength: 6}).map((text) => Buffer.from(text)),
      fc
        .constantFrom('e282', 'f09f98', 'eda080', 'c0af', 'f4908080', 'efbfbd', 'efbbbf', 'c3')
        .map((hex) => Buffer.from(hex, 'hex')),
    ),
  )
  .map((parts) => Buffer.concat(parts));

function decodeCut(all: Buffer, cuts: number[]): string {
  const decoder = new Utf8Decoder();
  const ends = [...cuts.map((cut) => cut % (all.length + 1)), all.length].sort((a, b) => a - b);
  let text = '';
  let start = 0;
  for (const end of ends) {
    text += decoder.push(all.subarray(start, end));
    start = end;
  }
  return text + decoder.end();
}

describe('Utf8Decoder', () => {
  test('gives back the same bytes through encodeLossless, wherever the stream was cut', () => {
    fc.assert(
      fc.property(bytes, fc.array(fc.nat()), (all, cuts) => {
        expect(encodeLossless(decodeCut(all, cuts))).toEqual(all);
      }),
      {numRuns: 2_000},
    );
  });

  test('decodes to the same text wherever the stream was cut', () => {
    fc.assert(
      fc.property(bytes, fc.array(fc.nat()), (all, cuts) => {
        expect(decodeCut(all, cuts)).toBe(decodeLossless(all));
      }),
      {numRuns: 2_000},
    );
  });

  test('keeps a sequence back until it is whole', () => {
    const decoder = new Utf8Decoder();
    expect(decoder.push(Buffer.from('a€', 'utf8').subarray(0, 3))).toBe('a');
    expect(decoder.push(Buffer.from([0xac]))).toBe('€');
  });

  test('does not keep back what can no longer become valid', () => {
    expect(new Utf8Decoder().push(Buffer.from([0xe0, 0x80]))).toBe('\udce0\udc80');
    expect(new Utf8Decoder().push(Buffer.from([0xff]))).toBe('\udcff');
  });

  test('keeps what was held apart from the buffer it came in', () => {
    const decoder = new Utf8Decoder();
    const chunk = Buffer.from([0xe2, 0x82]);
    decoder.push(chunk);
    chunk.fill(0);
    expect(decoder.push(Buffer.from([0xac]))).toBe('€');
  });

  test('end gives what was held as invalid bytes, once', () => {
    const decoder = new Utf8Decoder();
    expect(decoder.push(Buffer.from([0xf0, 0x9f]))).toBe('');
    expect(decoder.end()).toBe('\udcf0\udc9f');
    expect(decoder.end()).toBe('');
  });
});

describe('encodeLossless', () => {
  test('keeps a real U+FFFD and an escaped byte apart', () => {
    expect(encodeLossless('\ufffd\udcfe😀')).toEqual(Buffer.from('efbfbdfef09f9880', 'hex'));
  });

  test('writes U+FFFD for a surrogate that stands for no byte', () => {
    expect(encodeLossless('a\ud800b').toString()).toBe('a\ufffdb');
  });
});
