/** What reaches the agent, also when it dies, comes late or never; and what the command then notices: nothing. */
import {spawn} from 'node:child_process';
import {chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {join} from 'node:path';
import {FrameType} from '../../../src/protocol/frame.ts';
import {describeWith} from '../../support/programs.ts';
import {type BuiltHost, buildHost} from './support/build-host.ts';
import {capturedOf, endOf, FrameServer, offsetOf, outputOf} from './support/frame-server.ts';
import {HostSandbox} from './support/host-sandbox.ts';

let built: BuiltHost;
let box: HostSandbox;
let server: FrameServer;

beforeAll(async () => {
  built = await buildHost();
});
afterAll(() => built.remove());
beforeEach(() => {
  box = new HostSandbox(built);
  server = new FrameServer(box.paths.socket);
});
afterEach(async () => {
  await server.close();
  await box.remove();
});

const configure = (yaml: string) => writeFileSync(box.paths.config, yaml, {mode: 0o600});

const failures = (): {code: string; command: string}[] =>
  existsSync(box.paths.hostFailures)
    ? readFileSync(box.paths.hostFailures, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line))
    : [];

async function until(isThere: () => boolean, timeoutMs = 15_000): Promise<void> {
  const timeoutAt = Date.now() + timeoutMs;
  while (!isThere()) {
    if (Date.now() > timeoutAt) throw new Error(`Waited ${timeoutMs} ms for ${isThere}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describeWith(['python3'], 'HELLO', () => {
  test('tells what the host knows', async () => {
    await server.listen();
    configure('tags: {team: infra}\nauthors: [{name: mybot, variable: MYBOT}]\n');
    const options = ['--origin=command', '--title=A title', '--tag=ticket:OPS-1', '--no-upload', '--quiet'];
    await box.onTerminal([box.host, ...options, 'sh', '/bin/sh', '-c', 'exit 0', 'word'], {
      env: {KUBECONFIG: '/k', UNLISTED_SECRET: 'x', MYBOT: '1', DDCOTERM_SESSION: 'outer'},
      rows: 33,
      columns: 111,
    });
    const {hello} = await server.waitForEnd();
    expect(hello).toMatchObject({
      hostKind: built.relay === undefined ? 'node' : 'relay',
      hostVersion: '0.0.0-test',
      origin: 'command',
      name: 'sh',
      executable: '/bin/sh',
      argv: ['sh', '-c', 'exit 0', 'word'],
      cwd: box.home,
      streams: ['tty', 'tty', 'tty'],
      columns: 111,
      rows: 33,
      parent: {name: 'python3'},
      parentSession: 'outer',
      title: 'A title',
      tags: {ticket: 'OPS-1'}, // those of the settings are the agent's
      recordInput: false,
      upload: false,
      capture: 'terminal',
    });
    expect(hello.tty).toMatch(/^\/dev\/pts\/\d+$/);
    expect(hello.pty).toMatch(/^\/dev\/pts\/\d+$/);
    expect(hello.env).toMatchObject({KUBECONFIG: '/k', MYBOT: '1', TERM: 'xterm-256color'});
    expect(hello.env).not.toHaveProperty('UNLISTED_SECRET');
    expect(Math.abs(hello.startedAtMs - Date.now())).toBeLessThan(60_000);
  });

  test('the session id is the given one, or a UUIDv7', async () => {
    await server.listen();
    const session = '01890a5d-ac96-774b-bcce-b302099a8057';
    await box.run([box.host, `--session=${session}`, 'true', '/bin/true']);
    await box.run([box.host, 'true', '/bin/true']);
    await until(() => server.sessions.size === 2);
    const ids = [...server.sessions.keys()];
    expect(ids[0]).toBe(session);
    expect(ids[1]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab]/);
  });
});

describeWith(['bash', 'python3'], 'an agent that dies', () => {
  test('gets from its successor’s place on what was not acknowledged, and nothing twice', async () => {
    server.acknowledges = false;
    await server.listen();
    const session = box.open(box.shell('echo one; read x; echo two; read x; echo three; read x; exit 7'));
    await session.waitFor('one');
    const first = await server.waitFor((received) => outputOf(received).includes('one'));
    const {session: id} = first.hello;
    const acknowledged = offsetOf(first.frames);
    server.acknowledge(id, acknowledged);
    session.write('\r');
    await session.waitFor('two');
    await server.waitFor((received) => outputOf(received).includes('two'));

    await server.crash();
    server.forget(id, acknowledged); // "two" was never on its disk
    session.write('\r');
    await session.waitFor('three'); // the command goes on meanwhile
    await server.listen();
    server.acknowledges = true;
    await server.waitFor((received) => outputOf(received).includes('three'));
    session.write('\r');
    expect(await session.waitForExit()).toEqual({exitCode: 7, signal: 0});
    const end = await server.waitForEnd();
    expect(end.connections).toBe(2);
    expect(outputOf(end).toString()).toBe('one\r\n\r\ntwo\r\n\r\nthree\r\n\r\n');
    expect(endOf(end)).toBe('exit 7');
  });

  test('again and again during a flood loses and repeats nothing', async () => {
    await server.listen();
    const script = 'i=0; while [ $i -lt 40000 ]; do i=$((i+1)); echo "line $i"; done';
    const running = box.onTerminal(['/bin/sh', '-c', `exec ${box.host} bash /bin/bash -c '${script}'`]);
    await server.waitFor(({frames}) => frames.length > 3);
    for (let round = 0; round < 5; round++) {
      await new Promise((resolve) => setTimeout(resolve, 60));
      await server.crash();
      await server.listen();
    }
    const {output} = await running;
    const end = await server.waitForEnd();
    expect(outputOf(end).equals(output)).toBe(true);
    expect(output.toString().split('\r\n')).toHaveLength(40_001);
  }, 60_000);

  test('while the command ends: a detached copy delivers the rest, and the prompt is back at once', async () => {
    await server.listen();
    const session = box.open(box.shell('echo one; read x; echo two; exit 3'));
    await session.waitFor('one');
    await server.waitFor((received) => outputOf(received).includes('one'));
    await server.crash();
    const before = Date.now();
    session.write('\r');
    expect(await session.waitForExit()).toEqual({exitCode: 3, signal: 0});
    expect(Date.now() - before).toBeLessThan(2_000);
    await server.listen();
    const end = await server.waitForEnd();
    expect(outputOf(end).toString()).toBe('one\r\n\r\ntwo\r\n');
    expect(endOf(end)).toBe('exit 3');
  });

  test('a host killed in mid-session leaves the acknowledged part', async () => {
    await server.listen();
    const session = box.open(box.shell('echo one; sleep 60'));
    await server.waitFor((received) => outputOf(received).includes('one'));
    process.kill(session.pid, 'SIGKILL');
    await session.waitForExit();
    expect(outputOf([...server.sessions.values()][0]!).toString()).toBe('one\r\n');
  });
});

describeWith(['bash', 'python3'], 'no agent', () => {
  test('the command runs as ever, and doctor is told after a while', async () => {
    const {end, output} = await box.onTerminal(box.shell('echo fine; exit 4'));
    expect([end, output.toString()]).toEqual(['exit 4', 'fine\r\n']);
  });

  test('an agent is started where one lies beside the host', async () => {
    const agent = join(built.dist, 'agent.mjs');
    writeFileSync(
      agent,
      `import {writeFileSync, readdirSync, readlinkSync} from 'node:fs';
      const open = readdirSync('/proc/self/fd').flatMap((fd) => { try { return [readlinkSync('/proc/self/fd/' + fd)]; } catch { return []; } });
      writeFileSync(process.env.DDCOTERM_HOME + '/started', JSON.stringify({cwd: process.cwd(), open}));`,
    );
    try {
      const session = box.open(box.shell('echo one; read x'));
      await until(() => existsSync(join(box.paths.root, 'started')));
      await new Promise((resolve) => setTimeout(resolve, 20));
      const {cwd, open} = JSON.parse(readFileSync(join(box.paths.root, 'started'), 'utf8'));
      expect(cwd).toBe('/');
      expect(open.filter((path: string) => /pts|ptmx/.test(path))).toEqual([]);
      session.write('\r');
      await session.waitForExit();
    } finally {
      rmSync(agent);
    }
  });

  test('with on_failure: block nothing is started: status 125', async () => {
    configure('on_failure: block\n');
    const {end, stdout, stderr} = await box.run(box.shell('echo ran'));
    expect([end, stdout]).toEqual(['exit 125', '']);
    expect(stderr).toContain('on_failure: block');
    expect(stderr).toContain('ddcoterm doctor');
  });

  test('with on_failure: block the command starts when the agent answers', async () => {
    configure('on_failure: block\n');
    await server.listen();
    expect(await box.run(box.shell('echo ran'))).toMatchObject({end: 'exit 0', stdout: 'ran\n'});
  });

  test.each([
    ['a folder that others may write to', () => chmodSync(box.paths.run, 0o777)],
    ['no socket', () => writeFileSync(box.paths.socket, '')],
  ])('a socket that cannot be trusted (%s) gets nothing', async (_, spoil) => {
    await server.listen();
    if (existsSync(box.paths.socket)) rmSync(box.paths.socket);
    const stranger = createServer();
    if (_ !== 'no socket') await new Promise<void>((resolve) => stranger.listen(box.paths.socket, resolve));
    spoil();
    let connections = 0;
    stranger.on('connection', () => connections++);
    expect(await box.run(box.shell('echo ran'))).toMatchObject({end: 'exit 0', stdout: 'ran\n'});
    expect(connections).toBe(0);
    await until(() => failures().length > 0);
    expect(failures()).toMatchObject([{code: 'SOCKET_FOREIGN', command: 'sh'}]);
    expect(JSON.stringify(failures())).not.toContain('echo');
    stranger.close();
  });

  test.each([
    ['an unwritable home', {DDCOTERM_HOME: '/proc/nowhere'}],
    ['no HOME', {HOME: undefined, DDCOTERM_HOME: undefined}],
    [
      'an empty environment',
      Object.fromEntries(['HOME', 'DDCOTERM_HOME', 'TERM', 'LANG', 'USER'].map((name) => [name, undefined])),
    ],
  ])('%s is no reason not to run', async (_, env) => {
    const {end, output} = await box.onTerminal(box.shell('echo fine; exit 4'), {env: env as NodeJS.ProcessEnv});
    expect([end, output.toString()]).toEqual(['exit 4', 'fine\r\n']);
  });

  test('a broken config.yaml is no reason not to run', async () => {
    configure('limits: [\n\t:');
    expect(await box.run(box.shell('echo fine'))).toEqual({end: 'exit 0', stdout: 'fine\n', stderr: ''});
  });
});

describeWith(['bash', 'python3'], 'a slow agent', () => {
  test('makes a flood wait instead of losing a byte', async () => {
    server.acknowledges = false;
    await server.listen();
    const running = box.onTerminal([box.host, 'head', '/usr/bin/head', '-c', '30000000', '/dev/zero']);
    const session = await server.waitFor(({receivedOffset}) => receivedOffset > 16 * 1024 * 1024);
    server.acknowledges = true;
    server.acknowledge(session.hello.session, session.receivedOffset);
    const {output} = await running;
    expect(output.length).toBe(30_000_000);
    expect(outputOf(await server.waitForEnd()).length).toBe(30_000_000);
  }, 60_000);
});

describeWith(['bash', 'python3'], 'a command inside a recorded session', () => {
  test('is not recorded again on its very terminal', async () => {
    await server.listen();
    const inner = `${box.host} sh /bin/sh -c 'echo inner; exit 9'; echo "status $?"; echo x | ${box.host} cat /bin/cat | cat; v=$(${box.host} echo /bin/echo sub </dev/null 2>/dev/null); echo $v`;
    const {output} = await box.onTerminal(box.shell(inner));
    expect(output.toString()).toBe('inner\r\nstatus 9\r\nx\r\nsub\r\n');
    await server.waitForEnd();
    expect(server.sessions.size).toBe(1);
  });

  test('is recorded on another terminal, whatever it inherits', async () => {
    await server.listen();
    const inner = `python3 -c 'import pty; pty.spawn(["${box.host}", "sh", "/bin/sh", "-c", "echo other"])'`;
    await box.onTerminal(box.shell(inner));
    await until(() => server.sessions.size === 2);
    const [outer, other] = [...server.sessions.values()];
    expect(other!.hello.parentSession).toBe(outer!.hello.session);
  });

  test('a file left behind by a killed host counts for nothing', async () => {
    await server.listen();
    const folder = join(box.paths.run, 'sessions');
    mkdirSync(folder, {recursive: true});
    for (let n = 0; n < 60; n++) {
      const file = {session: 'x', hostPid: process.pid, hostStart: 'another', dev: 0, rdev: 136 * 256 + n};
      writeFileSync(join(folder, `pts-${n}.json`), JSON.stringify(file));
    }
    await box.onTerminal(box.shell('echo one'));
    expect(outputOf(await server.waitForEnd()).toString()).toBe('one\r\n');
  });

  test('the session’s file goes with it', async () => {
    await server.listen();
    const session = box.open(box.shell('echo one; read x'));
    await session.waitFor('one');
    const folder = join(box.paths.run, 'sessions');
    expect(readdirSync(folder)).toHaveLength(1);
    session.write('\r');
    await session.waitForExit();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('the session’s file goes with the terminal, though the command outlives it', async () => {
    await server.listen();
    const command = `trap "" HUP; echo up; until [ -e go ]; do echo tick; sleep 0.02; done; echo went on >end`;
    const session = box.open(['bash', '-c', `${box.host} sh /bin/sh -c '${command}' & sleep 60`]);
    await session.waitFor('up');
    const folder = join(box.paths.run, 'sessions');
    expect(readdirSync(folder)).toHaveLength(1);
    await session.close();
    // The kernel gives the PTY's number to the next terminal, and a command there is not recorded yet.
    await until(() => readdirSync(folder).length === 0);
    writeFileSync(join(box.home, 'go'), '');
    await until(() => existsSync(join(box.home, 'end')));
    expect(endOf(await server.waitForEnd())).toBe('exit 0');
  });

  test('`record: false` leaves a command alone', async () => {
    await server.listen();
    configure('commands: {sh: {record: false}}\n');
    const {output, end} = await box.onTerminal(box.shell('echo "session=$DDCOTERM_SESSION"; exit 2'));
    expect([end, output.toString()]).toEqual(['exit 2', 'session=\r\n']);
    expect(server.sessions.size).toBe(0);
  });
});

describeWith(['bash', 'python3'], 'capture: all', () => {
  beforeEach(async () => {
    configure('commands: {sh: {capture: all}}\n');
    await server.listen();
  });

  test('copies output and errors apart, exact to the byte', async () => {
    const script = String.raw`printf 'out\n\000\377'; printf 'err\n' >&2; [ -p /dev/stdout ] && echo pipe >/dev/stderr`;
    const finished = await box.run([
      '/bin/bash',
      '-c',
      `${box.host} sh /bin/sh -c '${script.replaceAll("'", "'\\''")}' | od -c`,
    ]);
    expect(finished.stdout).toContain('\\0 377');
    const end = await server.waitForEnd();
    expect(capturedOf(end, 1)).toEqual(Buffer.from('out\n\0\xff', 'latin1'));
    expect(capturedOf(end, 2).toString()).toBe('err\npipe\n');
    expect(end.hello).toMatchObject({capture: 'all', pty: null});
  });

  test('30 MB go through whole', async () => {
    const {stdout} = await box.run([
      '/bin/bash',
      '-c',
      `${box.host} sh /bin/sh -c 'seq 1 4000000' | cksum; seq 1 4000000 | cksum`,
    ]);
    const [hosted, direct] = stdout.split('\n');
    expect(hosted).toBe(direct);
    expect(capturedOf(await server.waitForEnd(), 1).length).toBe(Number(direct!.split(' ')[1]));
  }, 60_000);

  test('copies what was read from a file, and takes nothing from a loop', async () => {
    writeFileSync(join(box.home, 'in'), 'first\nsecond\n');
    const {stdout} = await box.run([
      '/bin/bash',
      '-c',
      `while read -r l; do ${box.host} sh /bin/sh -c 'echo "$1"' sh "$l"; done <in`,
    ]);
    expect(stdout).toBe('first\nsecond\n');
    await box.run(['/bin/bash', '-c', `${box.host} sh /bin/cat <in`]);
    const end = await server.waitFor((session) => capturedOf(session, 0).length > 0);
    expect(capturedOf(end, 0).toString()).toBe('first\nsecond\n');
  });

  test('a reader that leaves is told to the command', async () => {
    const {stdout} = await box.run([
      '/bin/bash',
      '-c',
      `${box.host} sh /bin/sh -c 'yes' | head -1; echo "\${PIPESTATUS[0]}"`,
    ]);
    expect(stdout).toBe('y\n141\n');
  });

  test('a process left behind holds nothing up, and its output comes', async () => {
    const before = Date.now();
    const {stdout} = await box.run([
      '/bin/bash',
      '-c',
      `${box.host} sh /bin/sh -c '(sleep 1.5; echo late) & echo now' >out; cat out; sleep 2; cat out`,
    ]);
    expect(stdout).toBe('now\nnow\nlate\n');
    expect(Date.now() - before).toBeGreaterThan(1_500);
  });
});

describeWith(['python3'], 'announcements', () => {
  const announced = /^ddcoterm: .*ddcoterm play [0-9a-f]{8}-[0-9a-f]{4}/;

  test('a session says at its start and end where it can be watched', async () => {
    await server.listen();
    const {stderr, stdout} = await box.run([box.host, '--origin=command', 'echo', '/bin/echo', 'x']);
    expect(stdout).toBe('x\n');
    const lines = stderr.trimEnd().split('\n');
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(line).toMatch(announced);
  });

  test('a shim says nothing unless it is configured to', async () => {
    await server.listen();
    expect((await box.run([box.host, 'echo', '/bin/echo', 'x'])).stderr).toBe('');
    configure('announce_shims: true\n');
    expect((await box.run([box.host, 'echo', '/bin/echo', 'x'])).stderr).toMatch(announced);
    expect((await box.run([box.host, '--quiet', 'echo', '/bin/echo', 'x'])).stderr).toBe('');
  });
});

describeWith(['bash'], 'the launcher', () => {
  test('runs the real command when the release is missing', async () => {
    rmSync(box.paths.lib, {recursive: true});
    const script = 'echo "$0 $1"; exit 5';
    expect(await box.run([box.host, '--title=x', '--', 'sh', '/bin/sh', '-c', script, 'zero', 'one'])).toEqual({
      end: 'exit 5',
      stdout: 'zero one\n',
      stderr: '',
    });
  });

  test('runs the real command when there is no Node, on a PATH with spaces', async () => {
    const {end, stdout} = await box.run([box.host, 'sh', '/bin/sh', '-c', 'echo ok'], {env: {PATH: '/nowhere:/a b'}});
    expect([end, stdout]).toEqual(['exit 0', 'ok\n']);
  });

  test('is started by a relative path or through a link', async () => {
    await server.listen();
    const words = `cd .ddcoterm/bin && ./ddcoterm-host echo /bin/echo rel; ln -s "$PWD/ddcoterm-host" ../../link; cd; ./link echo /bin/echo link`;
    expect((await box.run(['/bin/bash', '-c', words])).stdout).toBe('rel\nlink\n');
    await until(() => server.sessions.size === 2);
  });

  test('leaves no variable behind', async () => {
    const {stdout} = await box.run([box.host, 'env', '/usr/bin/env']);
    expect(stdout.split('\n').filter((line) => /^ddcoterm_|LAUNCH/.test(line))).toEqual([]);
  });

  test('refuses a command line that is none', async () => {
    const {end, stderr} = await box.run([box.host, '--nonsense', 'sh', '/bin/sh']);
    expect(end).toBe('exit 2');
    expect(stderr).toContain('option "--nonsense" is unknown');
  });
});

describeWith(['python3'], 'frames', () => {
  test('rise in time, and END is the last', async () => {
    await server.listen();
    await box.onTerminal(box.shell('echo a; sleep 0.2; echo b'));
    const {frames} = await server.waitForEnd();
    const times = frames.map(({elapsedUs}) => elapsedUs);
    expect([...times].sort((a, b) => a - b)).toEqual(times);
    expect(times.at(-1)! - times[0]!).toBeGreaterThan(150_000);
    expect(frames.filter(({type}) => type === FrameType.End)).toHaveLength(1);
  });

  test('of 50 sessions at once arrive whole', async () => {
    await server.listen();
    const runs = Array.from({length: 50}, (_, n) => {
      const child = spawn(box.host, ['sh', '/bin/sh', '-c', `echo ${n}; exit ${n}`], {env: box.env, stdio: 'ignore'});
      return new Promise<number | null>((resolve) => child.once('exit', resolve));
    });
    expect(await Promise.all(runs)).toEqual(Array.from({length: 50}, (_, n) => n));
    await until(
      () => [...server.sessions.values()].filter(({frames}) => frames.at(-1)?.type === FrameType.End).length === 50,
    );
  }, 60_000);
});
