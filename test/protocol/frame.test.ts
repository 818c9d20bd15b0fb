import fc from 'fast-check';
import {DdcotermError} from '../../src/errors.ts';
import {encodeFrame, FrameDecoder, FrameType, HEADER_BYTES, MAX_PAYLOAD_BYTES} from '../../src/protocol/frame.ts';

describe('FrameDecoder', () => {
  const output = {type: FrameType.Output, elapsedUs: 1_500, payload: Buffer.from('ready\r\n')};
  const bytes = encodeFrame(output);

  test.each([1, 12, 13, 14, 19])('returns the frame once whole when the stream is cut after byte %i', (cut) => {
    const decoder = new FrameDecoder();
    expect(decoder.push(bytes.subarray(0, cut))).toEqual([]);
    expect(decoder.push(bytes.subarray(cut))).toEqual([output]);
  });

  test('throws FRAME_TOO_LARGE when a header announces more than the limit', () => {
    expect(() => new FrameDecoder().push(Buffer.alloc(HEADER_BYTES, 0xff))).toThrow(DdcotermError);
  });

  test('returns what was encoded, whatever the frames and the cuts', () => {
    const frame = fc.record({
      type: fc.integer({min: 1, max: 255}),
      elapsedUs: fc.maxSafeNat(),
      payload: fc.uint8Array({maxLength: 300}).map((array) => Buffer.from(array)),
    });
    fc.assert(
      fc.property(fc.array(frame), fc.array(fc.integer({min: 1, max: 50})), (frames, cuts) => {
        const stream = Buffer.concat(frames.map(encodeFrame));
        const decoder = new FrameDecoder();
        const decoded = [];
        let at = 0;
        for (const cut of cuts) {
          decoded.push(...decoder.push(stream.subarray(at, at + cut)));
          at += cut;
        }
        decoded.push(...decoder.push(stream.subarray(at)));
        expect(decoded).toEqual(frames);
      }),
    );
  });
});

describe('encodeFrame', () => {
  test('throws FRAME_TOO_LARGE beyond the limit', () => {
    const payload = new Uint8Array(MAX_PAYLOAD_BYTES + 1);
    expect(() => encodeFrame({type: FrameType.Output, elapsedUs: 0, payload})).toThrow(DdcotermError);
  });
});
