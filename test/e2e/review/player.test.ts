/**
 * The player in a real terminal, driven by keys. What failure looks like: a key does something else than the help says,
 * the terminal is not as before when the player is gone, or a recording got through to the terminal that plays it.
 */
import {type HomePaths, homePaths} from '../../../src/config/home.ts';
import {BUILT_CLI} from '../../support/built-cli.ts';
import {findProgram} from '../../support/programs.ts';
import {type PtyOptions, PtySession} from '../../support/pty.ts';
import {createSandbox, type Sandbox} from '../../support/sandbox.ts';
import {type SessionBuilder, StoreBuilder} from '../../support/store-builder.ts';

const SECOND = 1_000_000;

let sandbox: Sandbox;
let paths: HomePaths;
let builder: StoreBuilder;
let pty: PtySession | null = null;

beforeEach(async () => {
  sandbox = createSandbox('player');
  paths = homePaths(sandbox.env);
  builder = await StoreBuilder.create(paths);
});

afterEach(async () => {
  await pty?.close();
  pty = null;
  await builder.close();
  sandbox.remove();
});

/** Thirty seconds, three commands ten seconds apart, a line a second. */
async function recordCount(): Promise<SessionBuilder> {
  const session = await builder.addSession({columns: 60, rows: 10, recordInput: false});
  for (let second = 0; second < 30; second++) {
    if (second % 10 === 0)
      session.command(`count ${second / 10}`, {startUs: second * SECOND, endUs: (second + 9) * SECOND});
    session.output(second * SECOND, `\x1b[32msecond ${second}\x1b[m\r\n`);
    if (second % 7 === 6) await session.cut({keyframe: true});
  }
  await session.end();
  return session;
}

function play(args: string[], options: Partial<PtyOptions> = {}): PtySession {
  const {env} = sandbox;
  pty = new PtySession(process.execPath, [BUILT_CLI, 'play', ...args], {env, columns: 80, rows: 24, ...options});
  return pty;
}

const shows = (wanted: string) => (_text: string, screen: string) => screen.includes(wanted);
const showsAll =
  (...wanted: (string | RegExp)[]) =>
  (_text: string, screen: string) =>
    wanted.every((part) => (typeof part === 'string' ? screen.includes(part) : part.test(screen)));

