/** What a command and its user must not notice: each behaviour is compared with running the command directly. */
import {spawnSync} from 'node:child_process';
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describeWith} from '../../support/programs.ts';
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

/** Both ways on a terminal that keeps every byte. */
async function compare(script: string, options: Parameters<HostSandbox['onTerminal']>[1] = {}) {
  const direct = await box.onTerminal(['/bin/sh', '-c', script, 'sh'], options);
  const hosted = await box.onTerminal(box.shell(script), options);
  return {direct, hosted};
}

describeWith(['python3', 'bash'], 'a hosted command on a terminal', () => {
  test.each([0, 1, 2, 3, 42, 125, 126, 127, 128, 129, 130, 131, 137, 141, 143, 200, 254, 255])(
    'ends with exit status %i',
    async (status) => {
      const {end} = await box.onTerminal(box.shell(`exit ${status}`));
      expect(end).toBe(`exit ${status}`);
      expect(endOf(await server.waitForEnd())).toBe(`exit ${status}`);
    },
  );

  test.each([
    ['HUP', 1],
    ['INT', 2],
    ['QUIT', 3],
    ['ABRT', 6],
    ['KILL', 9],
    ['USR1', 10],
    ['SEGV', 11],
    ['PIPE', 13],
    ['ALRM', 14],
    ['TERM', 15],
  ])('dies of SIG%s as the command does', async (name, number) => {
    const {end} = await box.onTerminal(box.shell(`ulimit -c 0; kill -${name} $$`));
    expect(end).toBe(`signal ${number}`);
    expect(endOf(await server.waitForEnd())).toBe(`signal ${number}`);
  });

  test('passes every byte as it is', async () => {
    const script = String.raw`printf 'a\nb\r\nc\rd\n\000\001\033[31mred\033[m\377\200\n'; printf 'no newline'`;
    const {direct, hosted} = await compare(script);
    expect(hosted.output).toEqual(direct.output);
    expect(outputOf(await server.waitForEnd())).toEqual(direct.output);
  });

  test('loses nothing of a 6 MB file, ten times', async () => {
    const file = join(box.home, 'big');
    const line = `${'0123456789abcdef'.repeat(6)}\n`;
    writeFileSync(file, Array.from({length: 64_000}, (_, index) => `${index} ${line}`).join(''));
    const expected = readFileSync(file, 'latin1').replaceAll('\n', '\r\n');
    for (let round = 0; round < 10; round++) {
      server.sessions.clear();
      const {output} = await box.onTerminal([box.host, 'cat', '/bin/cat', file]);
      expect(output.length).toBe(expected.length);
      expect(output.toString('latin1') === expected).toBe(true);
      expect(outputOf(await server.waitForEnd()).toString('latin1') === expected).toBe(true);
    }
  }, 120_000);

  test('sees size, modes, descriptors, limits and argv[0] as without the host', async () => {
    const script = [
      'stty size; stty -g; umask; ulimit -Sn; nice',
      'tr "\\000" " " </proc/$$/cmdline; echo',
      'for fd in 0 1 2; do [ -t $fd ] && echo tty$fd; done',
      'for fd in /proc/$$/fd/*; do case $(readlink $fd) in /dev/pts/*) echo pts;; *) basename $fd;; esac; done',
      // The command is no session leader, as in an interactive shell; in this test it would be one.
      'ps -o stat= -p $$ | tr -d s',
      'grep Sig[BIC] /proc/self/status',
    ].join('\n');
    const words = (shell: string) => [
      '/bin/bash',
      '-c',
      `umask 037; ulimit -Sn 321; exec -a sh ${shell} -c '${script.replaceAll("'", "'\\''")}' sh 'a b'`,
    ];
    const direct = await box.onTerminal(words('/bin/sh'), {rows: 41, columns: 132});
    const hosted = await box.onTerminal(words(`${box.host} sh /bin/sh`), {rows: 41, columns: 132});
    expect(hosted.output.toString()).toBe(direct.output.toString());
    expect(hosted.output.toString()).toContain('41 132');
  });

  test('adds one variable to the environment and changes none', async () => {
    const {direct, hosted} = await compare('env | sort | grep -v ^_=');
    const added = hosted.output
      .toString()
      .split('\r\n')
      .filter((line) => !direct.output.toString().includes(line));
    expect(added).toHaveLength(1);
    expect(added[0]).toMatch(/^DDCOTERM_SESSION=[0-9a-f-]{36}$/);
  });

  test('hands on words and variables that are not UTF-8', async () => {
    const script = String.raw`export V="$(printf 'caf\351')"; exec "$@" /bin/sh -c 'printf "%s|%s" "$V" "$1" | od -An -c' sh "$(printf '\377\376x')"`;
    const direct = await box.onTerminal(['/bin/sh', '-c', script, 'sh']);
    const hosted = await box.onTerminal(['/bin/sh', '-c', script, 'sh', box.host, 'sh']);
    expect(hosted.output.toString()).toBe(direct.output.toString());
    expect(hosted.output.toString()).toContain('351');
  });

  test('hands each descriptor that is no terminal to the command as it is', async () => {
    const script = `readlink /proc/$$/fd/0 /proc/$$/fd/2 /proc/$$/fd/5 >&2; ls -l /proc/$$/fd/1 | grep -c pts >&2`;
    const file = join(box.home, 'input');
    writeFileSync(file, '');
    const words = (prefix: string) => ['/bin/sh', '-c', `${prefix} -c '${script}' <input 2>errors 5<input`];
    await box.onTerminal(words('/bin/sh'));
    const direct = readFileSync(join(box.home, 'errors'), 'utf8');
    await box.onTerminal(words(`${box.host} sh /bin/sh`));
    expect(readFileSync(join(box.home, 'errors'), 'utf8')).toBe(direct);
    expect((await server.waitForEnd()).hello.streams).toEqual(['file', 'tty', 'file']);
  });

  test('closed descriptors stay closed', async () => {
    const {output} = await box.onTerminal(['/bin/sh', '-c', `${box.host} sh /bin/sh -c 'ls /proc/$$/fd' <&-`]);
    expect(output.toString().split(/\s+/)).not.toContain('0');
    expect((await server.waitForEnd()).hello.streams[0]).toBe('closed');
  });

  test('writes lines once ended with \\r\\n when its input is a pipe', async () => {
    const inner = String.raw`cat; printf 'x\ny\r\nz'`;
    const direct = await box.onTerminal(['/bin/sh', '-c', `printf 'one\\ntwo\\n' | /bin/sh -c '${inner}'`]);
    const hosted = await box.onTerminal([
      '/bin/sh',
      '-c',
      `printf 'one\\ntwo\\n' | ${box.host} sh /bin/sh -c '${inner}'`,
    ]);
    expect(hosted.output.toString()).toBe(direct.output.toString());
  });

  test('adds and takes no carriage return where the terminal is raw already', async () => {
    const words = (shell: string) => ['/bin/sh', '-c', `stty raw; : | ${shell} -c 'printf "x\\ny\\r\\nz"'; stty sane`];
    const direct = await box.onTerminal(words('/bin/sh'));
    const hosted = await box.onTerminal(words(`${box.host} sh /bin/sh`));
    expect(hosted.output.toString()).toBe(direct.output.toString());
    expect(direct.output.toString()).toBe('x\ny\r\nz');
  });

  test('leaves the lines of a loop around it to the loop', async () => {
    const script = `printf '1\\n2\\n3\\n' | while read -r line; do ${box.host} sh /bin/sh -c 'echo "got $1"' sh "$line"; done`;
    const {output} = await box.onTerminal(['/bin/sh', '-c', script]);
    expect(output.toString()).toBe('got 1\r\ngot 2\r\ngot 3\r\n');
  });

  test.each(['stty -echo -icanon', 'stty raw', 'stty intr ^G erase ^H tostop', 'true', 'stty -opost', 'kill -9 $$'])(
    'leaves the modes of the terminal as "%s" leaves them',
    async (script) => {
      const {direct, hosted} = await compare(script);
      expect(hosted.modes).toBe(direct.modes);
    },
  );

  test('starts with the modes of the terminal', async () => {
    const around = (words: string) => ['/bin/sh', '-c', `stty -echo intr ^G -onlcr; ${words} -c 'stty -g; echo x'`];
    const direct = await box.onTerminal(around('/bin/sh'));
    const hosted = await box.onTerminal(around(`${box.host} sh /bin/sh`));
    expect(hosted.output.toString()).toBe(direct.output.toString());
  });

  test('a terminal of 0×0 stays one, and is recorded as 80×24', async () => {
    const {direct, hosted} = await compare('stty size', {rows: 0, columns: 0});
    expect(hosted.output.toString()).toBe(direct.output.toString());
    expect(await server.waitForEnd()).toMatchObject({hello: {columns: 80, rows: 24}});
  });

  test('a process left behind neither delays the end nor dies of it', async () => {
    const script = `(trap '' HUP; sleep 2; echo late >${box.home}/late) & echo now`;
    const before = Date.now();
    const {output} = await box.onTerminal(box.shell(script));
    expect(output.toString()).toBe('now\r\n');
    expect(Date.now() - before).toBeLessThan(1_900);
    const timeoutAt = Date.now() + 10_000;
    while (!existsSync(join(box.home, 'late')) && Date.now() < timeoutAt) await new Promise((r) => setTimeout(r, 50));
    expect(readFileSync(join(box.home, 'late'), 'utf8')).toBe('late\n');
  });

  test.each([
    ['/bin/nothing-here', 'exit 127', 'sh: No such file or directory\r\n'],
    ['/etc/passwd', 'exit 126', 'sh: Permission denied\r\n'],
  ])('cannot start %s: %s', async (file, end, output) => {
    const run = await box.onTerminal([box.host, 'sh', file]);
    expect([run.end, run.output.toString()]).toEqual([end, output]);
  });

  test('runs a script without an interpreter line', async () => {
    writeFileSync(join(box.home, 'script'), 'echo plain $1', {mode: 0o755});
    const {output} = await box.onTerminal([box.host, 'script', join(box.home, 'script'), 'one']);
    expect(output.toString()).toBe('plain one\r\n');
  });

  test('the CPU time of the command is told to whoever waits', async () => {
    const script = `i=0; while [ $i -lt 150000 ]; do i=$((i+1)); done`;
    const {output} = await box.onTerminal([
      '/bin/bash',
      '-c',
      `TIMEFORMAT=%U; time ${box.host} sh /bin/sh -c '${script}'`,
    ]);
    const direct = await box.onTerminal(['/bin/bash', '-c', `TIMEFORMAT=%U; time /bin/sh -c '${script}'`]);
    expect(Number(output)).toBeGreaterThanOrEqual(Number(direct.output) * 0.5);
  });
});

