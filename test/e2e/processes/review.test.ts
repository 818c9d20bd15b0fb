/** Processes of real commands, as `ddcoterm events` and `show` list them and queries find them: agent, store and CLI at work. */
import {Installation} from '../../support/installation.ts';
import {findProgram} from '../../support/programs.ts';
import {PtySession} from '../../support/pty.ts';
import {describeWithConnector} from './support/process-facts.ts';

interface Event {
  id: string;
  kind: 'command' | 'process';
  parentId: string | null;
  commandLine: string;
  name: string;
  executable: string | null;
  argv: string[] | null;
  cwd: string | null;
  pid: number | null;
  parentPid: number | null;
  uid: number | null;
  effectiveUid: number | null;
  startUs: number;
  endUs: number | null;
  durationUs: number | null;
  exitStatus: number | null;
  signal: string | null;
  remarks: string[] | null;
}

interface Session {
  id: string;
  state: string;
  processSource: string;
  notes: {code: string}[];
}

/** A secret nobody has. */
const SECRET = 'not-a-real-secret-4711';

const SCRIPT = [
  `sh -c 'sleep 0.2; exit 3'`,
  `(sleep 0.21; exec sleep 0.22)`,
  `sh -c 'sleep 0.2; kill -9 $$'`,
  `bash -c 'sleep 0.2; :' --password=${SECRET}`,
  'for i in 1 2 3 4 5; do sleep 0.1; done',
  'for ((i = 0; i < 300; i++)); do /bin/true $i; done',
  '(setsid sleep 30 </dev/null >/dev/null 2>&1 &)',
  'sleep 0.2',
  'exit 6',
].join('; ');

describeWithConnector(['bash'], 'processes in lists', () => {
  let installation: Installation;
  let session: Session;
  let command: Event;

  beforeAll(async () => {
    installation = Installation.create([]);
    const host = `${installation.sandbox.ddcotermHome}/bin/ddcoterm`;
    const args = ['--', findProgram('bash')!, '-c', SCRIPT];
    const terminal = new PtySession(host, args, {env: installation.env, cwd: installation.sandbox.home});
    try {
      await terminal.waitForExit(120_000);
    } finally {
      await terminal.close();
    }
    session = await endedSession(installation);
    command = events('kind:command')[0]!;
  }, 240_000);
  afterAll(() => installation.remove());

  const events = (...query: string[]): Event[] =>
    installation.json<Event[]>('events', '--session', session.id, '--limit', '1000', ...query);
  const named = (line: string): Event => {
    const found = events('kind:process').find(({commandLine}) => commandLine === line);
    if (found === undefined) throw new Error(`No "${line}" among the processes`);
    return found;
  };
  const list = (...args: string[]): string => {
    const {status, stdout, stderr} = installation.run(...args);
    if (status !== 0) throw new Error(stderr);
    return stdout;
  };

  test('the session says who saw them', () => {
    expect(session.processSource).toBe('connector');
    expect(list('show', session.id)).toMatch(/Processes +as the kernel's proc connector reported them/);
  });

  test('the command knows its own process', () => {
    expect(command).toMatchObject({kind: 'command', exitStatus: 6, pid: expect.any(Number), uid: process.getuid!()});
  });

  test('JSON carries all facts', () => {
    const shell = named("sh -c 'sleep 0.2; exit 3'");
    expect(shell).toMatchObject({
      kind: 'process',
      parentId: command.id,
      name: expect.any(String),
      argv: ['sh', '-c', 'sleep 0.2; exit 3'],
      executable: expect.stringMatching(/^\//),
      cwd: installation.sandbox.home,
      parentPid: command.pid,
      uid: process.getuid!(),
      effectiveUid: process.geteuid!(),
      exitStatus: 3,
      signal: null,
      durationUs: shell.endUs! - shell.startUs,
    });
    expect(shell.durationUs).toBeGreaterThan(200_000);
  });

  test('secrets in arguments are masked', () => {
    expect(JSON.stringify(events())).not.toContain(SECRET);
    expect(list('show', '--json', session.id)).not.toContain(SECRET);
    expect(named(`bash -c 'sleep 0.2; :' --password=${'*'.repeat(SECRET.length)}`).exitStatus).toBe(0);
  });

  test('a process that became another program is two events', () => {
    const {pid} = named('sleep 0.22');
    const images = events('kind:process', `@pid:${pid}`).reverse();
    expect(images.map(({remarks}) => remarks)).toEqual([['forked', 'replaced'], null]);
    expect(images[0]!.endUs).toBe(images[1]!.startUs);
    expect(named('sleep 0.21').parentPid).toBe(pid);
  });

  test.each<[query: string[], expected: (event: Event) => boolean]>([
    [['kind:process'], ({kind}) => kind === 'process'],
    [['kind:process', '@exit_code:3'], ({exitStatus, kind}) => exitStatus === 3 && kind === 'process'],
    [['@signal:SIGKILL'], ({signal}) => signal === 'SIGKILL'],
    [['kind:process', `@uid:${process.getuid!()}`], ({kind}) => kind === 'process'],
    [['@remark:forked'], ({remarks}) => remarks?.includes('forked') === true],
    [['@duration:>20'], ({durationUs}) => (durationUs ?? 0) > 20_000_000],
    [['@command:sleep', 'kind:process'], ({name}) => name === 'sleep'],
  ])('the query %j finds them', (query, expected) => {
    const all = events().filter(expected);
    if (!query.includes('@duration:>20')) expect(all.length).toBeGreaterThan(0);
    expect(events(...query).map(({id}) => id)).toEqual(all.map(({id}) => id));
  });

  test('events lists them under the command that started them, and folds what is alike', () => {
    const text = list('events', '--session', session.id);
    const {pid} = named('sleep 0.22');
    const lines = text.split('\n');
    expect(lines[1]).toMatch(/ 6 .* bash -c /);
    expect(text).toMatch(/ {2}\d+ · sh -c 'sleep 0\.2; exit 3'\n.* {4}\d+ · sleep 0\.2\n/);
    expect(text).toMatch(new RegExp(` exec .* {2}${pid} · bash {2}\\(fork\\)\\n.* {4}\\d+ · sleep 0\\.21\\n`));
    expect(text).toMatch(/ {2}\d+ · sleep 0\.1 {2}×5\n/);
    expect(text).toMatch(/ {2}… \d+ more\n/);
    expect(lines.length).toBeLessThan(40);
  });

  test('events brings the command along with a process that a query finds', () => {
    const [, first, second, ...more] = list('events', '--session', session.id, '@signal:SIGKILL').split('\n');
    expect(first).toMatch(/ bash -c /);
    expect(second).toMatch(/ SIGKILL .* · sh -c 'sleep 0\.2; kill -9 \$\$'$/);
    expect(more).toEqual(['']);
  });

  test('show lists the tree, and counts what is too much', () => {
    const text = list('show', session.id);
    expect(text).toMatch(/ #1 .* 6 {2}bash -c /);
    expect(text).toMatch(/ \d+ .* 3 {2}└ sh -c 'sleep 0\.2; exit 3'\n.* 0 {4}└ sleep 0\.2\n/);
    expect(text).toMatch(/ left {2}└ sleep 30\n|└ … \d+ more/);
    expect(text.split('\n').length).toBeLessThan(140);
  });
});

async function endedSession(installation: Installation): Promise<Session> {
  const deadlineMs = Date.now() + 60_000;
  for (;;) {
    const [session] = installation.json<Session[]>('ls');
    if (session?.state === 'ended') return session;
    if (Date.now() > deadlineMs) throw new Error('The session has not ended');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
