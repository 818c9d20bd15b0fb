import fc from 'fast-check';
import {FrameQueue} from '../../src/host/frame-queue.ts';
import {FrameDecoder, FrameType, HEADER_BYTES, MAX_PAYLOAD_BYTES} from '../../src/protocol/frame.ts';

const sent = (queue: FrameQueue, limitBytes = Number.POSITIVE_INFINITY) =>
  new FrameDecoder().push(Buffer.concat(queue.take(limitBytes)));

describe('FrameQueue', () => {
  test('lets everything go when the agent goes on beyond its end: the session is written', () => {
    const queue = new FrameQueue();
    queue.push(FrameType.Output, 0, Buffer.from('all of it'));
    queue.push(FrameType.End, 1, Buffer.from([0, 0]));
    expect(queue.rewind(Number.MAX_SAFE_INTEGER)).toBe(0);
    expect({keptBytes: queue.keptBytes, hasUnsent: queue.hasUnsent}).toEqual({keptBytes: 0, hasUnsent: false});
  });

  test('hands out what was pushed, once', () => {
    const queue = new FrameQueue();
    queue.push(FrameType.Output, 5, Buffer.from('a'));
    queue.push(FrameType.Suspend, 7.6, Buffer.alloc(0));
    expect(sent(queue)).toEqual([
      {type: FrameType.Output, elapsedUs: 5, payload: Buffer.from('a')},
      {type: FrameType.Suspend, elapsedUs: 8, payload: Buffer.alloc(0)},
    ]);
    expect(queue.hasUnsent).toBe(false);
    expect(queue.keptBytes).toBe(2 * HEADER_BYTES + 1);
  });

  test('merges output that waits and is close in time, and nothing that was handed out', () => {
    const queue = new FrameQueue();
    for (const [elapsedUs, text] of [
      [0, 'a'],
      [9_000, 'b'],
      [20_000, 'c'],
    ] as const) {
      queue.push(FrameType.Output, elapsedUs, Buffer.from(text));
    }
    expect(sent(queue).map(({payload}) => payload.toString())).toEqual(['ab', 'c']);
    queue.push(FrameType.Output, 20_001, Buffer.from('d'));
    expect(sent(queue).map(({payload}) => payload.toString())).toEqual(['d']);
  });

  test('splits what no frame can hold', () => {
    const queue = new FrameQueue();
    const payload = Buffer.alloc(2 * MAX_PAYLOAD_BYTES + 5, 'x');
    queue.push(FrameType.Capture, 0, payload, Buffer.from([1]));
    const frames = sent(queue);
    expect(frames).toHaveLength(3);
    expect(frames.every(({payload: piece}) => piece[0] === 1)).toBe(true);
    expect(Buffer.concat(frames.map(({payload: piece}) => piece.subarray(1))).equals(payload)).toBe(true);
  });

  test('an empty payload is a frame', () => {
    const queue = new FrameQueue();
    queue.push(FrameType.Resume, 0, Buffer.alloc(0));
    expect(sent(queue)).toHaveLength(1);
  });

  test('sends again from the offset that the agent names', () => {
    const queue = new FrameQueue();
    for (const type of [FrameType.Suspend, FrameType.Resume, FrameType.End]) queue.push(type, 0, Buffer.alloc(2));
    sent(queue);
    queue.acknowledge(HEADER_BYTES + 2);
    expect(queue.rewind(2 * (HEADER_BYTES + 2))).toBe(0);
    expect(sent(queue).map(({type}) => type)).toEqual([FrameType.End]);
    expect(queue.rewind(HEADER_BYTES + 2)).toBe(0);
    expect(sent(queue).map(({type}) => type)).toEqual([FrameType.Resume, FrameType.End]);
  });

  test('tells how much an agent has lost that had acknowledged it', () => {
    const queue = new FrameQueue();
    queue.push(FrameType.Suspend, 0, Buffer.alloc(0));
    queue.push(FrameType.Resume, 0, Buffer.alloc(0));
    sent(queue);
    queue.acknowledge(HEADER_BYTES);
    expect(queue.rewind(0)).toBe(HEADER_BYTES);
    expect(sent(queue).map(({type}) => type)).toEqual([FrameType.Resume]);
  });

  test('whatever is sent, lost, sent again and acknowledged: an agent that keeps count gets the stream once', () => {
    const step = fc.oneof(
      fc.record({
        kind: fc.constant('push' as const),
        bytes: fc.uint8Array({minLength: 1, maxLength: 40}),
        gap: fc.nat(20_000),
      }),
      fc.record({kind: fc.constant('send' as const), limit: fc.integer({min: 1, max: 100})}),
      fc.record({kind: fc.constant('acknowledge' as const)}),
      fc.record({kind: fc.constant('crash' as const)}),
    );
    fc.assert(
      fc.property(fc.array(step, {maxLength: 80}), (steps) => {
        const queue = new FrameQueue();
        const agent = {received: [] as Buffer[], offset: 0, safe: [] as Buffer[], safeOffset: 0};
        let pushed = Buffer.alloc(0);
        let elapsedUs = 0;
        const deliver = (limit: number) => {
          for (const {payload} of sent(queue, limit)) {
            agent.received.push(Buffer.from(payload));
            agent.offset += HEADER_BYTES + payload.length;
          }
        };
        for (const current of steps) {
          if (current.kind === 'push') {
            elapsedUs += current.gap;
            queue.push(FrameType.Output, elapsedUs, Buffer.from(current.bytes));
            pushed = Buffer.concat([pushed, current.bytes]);
          } else if (current.kind === 'send') deliver(current.limit);
          else if (current.kind === 'acknowledge') {
            Object.assign(agent, {safe: [...agent.received], safeOffset: agent.offset});
            queue.acknowledge(agent.safeOffset);
          } else {
            Object.assign(agent, {received: [...agent.safe], offset: agent.safeOffset});
            queue.rewind(agent.offset);
          }
        }
        deliver(Number.POSITIVE_INFINITY);
        expect(Buffer.concat(agent.received)).toEqual(pushed);
        expect(agent.offset).toBe(queue.endOffset);
        queue.acknowledge(agent.offset);
        expect(queue.keptBytes).toBe(0);
      }),
    );
  });
});