describeWith(['bash'], 'a hosted command without a terminal', () => {
  const both = async (words: (shell: string) => string[], input = '') => ({
    direct: await box.run(words('/bin/sh'), {input}),
    hosted: await box.run(words(`${box.host} sh /bin/sh`), {input}),
  });

  test.each(['exit 0', 'exit 3', 'exit 130', 'kill -TERM $$', 'kill -INT $$', 'kill -KILL $$', 'kill -PIPE $$'])(
    'ends as "%s" does',
    async (script) => {
      const {direct, hosted} = await both((shell) => ['/bin/bash', '-c', `exec ${shell} -c '${script}'`]);
      expect(hosted.end).toBe(direct.end);
      expect((await server.waitForEnd()).hello).toMatchObject({
        pty: null,
        capture: 'terminal',
        hostKind: built.relay ? 'relay' : 'node',
      });
    },
  );

  test('streams are what they were', async () => {
    // No pipe: while the shell makes one it holds a descriptor more.
    const script = 'cat; echo out; echo err >&2; ls /proc/$$/fd';
    const {direct, hosted} = await both((shell) => ['/bin/bash', '-c', `exec ${shell} -c '${script}'`], 'typed\n');
    expect(hosted).toEqual(direct);
  });

  test('a reader that leaves ends it by SIGPIPE', async () => {
    const {hosted, direct} = await both((shell) => [
      '/bin/bash',
      '-c',
      `${shell} -c 'yes' | head -1; echo "\${PIPESTATUS[0]}"`,
    ]);
    expect(hosted.stdout).toBe(direct.stdout);
  });

  test('ignored signals stay ignored, blocked limits stay', async () => {
    const script = 'grep SigIgn /proc/$$/status; ulimit -Sn';
    const {hosted, direct} = await both((shell) => [
      '/bin/sh',
      '-c',
      `trap "" HUP PIPE; ulimit -Sn 222; exec ${shell} -c '${script}'`,
    ]);
    expect(hosted.stdout).toBe(direct.stdout);
  });

  test('runs in a folder that is gone', async () => {
    const {hosted} = await both((shell) => [
      '/bin/bash',
      '-c',
      `mkdir gone; cd gone; rmdir ../gone; exec ${shell} -c 'echo here'`,
    ]);
    expect(hosted.stdout).toBe('here\n');
    expect((await server.waitForEnd()).hello.cwd).toBe('');
  });

  test('runs with as many words as the system takes', () => {
    const words = (bytes: number) => Array.from({length: Math.floor(bytes / 1_000)}, () => 'x'.repeat(991));
    const fits = (bytes: number) => spawnSync('/bin/true', words(bytes), {env: box.env}).status === 0;
    let bytes = 4_000_000;
    while (!fits(bytes)) bytes -= 4_000;
    // The launcher's own words: Node, the bundle, name and path of the command, and one variable.
    const {status} = spawnSync(box.host, ['true', '/bin/true', ...words(bytes - 5_000)], {env: box.env});
    expect(status).toBe(0);
  });

  test('runs with all three descriptors closed', async () => {
    const {hosted} = await both((shell) => ['/bin/bash', '-c', `${shell} -c 'exit 5' <&- >&- 2>&-; echo $?`]);
    expect(hosted.stdout).toBe('5\n');
  });
});
