import {randomBytes} from 'node:crypto';
import {createServer} from 'node:net';
import {join} from 'node:path';
import {AgentClient, type AgentClientOptions} from '../../src/host/agent-client.ts';
import {FrameQueue} from '../../src/host/frame-queue.ts';
import {FrameType} from '../../src/protocol/frame.ts';
import type {Hello} from '../../src/protocol/messages.ts';
import {uuidV7} from '../../src/protocol/uuid.ts';
import {FrameServer, outputOf} from '../e2e/host/support/frame-server.ts';
import {createSandbox, type Sandbox} from '../support/sandbox.ts';

const hello = (): Hello => ({
  session: uuidV7(Date.now(), randomBytes(10)),
  hostKind: 'node',
  hostVersion: '0.0.0',
  origin: 'shim',
  name: 'true',
  executable: '/bin/true',
  argv: ['true'],
  cwd: '/',
  env: {},
  tty: null,
  streams: ['pipe', 'pipe', 'pipe'],
  pty: null,
  columns: 80,
  rows: 24,
  startedAtMs: Date.now(),
  user: 'u',
  effectiveUser: 'u',
  host: 'h',
  pid: 1,
  parent: null,
  parentSession: null,
  recordInput: false,
  upload: true,
  capture: 'terminal',
});

describe('AgentClient', () => {
  let box: Sandbox;
  let server: FrameServer;
  let queue: FrameQueue;
  let client: AgentClient;
  const failures: string[] = [];
  let starts = 0;

  const open = (options: Partial<AgentClientOptions> = {}) => {
    queue = new FrameQueue();
    client = new AgentClient({
      socketPath: server.path,
      hello: hello(),
      queue,
      maxKeptBytes: 1024 * 1024,
      startAgent: () => {
        starts++;
        return true;
      },
      onRoom: () => undefined,
      onGiveUp: ({code}) => failures.push(code),
      ...options,
    });
    client.open();
  };
  const say = (text: string) => {
    queue.push(FrameType.Output, 0, Buffer.from(text));
    client.flush();
  };

  beforeEach(() => {
    box = createSandbox('agent-client');
    server = new FrameServer(join(box.ddcotermHome, 'run/agent-v1.sock'));
    failures.length = 0;
    starts = 0;
  });
  afterEach(async () => {
    client.close();
    await server.close();
    jest.restoreAllMocks();
    box.remove();
  });

  test('starts an agent where there is none, and delivers when it comes', async () => {
    open({
      startAgent: () => {
        starts++;
        void server.listen();
        return true;
      },
    });
    say('early');
    expect(await client.waitUntilDelivered(5_000)).toBe(true);
    expect(starts).toBe(1);
    expect(outputOf([...server.sessions.values()][0]!).toString()).toBe('early');
  });

  test('finds the next agent after hours without a word', async () => {
    await server.listen();
    open();
    say('one');
    expect(await client.waitUntilDelivered(5_000)).toBe(true);
    const hours = Date.now() + 5 * 3_600_000;
    jest.spyOn(Date, 'now').mockImplementation(() => hours);
    await server.crash();
    say('two');
    await new Promise((resolve) => setTimeout(resolve, 50));
    await server.listen();
    expect(await client.waitUntilDelivered(5_000)).toBe(true);
    expect(failures).toEqual([]);
    expect(outputOf([...server.sessions.values()][0]!).toString()).toBe('onetwo');
  });

  test('gives up when no agent comes for 30 s, and tells once', async () => {
    open();
    const isDelivered = client.waitUntilDelivered(5_000);
    say('lost');
    const later = Date.now() + 31_000;
    jest.spyOn(Date, 'now').mockImplementation(() => later);
    expect(await client.waitUntilWelcome(5_000)).toBe(false);
    await isDelivered;
    expect(client.hasGivenUp).toBe(true);
    expect(failures).toEqual(['AGENT_UNREACHABLE']);
    expect(client.mustWait).toBe(false);
  });

  test('waits for the next agent as long as there is room, once there was one', async () => {
    await server.listen();
    open();
    say('one');
    expect(await client.waitUntilDelivered(5_000)).toBe(true);
    await server.crash();
    const later = Date.now() + 300_000;
    jest.spyOn(Date, 'now').mockImplementation(() => later);
    say('two');
    await new Promise((resolve) => setTimeout(resolve, 200)); // several attempts
    expect(failures).toEqual([]);
    await server.listen();
    expect(await client.waitUntilDelivered(5_000)).toBe(true);
  });

  test('waits no longer than for the first one when the command is over', async () => {
    await server.listen();
    open({isOver: true});
    say('one');
    expect(await client.waitUntilDelivered(5_000)).toBe(true);
    say('two');
    await server.crash();
    await new Promise((resolve) => setTimeout(resolve, 50)); // the loss is noticed
    const later = Date.now() + 31_000;
    jest.spyOn(Date, 'now').mockImplementation(() => later);
    expect(await client.waitUntilDelivered(5_000)).toBe(false);
    expect(failures).toEqual(['AGENT_UNREACHABLE']);
  });

  test('a start of another host is none of its own', async () => {
    const asked: boolean[] = [];
    open({
      startAgent: () => {
        asked.push(asked.length === 3);
        return asked.length === 4;
      },
    });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(asked).toEqual([false, false, false, true]);
  });

  test('makes the command wait while too much is kept, and not longer', async () => {
    server.acknowledges = false;
    await server.listen();
    let hasRoom = false;
    open({
      onRoom: () => {
        hasRoom = true;
      },
    });
    say('x'.repeat(700_000));
    expect(client.mustWait).toBe(false);
    say('x'.repeat(700_000));
    expect(client.mustWait).toBe(true);
    const session = await server.waitFor(({receivedOffset}) => receivedOffset === queue.endOffset);
    server.acknowledge(session.hello.session, session.receivedOffset);
    expect(await client.waitUntilDelivered(5_000)).toBe(true);
    expect([client.mustWait, hasRoom]).toEqual([false, true]);
  });

  test('a stranger that speaks something else is left, again and again, without harm', async () => {
    await server.listen();
    await server.close();
    let connections = 0;
    const stranger = createServer((socket) => {
      connections++;
      socket.resume();
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n\xff\xff\xff\xff\xff');
    });
    await new Promise<void>((resolve) => stranger.listen(server.path, resolve));
    open();
    expect(await client.waitUntilWelcome(300)).toBe(false);
    expect(failures).toEqual([]);
    expect(connections).toBeGreaterThan(1);
    expect(connections).toBeLessThan(15); // with growing pauses
    client.close();
    await new Promise((resolve) => stranger.close(resolve));
  });
});
