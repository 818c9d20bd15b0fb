import {mkdirSync} from 'node:fs';
import {createServer, type Server, type Socket} from 'node:net';
import {askAgent} from '../../src/cli/agent-control.ts';
import {homePaths} from '../../src/config/home.ts';
import {encodeFrame, FrameDecoder, FrameType} from '../../src/protocol/frame.ts';
import {runCli} from '../support/run-cli.ts';
import {createSandbox, type Sandbox} from '../support/sandbox.ts';

let sandbox: Sandbox;
let server: Server | undefined;
const sockets: Socket[] = [];
beforeEach(() => {
  sandbox = createSandbox('agent');
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await new Promise((resolve) => (server === undefined ? resolve(null) : server.close(resolve)));
  server = undefined;
  sandbox.remove();
});

const paths = () => homePaths(sandbox.env);

/** Listens where the agent would. */
async function listen(onRequest: (request: unknown, socket: Socket) => void): Promise<void> {
  mkdirSync(paths().run, {mode: 0o700});
  server = createServer((socket) => {
    sockets.push(socket);
    const decoder = new FrameDecoder();
    socket.on('error', () => undefined); // the other side may be gone: that is part of the tests
    socket.on('data', (chunk: Buffer) => {
      for (const {payload} of decoder.push(chunk)) onRequest(JSON.parse(payload.toString()), socket);
    });
  });
  await new Promise<void>((resolve) => server!.listen(paths().socket, resolve));
}

const STATUS = {
  version: '9.9.9',
  pid: 4_000_000,
  startedAtMs: 0,
  liveSessions: 2,
  residentBytes: 3 << 20,
  paused: null,
  upload: [],
};
const reply = (value: unknown) =>
  encodeFrame({type: FrameType.Reply, elapsedUs: 0, payload: Buffer.from(JSON.stringify(value))});

describe('askAgent', () => {
  test('returns null when nobody listens', async () => {
    expect(await askAgent(paths(), 'status')).toBeNull();
  });

  test('returns the reply, also when it comes in pieces', async () => {
    const requests: unknown[] = [];
    await listen((request, socket) => {
      requests.push(request);
      const bytes = reply(STATUS);
      socket.write(bytes.subarray(0, 5));
      setImmediate(() => socket.write(bytes.subarray(5)));
    });
    expect(await askAgent(paths(), 'status')).toEqual(STATUS);
    expect(requests).toEqual([{request: 'status'}]);
  });

  test.each([
    ['hangs up', (socket: Socket) => socket.end(), 'AGENT_UNREACHABLE'],
    ['says nothing', () => undefined, 'AGENT_SILENT'],
    ['talks nonsense', (socket: Socket) => socket.write(Buffer.alloc(64, 0xff)), 'FRAME_TOO_LARGE'],
    [
      'answers without JSON',
      (socket: Socket) => socket.write(encodeFrame({type: FrameType.Reply, elapsedUs: 0, payload: Buffer.from('?')})),
      'FRAME_MALFORMED',
    ],
  ])('throws when the other side %s', async (_, answer, code) => {
    await listen((__, socket) => answer(socket));
    await expect(askAgent(paths(), 'status', 200)).rejects.toMatchObject({code});
  });
});

describe('agent status', () => {
  test('says that it does not run, with status 1', async () => {
    expect(await runCli(['agent', 'status'], {env: sandbox.env})).toMatchObject({
      exitCode: 1,
      stdout: 'The agent is not running; it starts with the next recording\n',
    });
    expect((await runCli(['agent', 'status', '--json'], {env: sandbox.env})).stdout).toBe('{\n  "running": false\n}\n');
  });

  test('tells what it is doing, and why it pauses', async () => {
    await listen((_, socket) => socket.write(reply({...STATUS, paused: '20 MB free, limit 500 MB'})));
    const {exitCode, stdout} = await runCli(['agent', 'status'], {env: sandbox.env, now: () => 3 * 3_600_000});
    expect(exitCode).toBe(0);
    expect(stdout).toBe(
      'version   9.9.9\nprocess   4000000, running for 3h\nsessions  2 live\nmemory    3 MiB\n' +
        'recording pauses: 20 MB free, limit 500 MB\n',
    );
  });
});

describe('agent stop', () => {
  test('is content when none runs', async () => {
    expect(await runCli(['agent', 'stop'], {env: sandbox.env})).toMatchObject({
      exitCode: 0,
      stdout: 'The agent is not running\n',
    });
  });

  test('asks it to go and waits until it is gone', async () => {
    const requests: unknown[] = [];
    await listen((request, socket) => {
      requests.push(request);
      socket.write(reply(STATUS));
    });
    expect(await runCli(['agent', 'stop'], {env: sandbox.env})).toMatchObject({
      exitCode: 0,
      stdout: 'Stopped the agent (process 4000000)\n',
    });
    expect(requests).toEqual([{request: 'stop'}]);
  });
});
