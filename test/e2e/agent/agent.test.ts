/**
 * The built agent, driven over its socket as a host does. Each test: what a host sent and saw acknowledged must be in the
 * store, whatever happens to the agent, the host, the database or the disk.
 */
import {execFileSync} from 'node:child_process';
import {existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {gunzipSync} from 'node:zlib';
import {homePaths} from '../../../src/config/home.ts';
import {FrameType} from '../../../src/protocol/frame.ts';
import type {SessionRecord} from '../../../src/store/records.ts';
import {openStore} from '../../../src/store/sqlite-store.ts';
import {AgentProcess} from '../../support/agent-process.ts';
import {FrameHost, makeHello} from '../../support/frame-host.ts';
import {describeAsRoot} from '../../support/programs.ts';
import {createSandbox, type Sandbox} from '../../support/sandbox.ts';

let sandbox: Sandbox;
let agent: AgentProcess;

beforeEach(async () => {
  sandbox = createSandbox('agent');
  agent = new AgentProcess(sandbox.env);
});

afterEach(async () => {
  await agent.stop();
  sandbox.remove();
});

const readStore = async <T>(read: (store: Awaited<ReturnType<typeof openStore>>) => Promise<T>): Promise<T> => {
  const store = await openStore(homePaths(sandbox.env), {access: 'read'});
  try {
    return await read(store);
  } finally {
    await store.close();
  }
};

/** No process has this id: the largest that Linux gives is 4194304. */
const GONE = 5_000_000;

const sessionOf = (host: FrameHost) => readStore((store) => store.getSession(host.hello.session));

const recordingText = ({recordingPath}: SessionRecord): string =>
  gunzipSync(readFileSync(join(homePaths(sandbox.env).recordings, recordingPath!))).toString('utf8');

/** What a terminal would have been sent: the output events of a recording. */
const outputOf = (session: SessionRecord): string =>
  recordingText(session)
    .split('\n')
    .filter((line) => line.startsWith('['))
    .map((line) => JSON.parse(line) as [number, string, string])
    .filter(([, code]) => code === 'o')
    .map(([, , data]) => data)
    .join('');

async function eventually<T>(read: () => Promise<T | null | false | undefined>, timeoutMs = 25_000): Promise<T> {
  const deadlineMs = Date.now() + timeoutMs;
  for (;;) {
    const value = await read();
    if (value) return value;
    if (Date.now() > deadlineMs) throw new Error(`It did not become true in ${timeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

describe('agent', () => {
  test('records a session: state, status, output, events, log text', async () => {
    await agent.start();
    const host = new FrameHost(makeHello());
    await host.connect(agent.socket);
    host.output(1_000, 'NAME   READY\r\n');
    host.output(2_000, 'web-1  1/1\r\n');
    host.end(3_000, 7);
    await host.acknowledged();
    const session = await sessionOf(host);
    expect(session).toMatchObject({state: 'ended', exitStatus: 7, durationUs: 3_000, command: 'kubectl'});
    expect(outputOf(session!)).toBe('NAME   READY\r\nweb-1  1/1\r\n');
    const events = await readStore((store) => store.listEvents({query: null, limit: 10}));
    expect(events.items.map(({event}) => [event.commandLine, event.exitStatus])).toEqual([['kubectl get pods', 7]]);
    const logs = await readStore((store) => store.searchLogs({query: null, limit: 10}));
    expect(logs.items.map(({log}) => log.text)).toEqual(['NAME   READY\nweb-1  1/1']);
  });

  test('shows a running session to watchers within a second', async () => {
    await agent.start();
    const host = new FrameHost(makeHello());
    await host.connect(agent.socket);
    host.output(1_000, 'still here\r\n');
    const sentAtMs = Date.now();
    await eventually(async () => (await readStore((store) => store.listMembers(host.hello.session))).length > 0);
    expect(Date.now() - sentAtMs).toBeLessThan(1_000);
    expect(outputOf((await sessionOf(host))!)).toBe('still here\r\n');
    host.disconnect();
  });

  test('writes no secret anywhere, in output, arguments, titles and tags', async () => {
    await agent.start();
    const secret = 'ghp_Zz81kQpW02mXv7Yt4LrBcN6sDhJ3fGaE5uTi';
    const host = new FrameHost(
      makeHello({argv: ['kubectl', `--token=${secret}`], title: `my ${secret}`, tags: {note: secret}}),
    );
    await host.connect(agent.socket);
    host.output(1_000, `token ${secret}\r\n`);
    host.output(2_000, `split ${secret.slice(0, 12)}`);
    host.output(3_000, `${secret.slice(12)}\r\n\x1b]0;${secret}\x07`);
    host.end(4_000);
    await host.acknowledged();
    await agent.stop();
    for (const file of listFiles(sandbox.home)) {
      const bytes = readFileSync(file);
      const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('latin1');
      expect([file, windows(secret, 8).filter((part) => text.includes(part))]).toEqual([file, []]);
    }
    expect((await sessionOf(host))!.redactionCount).toBeGreaterThanOrEqual(6);
  });

  test('every file is 0600 and every folder 0700', async () => {
    await agent.start();
    const host = new FrameHost(makeHello());
    await host.connect(agent.socket);
    host.output(1_000, 'x\r\n');
    host.end(2_000);
    await host.acknowledged();
    const loose = listFiles(sandbox.ddcotermHome).filter((file) => (statSync(file).mode & 0o077) !== 0);
    expect(loose).toEqual([]);
  });

  test('goes on with the same recording after the agent was killed, again and again', async () => {
    await agent.start();
    const host = new FrameHost(makeHello());
    await host.connect(agent.socket);
    for (let round = 0; round < 5; round++) {
      for (let line = 0; line < 200; line++) host.output((round * 200 + line) * 1_000, `${round}-${line}\r\n`);
      // Some rounds are killed before anything is acknowledged, some after.
      if (round % 2 === 1) await host.acknowledged();
      await agent.kill();
      await agent.start();
      await host.connect(agent.socket);
    }
    host.end(1_001_000);
    await host.acknowledged();
    const expected = Array.from({length: 1_000}, (_, index) => `${Math.floor(index / 200)}-${index % 200}\r\n`).join(
      '',
    );
    const session = await sessionOf(host);
    expect(outputOf(session!)).toBe(expected);
    expect(session).toMatchObject({state: 'ended', exitStatus: 0});
    const members = await readStore((store) => store.listMembers(host.hello.session));
    expect(members.map(({sequence}) => sequence)).toEqual(members.map((_, index) => index));
  }, 60_000);

  test('a host that comes back after its session was complete is told that all is safe', async () => {
    await agent.start();
    const host = new FrameHost(makeHello());
    await host.connect(agent.socket);
    host.output(1_000, 'once\r\n');
    host.end(2_000);
    await host.acknowledged();
    host.disconnect();
    await host.connect(agent.socket);
    expect(host.welcome!.offset).toBeGreaterThanOrEqual(host.ackedOffset);
    expect(outputOf((await sessionOf(host))!)).toBe('once\r\n');
  });

  test('an end that is in the recording stands, though the agent died before it was in the store', async () => {
    await agent.start();
    const host = new FrameHost(makeHello({pid: GONE}));
    await host.connect(agent.socket);
    host.output(1_000, 'once\r\n');
    host.end(2_000, 3);
    await host.acknowledged();
    await agent.stop();
    const store = await openStore(homePaths(sandbox.env), {access: 'write'});
    await store.write({sessionId: host.hello.session, session: {state: 'live', endedAtMs: null, exitStatus: null}});
    await store.close();
    await agent.start();
    await host.connect(agent.socket);
    await host.acknowledged();
    host.disconnect();
    expect(await sessionOf(host)).toMatchObject({state: 'ended', exitStatus: 3, durationUs: 2_000});
    expect(outputOf((await sessionOf(host))!)).toBe('once\r\n');
  });

  test('a copy of a host that takes over before the acknowledgement arrived gets it as well', async () => {
    await agent.start();
    const host = new FrameHost(makeHello());
    await host.connect(agent.socket);
    host.output(1_000, 'once\r\n');
    await host.acknowledged();
    const copy = new FrameHost(host.hello);
    await copy.connect(agent.socket);
    expect(copy.welcome!.offset).toBe(host.ackedOffset);
    await copy.acknowledgedUpTo(host.ackedOffset);
    host.disconnect();
    copy.disconnect();
  });

  test('what an earlier connection still brings is not recorded beside the one that took its place', async () => {
    await agent.start();
    const host = new FrameHost(makeHello());
    await host.connect(agent.socket);
    host.output(1_000, 'first\r\n');
    await host.acknowledged();
    const copy = new FrameHost(host.hello);
    copy.output(1_000, 'first\r\n');
    await copy.connect(agent.socket);
    host.output(2_000, 'second\r\n');
    copy.output(2_000, 'second\r\n');
    copy.end(3_000);
    await copy.acknowledged();
    host.disconnect();
    copy.disconnect();
    expect(outputOf((await sessionOf(host))!)).toBe('first\r\nsecond\r\n');
  });

  test('a database that breaks while it is open is built anew by the next agent', async () => {
    await agent.start();
    const host = new FrameHost(makeHello());
    await host.connect(agent.socket);
    host.output(1_000, 'before\r\n');
    host.end(2_000);
    await host.acknowledged();
    const {database} = homePaths(sandbox.env);
    for (const suffix of ['', '-wal']) writeFileSync(`${database}${suffix}`, 'garbage '.repeat(20_000));
    // Somebody else's session finds out; hosts start the next agent themselves, here the test does.
    const next = new FrameHost(makeHello());
    await next.connect(agent.socket).catch(() => undefined);
    await agent.stop();
    await agent.start();
    expect(await eventually(() => sessionOf(host))).toMatchObject({state: 'ended', exitStatus: 0});
  }, 40_000);

  test('marks the session of a host that died as interrupted, with all it had sent', async () => {
    await agent.start();
    const host = new FrameHost(makeHello({pid: GONE}));
    await host.connect(agent.socket);
    host.output(1_000, 'half a li');
    host.disconnect();
    const session = await eventually(async () => {
      const found = await sessionOf(host);
      return found?.state === 'interrupted' ? found : null;
    });
    expect(outputOf(session)).toBe('half a li');
    expect(session.exitStatus).toBeNull();
    const logs = await readStore((store) => store.searchLogs({query: null, limit: 10}));
    expect(logs.items.map(({log}) => log.text)).toEqual(['half a li']);
  }, 40_000);

  test('completes sessions that agent and host left behind together', async () => {
    await agent.start();
    const host = new FrameHost(makeHello({pid: GONE}));
    await host.connect(agent.socket);
    host.output(1_000, 'kept\r\n');
    await host.acknowledged();
    await agent.kill();
    await agent.start();
    const session = await eventually(async () => {
      const found = await sessionOf(host);
      return found?.state === 'interrupted' ? found : null;
    });
    expect(session.durationUs).toBe(1_000);
    const logs = await readStore((store) => store.searchLogs({query: null, limit: 10}));
    expect(logs.items.map(({log}) => log.text)).toEqual(['kept']);
  }, 40_000);

  test.each([
    ['was deleted', (file: string) => rmSync(file)],
    ['is not a database any more', (file: string) => writeFileSync(file, 'garbage '.repeat(2_000))],
  ])('builds the index anew when the database %s', async (_what, harm) => {
    await agent.start();
    const host = new FrameHost(makeHello({tags: {team: 'payments'}}));
    await host.connect(agent.socket);
    host.output(1_000, 'find me again, password=hunter2hunter2\r\n');
    host.end(2_000, 3);
    await host.acknowledged();
    const before = await sessionOf(host);
    await agent.stop();
    const {database} = homePaths(sandbox.env);
    for (const suffix of ['-wal', '-shm']) rmSync(`${database}${suffix}`, {force: true});
    harm(database);
    await agent.start();
    const after = await eventually(() => sessionOf(host));
    expect(after).toEqual(before);
    const logs = await readStore((store) =>
      store.searchLogs({query: {type: 'text', value: 'again', quoted: false}, limit: 9}),
    );
    expect(logs.items).toHaveLength(1);
    const redactions = await readStore((store) => store.listRedactions(host.hello.session));
    expect(redactions.map(({place}) => place)).toEqual(['output']);
  });

  test('two agents never write at once: the second leaves', async () => {
    await agent.start();
    const second = new AgentProcess(sandbox.env);
    await second.start();
    const {pid} = second;
    await eventually(
      async () => !existsSync(`/proc/${pid}`) || readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z'),
    );
    const host = new FrameHost(makeHello());
    await host.connect(agent.socket);
    host.end(1_000);
    await host.acknowledged();
  });

  test('a bad frame ends its session, not the agent', async () => {
    await agent.start();
    const bad = new FrameHost(makeHello());
    await bad.connect(agent.socket);
    bad.send(FrameType.Resize, 1_000, 'x');
    const good = new FrameHost(makeHello());
    await good.connect(agent.socket);
    good.output(1_000, 'fine\r\n');
    good.end(2_000);
    await good.acknowledged();
    expect(outputOf((await sessionOf(good))!)).toBe('fine\r\n');
  });

  test('a session without a terminal is an event, without a recording', async () => {
    await agent.start();
    const host = new FrameHost(makeHello({pty: null, tty: null, streams: ['pipe', 'pipe', 'file']}));
    await host.connect(agent.socket);
    host.end(5_000, 4);
    await host.acknowledged();
    expect(await sessionOf(host)).toMatchObject({state: 'ended', exitStatus: 4, recordingPath: null});
  });
});

describeAsRoot('agent on a full disk', () => {
  const mounted = (): string => join(sandbox.home, 'small');

  beforeEach(() => {
    mkdirSync(mounted());
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', mounted()]);
    sandbox.env.DDCOTERM_HOME = join(mounted(), 'home');
    mkdirSync(sandbox.env.DDCOTERM_HOME, {mode: 0o700});
    writeFileSync(join(sandbox.env.DDCOTERM_HOME, 'config.yaml'), 'limits: {free_disk: 0}\n');
    agent = new AgentProcess(sandbox.env);
  });

  afterEach(async () => {
    await agent.stop();
    execFileSync('umount', ['--lazy', mounted()]); // statements of the test's own store may still be waiting to be collected
  });

  test('keeps what waits in memory, and writes it when there is room again', async () => {
    await agent.start();
    const host = new FrameHost(makeHello());
    await host.connect(agent.socket);
    host.output(1_000, 'before\r\n');
    await host.acknowledged();
    const filler = join(mounted(), 'filler');
    execFileSync('sh', ['-c', `cat /dev/zero > '${filler}' 2>/dev/null || true`]);
    host.output(2_000, 'while full\r\n');
    await expect(host.acknowledged(1_500)).rejects.toThrow('Waited');
    rmSync(filler);
    host.output(3_000, 'after\r\n');
    host.end(4_000);
    await host.acknowledged();
    expect(outputOf((await sessionOf(host))!)).toBe('before\r\nwhile full\r\nafter\r\n');
  }, 30_000);
});

const listFiles = (folder: string): string[] =>
  readdirSync(folder, {recursive: true, withFileTypes: true})
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));

/** Every run of `length` characters of a text. */
const windows = (text: string, length: number): string[] =>
  Array.from({length: text.length - length + 1}, (_, at) => text.slice(at, at + length));
