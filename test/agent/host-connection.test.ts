/** The agent's end of a connection, over a real socket. */
import {once} from 'node:events';
import {connect, createServer, type Server, type Socket} from 'node:net';
import {join} from 'node:path';
import {HostConnection} from '../../src/agent/host-connection.ts';
import {encodeFrame, type Frame, FrameDecoder, FrameType} from '../../src/protocol/frame.ts';
import {createSandbox, type Sandbox} from '../support/sandbox.ts';

let sandbox: Sandbox;
let server: Server;
let host: Socket;
let connection: HostConnection;
let received: Frame[];
let toldHost: Frame[];

beforeEach(async () => {
  sandbox = createSandbox('connection');
  received = [];
  toldHost = [];
  const path = join(sandbox.home, 'socket');
  const accepted = new Promise<Socket>((resolve) => {
    server = createServer(resolve).listen(path);
  });
  await once(server, 'listening');
  host = connect(path);
  const decoder = new FrameDecoder();
  host.on('data', (chunk) => toldHost.push(...decoder.push(chunk)));
  const handler = {
    onFrame: (frame: Frame) => received.push(frame),
    onClose: () => undefined,
    onError: () => undefined,
  };
  connection = new HostConnection(await accepted, handler, 20);
});

afterEach(() => {
  host.destroy();
  server.close();
  sandbox.remove();
});

async function until(isTrue: () => boolean): Promise<void> {
  const deadlineMs = Date.now() + 10_000;
  while (!isTrue()) {
    if (Date.now() > deadlineMs) throw new Error(`It did not become true: ${isTrue}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

test('a host that waits for its session to be opened hears that somebody is there; its frames come after that', async () => {
  let open: () => void = () => undefined;
  const held = connection.hold(() => new Promise<void>((resolve) => (open = resolve)));
  host.write(encodeFrame({type: FrameType.Output, elapsedUs: 1, payload: Buffer.from('x')}));
  await until(() => toldHost.length >= 2);
  expect(toldHost.map(({type, payload}) => [type, payload.readBigUInt64LE(0)])).toContainEqual([FrameType.Ack, 0n]);
  expect(received).toEqual([]);
  open();
  await held;
  await until(() => received.length === 1);
  const {length} = toldHost;
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(toldHost).toHaveLength(length);
});

test('a session that cannot be opened ends the connection', async () => {
  const ended = once(host, 'close');
  await connection.hold(() => Promise.reject(new Error('no room')));
  await ended;
});
