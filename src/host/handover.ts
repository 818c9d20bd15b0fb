/**
 * What is left of a session when its host goes is delivered by a detached copy of the host: through a pipe, never through
 * a file, since it is not redacted yet. The prompt returns at once.
 */
import {encodeFrame, FrameDecoder, FrameType} from '../protocol/frame.ts';
import {type Hello, parseHello} from '../protocol/messages.ts';
import {AgentClient} from './agent-client.ts';
import {type Bundles, startAgent} from './bundles.ts';
import {spawnDetached} from './detached.ts';
import {agentUnreachable} from './errors.ts';
import {FrameQueue} from './frame-queue.ts';
import type {UndeliveredFrames} from './recording.ts';

/** The copy gives up after so long; sooner where no agent is found at all. */
const DELIVERY_MS = 600_000;

/** The option by which the host's bundle knows that it is the copy. */
export const DELIVER_OPTION = '--deliver';

/** Resolves when the copy has everything, or could not be started. */
export async function handOver(bundles: Bundles, env: NodeJS.ProcessEnv, rest: UndeliveredFrames): Promise<void> {
  const stdin = spawnDetached(process.execPath, [bundles.host, DELIVER_OPTION], env, 'pipe')?.stdin;
  if (!stdin) return;
  const hello = encodeFrame({
    type: FrameType.Hello,
    elapsedUs: rest.offset,
    payload: Buffer.from(JSON.stringify(rest.hello)),
  });
  await new Promise<void>((resolve) => {
    stdin.once('error', () => resolve()); // the copy died; what it was for is lost with it
    stdin.end(Buffer.concat([hello, ...rest.chunks]), () => resolve());
  });
}

export interface DeliveryOptions {
  /** HELLO, whose time holds the stream offset, and the frames behind it. */
  input: AsyncIterable<Buffer>;
  socketPath: string;
  bundles: Bundles;
  env: NodeJS.ProcessEnv;
  onFailure: (error: Error, hello: Hello) => void;
}

/** The copy's whole work. */
export async function deliver(options: DeliveryOptions): Promise<void> {
  const decoder = new FrameDecoder();
  let hello: Hello | null = null;
  let queue = new FrameQueue();
  for await (const chunk of options.input) {
    for (const frame of decoder.push(chunk)) {
      if (hello !== null) queue.restore(frame.type, frame.elapsedUs, frame.payload);
      else {
        hello = parseHello(frame.payload);
        queue = new FrameQueue(frame.elapsedUs);
      }
    }
  }
  if (hello !== null) await sendAll(hello, queue, options);
}

async function sendAll(hello: Hello, queue: FrameQueue, options: DeliveryOptions): Promise<void> {
  const {socketPath, bundles, env} = options;
  let failure: Error | null = null;
  const client = new AgentClient({
    socketPath,
    hello,
    queue,
    maxKeptBytes: Number.POSITIVE_INFINITY,
    isOver: true,
    startAgent: () => startAgent(bundles, env, socketPath),
    onRoom: () => undefined,
    onGiveUp: (error) => {
      failure = error;
    },
  });
  client.open();
  const isDelivered = await client.waitUntilDelivered(DELIVERY_MS);
  client.close();
  if (!isDelivered) options.onFailure(failure ?? agentUnreachable(socketPath, 'it acknowledges nothing'), hello);
}
