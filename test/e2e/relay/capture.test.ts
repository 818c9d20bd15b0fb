/** `capture: all` where the native relay does more than the node host: order, whole lines, terminals beside it, bad targets. */
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describeWith} from '../../support/programs.ts';
import {capturedOf, endOf, outputOf} from '../host/support/frame-server.ts';
import {useFreshRelay} from '../host/support/fresh-host.ts';

/** Writes of many lengths, in turns that no pattern explains, to output and errors. */
const MIXED = `
import os, random, sys
random.seed(int(sys.argv[1]))
for i in range(2000):
    fd = random.choice((1, 2))
    text = b'%d:%d:' % (i, fd)
    text += b'x' * (random.choice((0, 1, 7, 100, 4095, 4096, 4097, 9000)) - len(text) - 1) + b'\\n'
    os.write(fd, text if random.random() < 0.9 else text[:1])
`;

const host = useFreshRelay();

const CAPTURED = {env: {DDCOTERM_CAPTURE: 'all'}};
const bash = (script: string, options: {env?: NodeJS.ProcessEnv} = CAPTURED) =>
  host.box.run(['/bin/bash', '-c', script.replaceAll('HOST', host.box.host)], options);

describeWith(['bash', 'python3', 'cc'], 'capture: all of the native relay', () => {
  test.each(['>both 2>&1', '2>&1 | cat >both', '>>both 2>>both'])(
    'keeps output and errors apart in the recording, and in their order outside (%s)',
    async (redirection) => {
      writeFileSync(join(host.box.home, 'mixed.py'), MIXED);
      await bash(`python3 mixed.py 7 >direct 2>&1; HOST python3 /usr/bin/python3 mixed.py 7 ${redirection}`);
      const direct = readFileSync(join(host.box.home, 'direct'));
      expect(readFileSync(join(host.box.home, 'both')).equals(direct)).toBe(true);
      await bash('python3 mixed.py 7 >out 2>err');
      const end = await host.server.waitForEnd();
      expect(capturedOf(end, 1).equals(readFileSync(join(host.box.home, 'out')))).toBe(true);
      expect(capturedOf(end, 2).equals(readFileSync(join(host.box.home, 'err')))).toBe(true);
    },
    30_000,
  );

  test('leaves lines whole where several commands write into one pipe', async () => {
    const script = `for n in 1 2 3 4; do HOST bash /bin/bash -c 'for ((i = 0; i < 300; i++)); do printf "%0*d\\n" 200 '$n'; done' & done | sort | uniq -c`;
    const {stdout} = await bash(script);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.map((line) => line.trim().replace(/ 0+/, ' '))).toEqual(['300 1', '300 2', '300 3', '300 4']);
    await host.server.waitForEnds(4);
  });

  test('copies errors in a file while output is on a terminal', async () => {
    const {output} = await host.box.onTerminal(
      ['/bin/sh', '-c', `${host.box.host} sh /bin/sh -c 'echo shown; echo kept >&2; [ -t 1 ] && exit 3' 2>errors`],
      CAPTURED,
    );
    expect(output.toString()).toBe('shown\r\n');
    expect(readFileSync(join(host.box.home, 'errors'), 'utf8')).toBe('kept\n');
    const end = await host.server.waitForEnd();
    expect([outputOf(end).toString(), capturedOf(end, 2).toString(), endOf(end)]).toEqual([
      'shown\r\n',
      'kept\n',
      'exit 3',
    ]);
  });

  test('copies what was read of a file, and no more', async () => {
    await bash(`printf 'one\\ntwo\\nthree\\n' >in; { read -r first; HOST sh /bin/sh -c 'read -r x'; cat >rest; } <in`);
    // A shell reads ahead in a file, and goes back to the end of its line.
    expect(readFileSync(join(host.box.home, 'rest'), 'utf8')).toBe('three\n');
    expect(capturedOf(await host.server.waitForEnd(), 0).toString()).toBe('two\n');
  });

  test('tells the command that nobody reads: at once, and not with its second write', async () => {
    const script = `HOST sh /bin/sh -c 'trap "" PIPE; echo one; while [ ! -e gone ]; do sleep 0.01; done; sleep 0.2; echo two 2>err || echo "failed" >told' | { read -r line; exec <&-; : >gone; sleep 1; }`;
    await bash(script);
    expect(readFileSync(join(host.box.home, 'told'), 'utf8')).toBe('failed\n');
  });

  test('a full device ends the copy, and the command with it', async () => {
    const {stdout} = await bash(`HOST yes /usr/bin/yes >/dev/full; echo "status $?"`);
    expect(stdout).toBe('status 141\n');
  });

  test('a target that somebody made non-blocking gets everything', async () => {
    const script = `import fcntl, os, subprocess, time, sys
r, w = os.pipe()
fcntl.fcntl(w, fcntl.F_SETFL, os.O_NONBLOCK)
child = subprocess.Popen(['HOST', 'seq', '/usr/bin/seq', '1', '60000'], stdout=w)
flags = fcntl.fcntl(w, fcntl.F_GETFL)
os.close(w)
time.sleep(0.3)
data = b''
while True:
    piece = os.read(r, 65536)
    if not piece: break
    data += piece
print(child.wait(), data == b''.join(b'%d\\n' % i for i in range(1, 60001)), flags & os.O_NONBLOCK != 0)`;
    writeFileSync(join(host.box.home, 'run.py'), script.replaceAll('HOST', host.box.host));
    const {stdout} = await host.box.run(['python3', 'run.py'], CAPTURED);
    expect(stdout).toBe('0 True True\n');
  });

  test('no descriptor of the user is made non-blocking, and none is leaked', async () => {
    const script = `import fcntl, os
print([fcntl.fcntl(fd, fcntl.F_GETFL) & os.O_NONBLOCK for fd in (0, 1, 2)], sorted(os.listdir('/proc/self/fd')))`;
    writeFileSync(join(host.box.home, 'look.py'), script);
    const look = (command: string) => bash(`${command} look.py 2>err | cat; : 3>&1 4>x`);
    const direct = await look('python3');
    expect(await look('HOST python3 /usr/bin/python3')).toEqual(direct);
    expect(direct.stdout).toContain('[0, 0, 0]');
    const flags = `import fcntl; print(fcntl.fcntl(1, fcntl.F_GETFL) & 2048)`;
    expect((await bash(`{ HOST true /bin/true; python3 -c '${flags}' >&2; } | cat`)).stderr).toBe('0\n');
  });

  test.each(['TERM', 'INT'])('SIG%s reaches a command whose reader is slow', async (name) => {
    const script = `import os, signal
def leave(*_):
    open('got', 'w').close()
    os._exit(9)
signal.signal(signal.SIG${name}, leave)
open('up', 'w').write(str(os.getppid()))
while True:
    os.write(1, b'y' * 4096)`;
    writeFileSync(join(host.box.home, 'flood.py'), script);
    // The reader waits for what is to happen while nobody reads.
    const reader = '{ until [ -e got ]; do sleep 0.02; done; cat >/dev/null; }';
    await bash(`HOST python3 /usr/bin/python3 flood.py | ${reader} &
      until [ -s up ]; do sleep 0.02; done; sleep 0.2; kill -${name} "$(cat up)"; wait`);
    expect(endOf(await host.server.waitForEnd())).toBe('exit 9');
  });

  test('what a process left behind writes later arrives on both', async () => {
    const script = `HOST sh /bin/sh -c '(until [ -e go ]; do sleep 0.01; done; echo late; echo worse >&2) & echo now' >both 2>&1; cat both; : >go; until grep -q worse both; do sleep 0.02; done; cat both`;
    expect((await bash(script)).stdout).toBe('now\nnow\nlate\nworse\n');
    expect(existsSync(join(host.box.home, 'go'))).toBe(true);
  });
});
