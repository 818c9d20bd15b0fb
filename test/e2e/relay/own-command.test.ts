/**
 * `ddcoterm` and `ddcoterm -- CMD` where the native relay is installed: it records them by itself, and Node is started for
 * what is no recording alone.
 */
import {readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describeWith, findProgram} from '../../support/programs.ts';
import {type BuiltHost, buildHost} from '../host/support/build-host.ts';
import {endOf, FrameServer, outputOf} from '../host/support/frame-server.ts';
import {HostSandbox} from '../host/support/host-sandbox.ts';

process.env.DDCOTERM_TEST_RELAY = '-O2 -static';

const SHELLS = ['bash', 'zsh', 'fish'] as const;
const ANNOUNCED = /^ddcoterm: .*ddcoterm play [0-9a-f]{8}-[0-9a-f]{4}/;

let built: BuiltHost;
let box: HostSandbox;
let server: FrameServer;
let ddcoterm: string;

beforeAll(async () => {
  built = await buildHost();
  // In the place of the command line in Node: says with which words it was called.
  writeFileSync(join(built.dist, 'ddcoterm.mjs'), "console.log('node: ' + JSON.stringify(process.argv.slice(2)));");
}, 60_000);
afterAll(() => built.remove());
beforeEach(async () => {
  box = new HostSandbox(built);
  ddcoterm = box.installCommand();
  server = new FrameServer(box.paths.socket);
  await server.listen();
});
afterEach(async () => {
  await server.close();
  await box.remove();
});

describeWith(['bash', 'python3', 'cc'], 'ddcoterm -- CMD', () => {
  test('is recorded by the relay, and says at start and end where it can be watched', async () => {
    const {stdout, stderr, end} = await box.run([ddcoterm, '--', 'sh', '-c', 'echo "$0"; exit 3', 'zero']);
    expect([stdout, end]).toEqual(['zero\n', 'exit 3']);
    const lines = stderr.trimEnd().split('\n');
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(line).toMatch(ANNOUNCED);
    const session = await server.waitForEnd();
    expect(session.hello).toMatchObject({
      hostKind: 'relay',
      origin: 'command',
      name: 'sh',
      executable: expect.stringMatching(/^\/(usr\/)?bin\/sh$/),
      argv: ['sh', '-c', 'echo "$0"; exit 3', 'zero'],
    });
    expect(endOf(session)).toBe('exit 3');
  });

  test('takes its options, and is quiet when asked', async () => {
    const options = ['record', '--title', 'Index rebuild', '--tag', 'ticket: OPS-12', '--no-upload', '--quiet'];
    const {stderr, end} = await box.run([ddcoterm, ...options, '--record-input', '--', '/bin/true']);
    expect([stderr, end]).toEqual(['', 'exit 0']);
    const {hello} = await server.waitForEnd();
    const told = {title: 'Index rebuild', tags: {ticket: 'OPS-12'}, upload: false, recordInput: true, name: 'true'};
    expect(hello).toMatchObject(told);
  });

  test('finds the command as the command line in Node does', async () => {
    const shims = join(box.home, 'shims');
    const words = `mkdir -p shims a/b; touch shims/.ddcoterm-shims
      printf '#!/bin/sh\\necho shim\\n' >shims/prog; printf '#!/bin/sh\\necho "real $0"\\n' >a/prog; chmod +x shims/prog a/prog
      PATH=${shims}:a:$PATH
      ${ddcoterm} --quiet -- prog; ${ddcoterm} --quiet -- ./a/prog; cd a/b; ${ddcoterm} --quiet -- ../prog
      cd ..; PATH= ${ddcoterm} --quiet -- prog; ${ddcoterm} --quiet -- COMMAND prog; ${ddcoterm} --quiet -- COMMAND true`;
    const {stdout} = await box.run(['/bin/bash', '-c', words]);
    await server.waitForEnds(5);
    const {home} = box;
    expect(stdout.split('\n')).toEqual([
      `real ${home}/a/prog`,
      `real ${home}/a/prog`,
      expect.stringMatching(/^real .*\/a\/(b\/\.\.\/)?prog$/),
      `real ${home}/a/prog`,
      'node: ["--quiet","--","COMMAND","prog"]', // `a` is relative, and there is no a/prog below a
      '',
    ]);
  });

  test.each([
    [['--version']],
    [['--help']],
    [['-h']],
    [['--title']],
    [['--nonsense', '--', 'true']],
    [['--tag', 'no colon', '--', 'true']],
    [['record', 'psql']],
    [['--', 'no-such-command-anywhere', 'a b']],
    [['--', '/etc/passwd']],
    [['--', '/']],
    [['ls']],
    [['play', 'last']],
  ])('leaves %j to the command line in Node', async (words) => {
    const {stdout} = await box.run([ddcoterm, ...words]);
    expect(stdout).toBe(`node: ${JSON.stringify(words)}\n`);
    expect(server.sessions.size).toBe(0);
  });

  test('leaves everything to Node where DDCOTERM_HOST=node says so', async () => {
    const {stdout} = await box.run([ddcoterm, '--', 'true'], {env: {DDCOTERM_HOST: 'node'}});
    expect(stdout).toBe('node: ["--","true"]\n');
  });

  test('says what is missing where there is neither a recording nor Node', async () => {
    rmSync(ddcoterm);
    const relay = join(box.paths.bin, 'ddcoterm-relay');
    const {stderr, end} = await box.run([relay, `--cli=${ddcoterm}`, '--version']);
    expect([stderr, end]).toEqual([expect.stringContaining('ddcoterm: Cannot start'), 'exit 127']);
  });
});

