/** What only the native relay promises: its size, its silence, its way to the settings, late output. */
import {chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {createServer, type Socket} from 'node:net';
import {join} from 'node:path';
import {describeWith} from '../../support/programs.ts';
import {endOf, outputOf} from '../host/support/frame-server.ts';
import {useFreshRelay} from '../host/support/fresh-host.ts';

/** Program headers of ELF: what is loaded, and the path of a dynamic loader. */
const PT_LOAD = 1;
const PT_INTERP = 3;

/** Of Linux, which Node does not name. */
const O_CLOEXEC = 0o2000000;

const host = useFreshRelay();

/** Puts a script in the node host's place that only says it was called: nobody answers the relay. */
function standInForNode(): void {
  const launcher = join(host.box.paths.bin, 'ddcoterm-host');
  writeFileSync(launcher, '#!/bin/sh\necho "node host: $*"\n');
  chmodSync(launcher, 0o700);
}

/** Descriptors that a process hands on to the programs it becomes. */
const inheritable = (pid: number): number[] =>
  readdirSync(`/proc/${pid}/fdinfo`)
    .filter((descriptor) => existsSync(`/proc/${pid}/fdinfo/${descriptor}`)) // but for the one that lists
    .filter((descriptor) => {
      const flags = /^flags:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/fdinfo/${descriptor}`, 'utf8'))![1]!;
      return (Number.parseInt(flags, 8) & O_CLOEXEC) === 0;
    })
    .map(Number);

const configure = (yaml: string) => writeFileSync(host.box.paths.config, yaml, {mode: 0o600});

describeWith(['bash', 'python3', 'cc'], 'the native relay', () => {
  test('records by itself', async () => {
    standInForNode();
    const {output} = await host.box.onTerminal(host.box.shell('echo by itself'));
    expect(output.toString('utf8')).toBe('by itself\r\n');
    const session = await host.server.waitForEnd();
    expect(session.hello.hostKind).toBe('relay');
    expect(endOf(session)).toBe('exit 0');
  });

  test.each([
    ['on_failure: block\n', {}, [], {}],
    ['capture: all\n', {}, [], {capture: 'all'}],
    ['record_input: true\n', {}, [], {recordInput: true}],
    ['record_input: true\n', {}, ['--no-record-input'], {recordInput: false}],
    ['', {DDCOTERM_RECORD_INPUT: '1'}, [], {recordInput: true}],
    ['record_input: true\n', {DDCOTERM_RECORD_INPUT: 'false'}, [], {recordInput: false}],
    ['commands: {sh: {record_input: true}}\n', {DDCOTERM_RECORD_INPUT: '0'}, [], {recordInput: true}],
    ['', {DDCOTERM_CAPTURE: 'all'}, [], {capture: 'all'}],
    ['', {DDCOTERM_CAPTURE: 'nonsense'}, [], {capture: 'terminal'}],
    ['', {DDCOTERM_ON_FAILURE: 'block'}, [], {}],
    ['', {}, ['--record-input'], {recordInput: true}],
    ['', {}, ['--origin=shell'], {origin: 'shell'}],
  ])('needs no node host for config %j, environment %j, options %j', async (yaml, env, options, told) => {
    if (yaml !== '') configure(yaml);
    const {stdout} = await host.box.run([host.box.host, ...options, 'sh', '/bin/sh', '-c', 'echo ran'], {env});
    expect(stdout).toBe('ran\n');
    expect((await host.server.waitForEnd()).hello).toMatchObject({hostKind: 'relay', ...told});
  });

  test('a loop of commands starts one agent, and all are told once it is there', async () => {
    await host.server.close();
    const starts = join(host.box.home, 'starts');
    const node = join(host.box.home, 'node');
    writeFileSync(node, `#!/bin/sh\necho start >>'${starts}'\n`, {mode: 0o700});
    const settings = join(host.box.paths.run, 'host-settings');
    const told = readFileSync(settings, 'utf8').replace(/^node=.*$/m, `node=${node}`);
    writeFileSync(settings, told.replace(/^agent=.*$/m, `agent=${node}`));
    const beganAtMs = Date.now();
    await host.box.run(['/bin/sh', '-c', `for i in 1 2 3 4 5 6 7 8 9 10; do "${host.box.host}" sh /bin/sh -c :; done`]);
    const tookMs = Date.now() - beganAtMs;
    await host.server.listen();
    await host.server.waitForEnds(10);
    const count = readFileSync(starts, 'utf8').split('\n').length - 1;
    expect(count).toBeGreaterThan(0);
    // One that is not there after 2.5 s is started again.
    expect(count).toBeLessThanOrEqual(1 + (tookMs + 1_000) / 2_500);
  });

  test('an agent that is busy for more than half a minute is waited for', async () => {
    await host.server.close();
    const busy = createServer();
    await new Promise<void>((resolve) => busy.listen(host.box.paths.socket, resolve));
    chmodSync(host.box.paths.socket, 0o600);
    const greeted: Socket[] = [];
    busy.on('connection', (socket) => greeted.push(socket));
    await host.box.onTerminal(host.box.shell('echo patience'));
    await new Promise((resolve) => setTimeout(resolve, 32_000));
    expect(greeted.length).toBeGreaterThan(0);
    for (const socket of greeted) socket.destroy();
    await new Promise((resolve) => busy.close(resolve));
    await host.server.listen();
    expect(outputOf(await host.server.waitForEnd()).toString()).toBe('patience\r\n');
  }, 60_000);

  test('a change of config.yaml holds from the next invocation on', async () => {
    const name = 'odd.name';
    const say = async () => {
      host.server.sessions.clear();
      const {stderr} = await host.box.run([host.box.host, name, '/bin/true']);
      return {stderr, kind: (await host.server.waitForEnd()).hello.hostKind};
    };
    expect(await say()).toEqual({stderr: '', kind: 'relay'});
    configure('announce_shims: true\n');
    for (let round = 0; round < 2; round++) {
      expect(await say()).toEqual({
        stderr: expect.stringContaining('ddcoterm: recording this session'),
        kind: 'relay',
      });
      standInForNode(); // asked once, it is asked no more
    }
  });

  test('`record: false` holds from the next invocation on', async () => {
    configure('commands:\n  odd.name: {record: false}\n');
    for (let round = 0; round < 3; round++) await host.box.run([host.box.host, 'odd.name', '/bin/true']);
    await host.box.run(host.box.shell(':'));
    const {hello} = await host.server.waitForEnd();
    expect([hello.name, hello.hostKind, host.server.sessions.size]).toEqual(['sh', 'relay', 1]);
  });

  test.each([0o620, 0o602])('does not believe settings that others may write (mode %i)', async (mode) => {
    const file = join(host.box.paths.run, 'host-settings');
    writeFileSync(file, readFileSync(file, 'utf8').replace('announce_shims=0', 'announce_shims=1'));
    expect((await host.box.run(host.box.shell('echo ran'))).stderr).toContain('recording this session');
    chmodSync(file, mode);
    expect(await host.box.run(host.box.shell('echo ran'))).toEqual({stdout: 'ran\n', stderr: '', end: 'exit 0'});
    await host.server.waitForEnds(2);
  });

  test('runs the command when nobody tells the settings', async () => {
    chmodSync(join(host.box.paths.run, 'host-settings'), 0o666);
    for (const forget of [standInForNode, () => rmSync(join(host.box.paths.bin, 'ddcoterm-host'))]) {
      forget();
      const {stdout, end} = await host.box.run(host.box.shell('echo ran; exit 3'));
      expect({stdout, end}).toEqual({stdout: 'ran\n', end: 'exit 3'});
    }
    expect(readFileSync(host.box.paths.hostFailures, 'utf8')).toContain('HOST_MISSING');
  });

  test.each([
    ['on_failure: block\n', {}],
    ['# ours\ntags: {team: a}\non_failure:   "block"   # all of it\n', {}],
    ['on_failure: open\n', {DDCOTERM_ON_FAILURE: 'block'}],
  ])('blocks when nobody tells the settings, and %j with %j wants that', async (yaml, env) => {
    configure(yaml);
    standInForNode();
    const {stdout, stderr, end} = await host.box.run(host.box.shell('echo ran'), {env});
    expect({stdout, end}).toEqual({stdout: '', end: 'exit 125'});
    expect(stderr).toContain('on_failure: block');
  });

  test('takes less than 2 MB and no wake-ups while nothing happens', async () => {
    const session = host.box.open(host.box.shell('echo up; read -r line'));
    await session.waitFor('up');
    await host.server.waitFor(({frames}) => frames.length > 0);
    const status = () => readFileSync(`/proc/${session.pid}/status`, 'utf8');
    expect(Number(/VmRSS:\s+(\d+)/.exec(status())![1])).toBeLessThan(2048);
    const switches = () => Number(/\nvoluntary_ctxt_switches:\s+(\d+)/.exec(status())![1]);
    let before = -1;
    while (before !== switches()) {
      before = switches();
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(switches()).toBe(before);
  });

  test('every descriptor of relay and monitor is close-on-exec', async () => {
    configure('capture: all\n');
    const session = host.box.open(host.box.shell('echo up; read -r line'));
    await session.waitFor('up');
    await host.server.waitFor(({frames}) => frames.length > 0);
    const [monitor] = readFileSync(`/proc/${session.pid}/task/${session.pid}/children`, 'utf8').split(' ');
    const given = inheritable(process.pid); // what whoever runs the tests hands on
    for (const pid of [session.pid, Number(monitor)])
      expect(inheritable(pid).filter((descriptor) => descriptor > 2 && !given.includes(descriptor))).toEqual([]);
    session.write('\r');
    await session.waitForExit();
  });

  test('output of a process left behind comes after the prompt', async () => {
    const session = host.box.open(['/bin/bash', '--norc', '--noprofile', '-i'], {
      env: {PS1: 'READY> ', HOST: host.box.host},
    });
    await session.waitFor('READY> ');
    session.write(
      `"$HOST" sh /bin/sh -c '(while [ ! -e go ]; do sleep 0.01; done; echo la""te) & exit 4'; echo st""atus=$?\r`,
    );
    await session.waitFor('status=4');
    session.write('touch go\r');
    await session.waitFor('late\r\n');
  });

  test('the command runs where descriptors are scarce, and the doctor is told', async () => {
    const all = [4, 6, 8, 9, 10, 12, 16, 24, 31];
    const script = `for n in ${all.join(' ')}; do (ulimit -n $n; exec "${host.box.host}" sh /bin/sh -c 'ulimit -n'); done`;
    const {output} = await host.box.onTerminal(['/bin/bash', '-c', script]);
    expect(output.toString('utf8')).toBe(all.map((count) => `${count}\r\n`).join(''));
    expect(readFileSync(host.box.paths.hostFailures, 'utf8')).toContain('no more processes or descriptors');
  });

  test('is a program of its own that needs no library', () => {
    expect(statSync(host.box.host).size).toBeLessThan(1024 * 1024);
    const elf = readFileSync(host.box.host);
    const headers = Array.from({length: elf.readUInt16LE(56)}, (_, index) => {
      const at = Number(elf.readBigUInt64LE(32)) + index * elf.readUInt16LE(54);
      return elf.readUInt32LE(at);
    });
    expect(headers).toContain(PT_LOAD);
    expect(headers).not.toContain(PT_INTERP);
  });
});
