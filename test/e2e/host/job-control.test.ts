/** Keys, signals and jobs, in real shells. */
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {FrameType} from '../../../src/protocol/frame.ts';
import {describeWith} from '../../support/programs.ts';
import type {PtySession} from '../../support/pty.ts';
import {type BuiltHost, buildHost} from './support/build-host.ts';
import {endOf, FrameServer, outputOf} from './support/frame-server.ts';
import {HostSandbox} from './support/host-sandbox.ts';

let built: BuiltHost;
let box: HostSandbox;
let server: FrameServer;

beforeAll(async () => {
  built = await buildHost();
});
afterAll(() => built.remove());
beforeEach(async () => {
  box = new HostSandbox(built);
  server = new FrameServer(box.paths.socket);
  await server.listen();
});
afterEach(async () => {
  await server.close();
  await box.remove();
});

/** An interactive shell whose command `hosted` is the host running sh. */
async function openShell(shell: 'bash' | 'zsh'): Promise<PtySession> {
  const words: [string, ...string[]] = shell === 'bash' ? ['bash', '--norc', '--noprofile', '-i'] : ['zsh', '-f', '-i'];
  const session = box.open(words, {env: {PS1: 'READY> ', HOST: box.host}});
  await session.waitFor('READY> ');
  return session;
}

/** Types a line, and waits until `wanted` comes behind it. */
async function type(session: PtySession, line: string, wanted: string | RegExp): Promise<string> {
  const from = session.text.length;
  session.write(`${line}\r`);
  const isThere = (text: string) => {
    const behind = text.slice(from + line.length);
    return typeof wanted === 'string' ? behind.includes(wanted) : wanted.test(behind);
  };
  await session.waitFor((text) => isThere(text));
  return session.text.slice(from + line.length);
}

/** Waits until `wanted` comes behind what is there now, after `act`. */
async function after(session: PtySession, act: () => void, wanted: string | RegExp): Promise<string> {
  const from = session.text.length;
  act();
  await session.waitFor((text) =>
    typeof wanted === 'string' ? text.slice(from).includes(wanted) : wanted.test(text.slice(from)),
  );
  return session.text.slice(from);
}

const CTRL_C = '\x03';
const CTRL_Z = '\x1a';
const CTRL_D = '\x04';

describeWith(['bash', 'zsh', 'python3'], 'keys', () => {
  test('reach the command, and Ctrl-D ends its input', async () => {
    const session = box.open([box.host, 'cat', '/bin/cat']);
    await after(session, () => session.write('hello\r'), /hello\r\nhello\r\n/);
    session.write(CTRL_D);
    expect(await session.waitForExit()).toEqual({exitCode: 0, signal: 0});
  });

  test('Ctrl-C ends the command by SIGINT', async () => {
    const session = box.open(box.shell('echo started; exec sleep 60'));
    await session.waitFor('started');
    session.write(CTRL_C);
    expect(await session.waitForExit()).toMatchObject({signal: 2});
    expect(endOf(await server.waitForEnd())).toBe('signal 2');
  });

  test('Ctrl-C is the command’s to handle', async () => {
    const session = box.open(box.shell('trap "echo caught; exit 4" INT; echo started; while :; do sleep 0.1; done'));
    await session.waitFor('started');
    session.write(CTRL_C);
    await session.waitFor('caught');
    expect(await session.waitForExit()).toEqual({exitCode: 4, signal: 0});
  });

  test('Ctrl-C ends a shell loop and a script around it', async () => {
    const session = await openShell('bash');
    session.write('for i in 1 2 3; do "$HOST" sh /bin/sh -c "echo round$((i+10)); exec sleep 60"; done\r');
    await session.waitFor('round11');
    await after(session, () => session.write(CTRL_C), 'READY> ');
    expect(session.text).not.toContain('round12');

    // exec: a dash that is just forking loses the signal, also without a host.
    writeFileSync(join(box.home, 'script'), `"$HOST" sh /bin/sh -c 'echo in; exec sleep 60'\necho survived\n`);
    session.write('bash script\r');
    await session.waitFor('in\r\n');
    await after(session, () => session.write(CTRL_C), 'READY> ');
    expect(session.text).not.toContain('survived');
  });

  test('Ctrl-C in a flood is answered', async () => {
    const session = box.open([box.host, 'yes', '/usr/bin/yes']);
    await session.waitFor((text) => text.length > 200_000);
    session.write(CTRL_C);
    expect(await session.waitForExit()).toMatchObject({signal: 2});
  });

  test('a paste of 256 KiB arrives whole', async () => {
    const session = box.open(box.shell('stty raw -echo; echo ready; head -c 262144 | cksum; stty sane'));
    await session.waitFor('ready');
    session.write('0123456789abcdef'.repeat(16_384));
    const text = await session.waitFor(/\d+ 262144/);
    expect(text).toContain('2741023436 262144'.split(' ')[1]!);
  });
});