describeWith(['bash', 'zsh', 'fish', 'python3', 'cc'], 'ddcoterm', () => {
  test.each(SHELLS)('records a shell of %s with its marks, by the relay', async (shell) => {
    const session = box.open([ddcoterm], {env: {SHELL: findProgram(shell)!}});
    await session.waitFor((text) => ANNOUNCED.test(text));
    // By its mark: what it shows as a prompt is its own affair.
    await session.waitFor((text) => /\x1b\]133;B/.test(text));
    session.write('echo in-$(expr 40 + 2)\r');
    await session.waitFor((_text, screen) => /^in-42$/m.test(screen));
    session.write('exit 4\r');
    expect(await session.waitForExit()).toEqual({exitCode: 4, signal: 0});
    const end = await server.waitForEnd();
    expect(end.hello).toMatchObject({
      hostKind: 'relay',
      origin: 'shell',
      name: shell,
      argv: [shell],
      integration: shell,
    });
    expect(outputOf(end).toString()).toMatch(/\x1b\]133;C/);
    expect(session.text.match(/ddcoterm play/g)).toHaveLength(2);
  });

  test('takes the login shell of the user without SHELL', async () => {
    const file = join(box.paths.run, 'host-settings');
    const text = readFileSync(file, 'utf8').replace(/^shell=.*$/m, 'shell=/bin/bash');
    writeFileSync(file, text);
    const session = box.open([ddcoterm, '--quiet'], {env: {SHELL: ''}});
    await session.waitFor((screen) => /\x1b\]133;B/.test(screen));
    session.write('exit\r');
    await session.waitForExit();
    expect((await server.waitForEnd()).hello).toMatchObject({name: 'bash', integration: 'bash'});
  });

  test('leaves a shell as it is where `shell_integration: false` says so', async () => {
    writeFileSync(box.paths.config, 'shell_integration: false\n', {mode: 0o600});
    const session = box.open([ddcoterm, '--quiet'], {env: {SHELL: '/bin/sh', PS1: 'READY> '}});
    await session.waitFor('READY> ');
    session.write('exit 5\r');
    expect(await session.waitForExit()).toEqual({exitCode: 5, signal: 0});
    const {hello} = await server.waitForEnd();
    expect([hello.integration, hello.origin]).toEqual([undefined, 'shell']);
  });
});