describe('ddcoterm play', () => {
  test('plays to the end, then leaves the last picture above the prompt', async () => {
    await recordCount();
    const player = play(['last', '--speed', '1000']);
    await player.waitFor('\x1b[?1049h');
    expect(await player.waitForExit()).toEqual({exitCode: 0, signal: 0});
    expect(player.text).toContain('\x1b[?1049l');
    expect(player.screen()).toMatch(/second 22\n.*second 29$/s);
  });

  test('shortens pauses', async () => {
    const session = await builder.addSession();
    session.output(0, 'before\r\n').output(3600 * SECOND, 'after an hour\r\n');
    await session.end();
    const player = play(['last', '--idle', '0.2']);
    expect(await player.waitForExit()).toMatchObject({exitCode: 0});
    expect(player.screen()).toContain('after an hour');
  });

  test('pauses, steps by frame, seeks by time and by command, changes speed, shows its help', async () => {
    await recordCount();
    const player = play(['last', '--idle', 'off']);
    await player.waitFor(showsAll('second 0', '#1/3 count 0', '/ 0:29.0'));
    player.write(' ');
    await player.waitFor(shows('paused'));
    player.write(']');
    await player.waitFor(showsAll('0:10.0 / 0:29.0', '#2/3 count 1', 'second 10'));
    player.write('.');
    await player.waitFor(showsAll('0:11.0 /', 'second 11'));
    player.write(',,');
    await player.waitFor((_text, screen) => screen.includes('0:09.0 /') && !screen.includes('second 10'));
    player.write('\x1b[C');
    await player.waitFor(showsAll('0:14.0 /', 'second 14'));
    player.write('\x1b[1;2D');
    await player.waitFor(showsAll('0:04.0 /', 'second 4'));
    player.write('9');
    await player.waitFor(showsAll('0:26.1 /', 'second 26', '#3/3 count 2'));
    player.write('[');
    await player.waitFor(showsAll('0:20.0 /', 'second 20'));
    player.write('>');
    await player.waitFor(shows('2×'));
    player.write('?');
    await player.waitFor(shows('next, previous command'));
    player.write('q');
    expect(await player.waitForExit()).toEqual({exitCode: 0, signal: 0});
  });

  test('stands still behind a line that a flood has pushed off the screen', async () => {
    const session = await builder.addSession({columns: 60, rows: 10});
    const flood = Array.from({length: 500}, (_, row) => `row ${row}.\r\n`).join('');
    session
      .output(SECOND, 'before\r\n')
      .output(8_970_000, flood)
      .output(20 * SECOND, 'after\r\n');
    await session.end();
    const player = play(['last', '--at', '0:08.9/row 200.']);
    await player.waitFor(showsAll('row 200.', 'paused'));
    expect(player.screen()).not.toContain('row 201.');
    player.write(' ');
    await player.waitFor(showsAll('row 499.'));
    player.write('q');
    expect(await player.waitForExit()).toEqual({exitCode: 0, signal: 0});
  });

  test('shows the moment all the same where the line is not found', async () => {
    await recordCount();
    const player = play(['last', '--at', '0:12.5/nowhere']);
    await player.waitFor(showsAll('0:12.5 /', 'second 12', 'paused'));
    expect(player.screen()).not.toContain('second 13');
  });

  test.each([
    ['0:12.5', '0:12.5 /', 'second 12'],
    ['50%', '0:14.5 /', 'second 14'],
    ['#3', '0:20.0 /', 'second 20'],
    ['15s', '0:15.0 /', 'second 15'],
  ])('starts at %s', async (at, time, line) => {
    await recordCount();
    const player = play(['last', '--at', at, '--speed', '0.01']);
    await player.waitFor(showsAll(time, line));
    player.write('\x03');
    expect(await player.waitForExit()).toEqual({exitCode: 0, signal: 0});
  });

  test('shows the part around the cursor of a recording that is larger than the terminal', async () => {
    const session = await builder.addSession({columns: 200, rows: 50});
    for (let line = 0; line < 50; line++) session.output(line * 1000, `line ${line}${line < 49 ? '\r\n' : ''}`);
    await session.end();
    const player = play(['last'], {columns: 40, rows: 12});
    expect(await player.waitForExit()).toMatchObject({exitCode: 0});
    expect(player.text).toContain('line 38');
    expect(player.screen()).toMatch(/line 0\n.*line 49$/s);
  });

  test('paints anew when the terminal changes its size', async () => {
    await recordCount();
    const player = play(['last', '--at', '5s', '--speed', '0.01']);
    await player.waitFor(showsAll('second 5', 'q quit'));
    player.resize(50, 15);
    await player.waitFor((_text, screen) => screen.split('\n').length === 15 && /second 5.*0:05\.0/s.test(screen));
    player.write('q');
    expect(await player.waitForExit()).toMatchObject({exitCode: 0});
  });

  test('takes keys from the terminal where stdin is something else', async () => {
    await recordCount();
    const script = `echo not a key | ${process.execPath} ${BUILT_CLI} play last --idle off`;
    pty = new PtySession(findProgram('sh')!, ['-c', script], {env: sandbox.env, columns: 80, rows: 24});
    await pty.waitFor(shows('second 0'));
    pty.write(' ');
    await pty.waitFor(shows('paused'));
    pty.write('q');
    expect(await pty.waitForExit()).toMatchObject({exitCode: 0});
  });

  test('gives the terminal back as it was when the user quits', async () => {
    await recordCount();
    const script = `printf 'before\\n'; stty -g; ${process.execPath} ${BUILT_CLI} play last; printf 'after %s\\n' $?; stty -g; echo end`;
    pty = new PtySession(findProgram('sh')!, ['-c', script], {env: sandbox.env, columns: 200, rows: 24});
    await pty.waitFor(shows('second 0'));
    pty.write('q');
    await pty.waitFor((_text, screen) => screen.endsWith('\nend'));
    await pty.waitForExit();
    const [, modesBefore, , modesAfter] = pty.screen().split('\n');
    expect(pty.screen()).toMatch(/^before\n\S+\nafter 0\n\S+\nend$/);
    expect(modesAfter).toBe(modesBefore);
    expect(pty.text.lastIndexOf('\x1b[?25h')).toBeGreaterThan(pty.text.lastIndexOf('\x1b[?25l'));
    expect(pty.text.lastIndexOf('\x1b[?7h')).toBeGreaterThan(pty.text.lastIndexOf('\x1b[?7l'));
  });

  test.each([
    ['SIGTERM', 15],
    ['SIGHUP', 1],
  ])('gives the terminal back on %s, and dies of it', async (name, signal) => {
    await recordCount();
    const player = play(['last', '--idle', 'off']);
    await player.waitFor(shows('second 0'));
    player.kill(name);
    expect(await player.waitForExit()).toMatchObject({signal});
    expect(player.text).toMatch(/\x1b\[\?7h\x1b\[\?25h\x1b\[\?1049l$/);
  });

  test('lets nothing through that would reprogram the terminal', async () => {
    const attacks = [
      '\x1b]0;owned\x07',
      '\x1b]52;c;ZXZpbA==\x07',
      '\x1b]4;1;#ff0000\x1b\\',
      '\x1b]11;?\x07',
      '\x1b]777;notify;a;b\x07',
      '\x1b]1337;File=inline=1:AAAA\x07',
      '\x1bP$q m\x1b\\',
      '\x1b_Gi=1;AAAA\x1b\\',
      '\x1b[c\x1b[6n\x1b[>q\x1b[21t\x1b[?1000h\x1b[?1004h\x1b[?2004h\x1b[>1u\x1b[=1;1u\x1b[>4;1m',
      '\x9d0;owned\x9c\x9bc',
    ];
    const session = await builder.addSession({columns: 60, rows: 10});
    session.output(0, `${attacks.join('')}harmless\r\n`);
    await session.end();
    const player = play(['last', '--speed', '1000']);
    expect(await player.waitForExit()).toMatchObject({exitCode: 0});
    expect(player.screen()).toContain('harmless');
    expect(player.text).not.toMatch(
      /\x1b[\]P_^X]|[\x80-\x9f]|\x1b\[[>=]|\x1b\[[0-9;]*[cnt]|\x1b\[\?(?:1000|1004|2004)/,
    );
  });

  test('follows a session that still runs, and ends with it', async () => {
    const session = await builder.addSession({columns: 60, rows: 10, startedAtMs: Date.now()});
    session.output(1000, 'first\r\n');
    await session.cut();
    const player = play(['last', '--follow']);
    await player.waitFor(showsAll('first', 'live'));
    session.output(30 * SECOND, 'second\r\n');
    await session.cut();
    const writtenAtMs = Date.now();
    await player.waitFor(shows('second'), 5_000);
    expect(Date.now() - writtenAtMs).toBeLessThan(1_000);
    await session.end();
    expect(await player.waitForExit()).toMatchObject({exitCode: 0});
  });

  test('stops with Ctrl-Z and goes on with fg', async () => {
    await recordCount();
    pty = new PtySession(findProgram('bash')!, ['--norc', '--noprofile', '-i'], {
      env: {...sandbox.env, PS1: 'prompt> '},
      columns: 80,
      rows: 24,
    });
    await pty.waitFor('prompt> ');
    pty.write(`${process.execPath} ${BUILT_CLI} play last --idle off\r`);
    await pty.waitFor(shows('second 0'));
    pty.write('\x1a');
    await pty.waitFor(showsAll('Stopped', /prompt>$/));
    pty.write('fg\r');
    await pty.waitFor(showsAll('second 0', 'paused'));
    pty.write('q');
    await pty.waitFor(shows('fg'));
    pty.write('exit\r');
    expect(await pty.waitForExit()).toMatchObject({exitCode: 0});
  });
});