describeWith(['bash', 'zsh'], 'job control', () => {
  test.each(['bash', 'zsh'] as const)(
    'in %s: Ctrl-Z gives the prompt back, fg goes on, as often as one likes',
    async (shell) => {
      const session = await openShell(shell);
      const script = 'while read -r line; do echo "<$line>"; [ "$line" = end ] && exit 5; done';
      await type(session, `"$HOST" sh /bin/sh -c '${script}'`, '\r\n');
      await after(session, () => session.write('one\r'), '<one>');
      for (const word of ['two', 'three']) {
        await after(session, () => session.write(CTRL_Z), 'READY> ');
        await type(session, 'echo prompt-$((40+2))', 'prompt-42');
        await type(session, 'fg', '\r\n');
        await after(session, () => session.write(`${word}\r`), `<${word}>`);
      }
      await after(session, () => session.write('end\r'), 'READY> ');
      await type(session, 'echo status=$?', 'status=5');
      const {frames} = await server.waitForEnd();
      const types = frames.map(({type: kind}) => kind);
      expect(types.filter((kind) => kind === FrameType.Suspend)).toHaveLength(2);
      expect(types.filter((kind) => kind === FrameType.Resume)).toHaveLength(2);
    },
  );

  test('a stopped job goes on in the background with bg and ends there', async () => {
    const session = await openShell('bash');
    // Not `echo on; sleep 1`: a shell that is stopped between vfork and exec stops for nobody, with a recorder or without.
    await type(session, `"$HOST" sh /bin/sh -c 'sleep 1 & echo on; wait; echo done-$((40+2)) >done'`, 'on');
    await after(session, () => session.write(CTRL_Z), 'READY> ');
    await type(session, 'bg', 'READY> ');
    await type(session, 'wait; echo waited=$?', 'waited=0');
    expect(readFileSync(join(box.home, 'done'), 'utf8')).toBe('done-42\n');
  });

  test('a job started with & leaves the terminal to the shell, and its output comes whole', async () => {
    const session = await openShell('bash');
    await type(session, `"$HOST" sh /bin/sh -c 'sleep 0.3; printf "back\\nground\\n"; exit 3' &`, 'READY> ');
    await type(session, 'echo typed-$((40+2))', 'typed-42');
    await session.waitFor(/back\r\nground\r\n/);
    await type(session, 'wait $!; echo status=$?', 'status=3');
  });

  test('a background job that reads is stopped, and reads after fg', async () => {
    const session = await openShell('bash');
    await type(session, `"$HOST" sh /bin/sh -c 'read -r line; echo "<$line>"' &`, 'READY> ');
    const from = session.text.length;
    while (!/Stopped/.test(session.text.slice(from))) await type(session, 'jobs', 'READY> ');
    await type(session, 'fg', '\r\n');
    await after(session, () => session.write('now\r'), '<now>');
    await server.waitForEnd();
  });

  test('Ctrl-Z stops a script around the command as well', async () => {
    const session = await openShell('bash');
    writeFileSync(
      join(box.home, 'script'),
      `"$HOST" sh /bin/sh -c 'echo in; read -r x; echo "<$x>"'\necho script-goes-on\n`,
    );
    await type(session, 'bash script', 'in\r\n');
    await after(session, () => session.write(CTRL_Z), 'READY> ');
    await type(session, 'fg', '\r\n');
    await after(session, () => session.write('yes\r'), 'script-goes-on');
  });

  test('a command that stops itself stops the job', async () => {
    const session = await openShell('bash');
    await type(session, `"$HOST" sh /bin/sh -c 'kill -STOP $$; echo on-$((40+2))'`, 'READY> ');
    await type(session, 'fg', 'on-42');
  });

  test('a command behind a pipe gets the keyboard when it asks for it', async () => {
    const session = await openShell('bash');
    const script = 'cat; read -r key </dev/tty; echo "<$key>"';
    await type(session, `echo piped | "$HOST" sh /bin/sh -c '${script}'`, 'piped\r\n');
    await after(session, () => session.write('key\r'), '<key>');
    await after(session, () => undefined, 'READY> ').catch(() => undefined);
    await type(session, 'stty -a | grep -o " echo "', ' echo ');
  });

  test('what was not read is left to the shell', async () => {
    const session = await openShell('bash');
    await type(session, `echo x | "$HOST" sh /bin/sh -c 'cat; echo busy; sleep 1'`, 'busy');
    session.write('echo ahead-$((40+2))\r');
    await session.waitFor('ahead-42');
  });

  test('less pages behind a pipe', async () => {
    const session = await openShell('bash');
    session.write(`seq 1 500 | "$HOST" less "$(command -v less)"; echo left=$?\r`);
    await session.waitFor((_, screen) => /\n29\n:/.test(screen));
    session.write('G');
    await session.waitFor((_, screen) => screen.includes('\n500\n'));
    await after(session, () => session.write('q'), 'left=0');
  });

  test('ten at once on one terminal', async () => {
    const session = await openShell('bash');
    await type(
      session,
      `for i in 1 2 3 4 5 6 7 8 9 10; do "$HOST" sh /bin/sh -c "echo out-$((i+100))" & done; wait; echo all-$((40+2))`,
      'all-42',
    );
    for (let i = 101; i <= 110; i++) expect(session.text).toContain(`out-${i}\r\n`);
  }, 60_000);
});

describeWith(['bash'], 'signals sent to the host', () => {
  test.each(['TERM', 'HUP', 'USR1', 'USR2', 'INT', 'QUIT', 'ALRM'])('SIG%s reaches the command', async (name) => {
    const session = box.open(
      box.shell(`trap 'echo got ${name}; exit 6' ${name}; echo started; while :; do sleep 0.05; done`),
    );
    await session.waitFor('started');
    process.kill(session.pid, `SIG${name}`);
    await session.waitFor(`got ${name}`);
    expect(await session.waitForExit()).toEqual({exitCode: 6, signal: 0});
  });

  test('SIGTERM ends both', async () => {
    const session = box.open(box.shell('echo started; exec sleep 60'));
    await session.waitFor('started');
    process.kill(session.pid, 'SIGTERM');
    expect(await session.waitForExit()).toMatchObject({signal: 15});
  });

  test('SIGKILL leaves no command behind, and no raw terminal', async () => {
    const session = await openShell('bash');
    await type(
      session,
      `"$HOST" sh /bin/sh -c 'echo pid=$$ host=$(cut -d" " -f4 /proc/$PPID/stat); exec sleep 60'`,
      /pid=\d+ host=\d+\r\n/,
    );
    const [, pid, host] = /pid=(\d+) host=(\d+)\r\n/.exec(session.text)!;
    process.kill(Number(host), 'SIGKILL');
    await session.waitFor('Killed');
    await type(session, 'stty -a | grep -o " opost\\|^opost" | tr -d " "', 'opost');
    const timeoutAt = Date.now() + 5_000;
    while (existsSync(`/proc/${pid}`) && Date.now() < timeoutAt) await new Promise((r) => setTimeout(r, 20));
    expect(existsSync(`/proc/${pid}`)).toBe(false);
  });
});

describeWith(['bash'], 'the window', () => {
  test('a change of size reaches the command and the recording', async () => {
    const session = box.open(
      box.shell('trap "stty size" WINCH; stty size; echo started; while :; do sleep 0.05; done'),
      {columns: 90, rows: 20},
    );
    await session.waitFor('20 90');
    await session.waitFor('started');
    session.resize(120, 40);
    await session.waitFor('40 120');
    const {hello, frames} = await server.waitFor(({frames: all}) =>
      all.some(({type: kind}) => kind === FrameType.Resize),
    );
    const {payload} = frames.find(({type: kind}) => kind === FrameType.Resize)!;
    expect([hello.columns, hello.rows]).toEqual([90, 20]);
    expect([payload.readUInt16LE(0), payload.readUInt16LE(2)]).toEqual([120, 40]);
  });

  test('a terminal that goes away ends the command by SIGHUP', async () => {
    const session = box.open(box.shell(`trap 'echo hup >hup; exit 1' HUP; echo started; while :; do sleep 0.05; done`));
    await session.waitFor('started');
    await session.close();
    const timeoutAt = Date.now() + 5_000;
    while (!existsSync(join(box.home, 'hup')) && Date.now() < timeoutAt) await new Promise((r) => setTimeout(r, 20));
    expect(readFileSync(join(box.home, 'hup'), 'utf8')).toBe('hup\n');
  });
});

describeWith(['bash', 'python3'], 'typed input', () => {
  const inputOf = (frames: {type: number; payload: Buffer}[]) =>
    Buffer.concat(frames.filter(({type: kind}) => kind === FrameType.Input).map(({payload}) => payload)).toString();

  test('is not sent unless asked for', async () => {
    const session = box.open(box.shell('read -r line; echo "<$line>"'));
    await after(session, () => session.write('words\r'), '<words>');
    expect(inputOf((await server.waitForEnd()).frames)).toBe('');
  });

  test('is sent with --record-input, passwords never', async () => {
    const script = [
      'printf "name: "; read -r name',
      'stty -echo; printf "password: "; read -r secret; stty echo; echo',
      'printf "more: "; read -r more; echo "<$name|$secret|$more>"',
    ].join('; ');
    const session = box.open([box.host, '--record-input', 'sh', '/bin/sh', '-c', script]);
    await session.waitFor('name: ');
    session.write('alice\r');
    await session.waitFor('password: ');
    for (const key of 'hunter2\r') session.write(key);
    await session.waitFor('more: ');
    session.write('end\r');
    await session.waitFor('<alice|hunter2|end>');
    const {frames} = await server.waitForEnd();
    expect(inputOf(frames)).toBe('alice\rend\r');
    const echo = frames.filter(({type: kind}) => kind === FrameType.Echo).map(({payload}) => payload[0]);
    expect(echo).toEqual([0, 1]);
  });

  test('of a program that draws its own line is sent: that is no password', async () => {
    const script = 'stty raw -echo; printf ready; head -c 3 >/dev/null; stty sane';
    const session = box.open([box.host, '--record-input', 'sh', '/bin/sh', '-c', script]);
    await session.waitFor('ready');
    session.write('abc');
    const end = await server.waitForEnd();
    expect(inputOf(end.frames)).toBe('abc');
    expect(outputOf(end).toString()).toBe('ready');
  });
});
