/**
 * The main job, end to end, as a user has it: installed into an empty home, real commands typed into login shells, then
 * everything looked at with the CLI. What fails here: a command behaves differently than without us, or something of it
 * is not in the store afterwards.
 */
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {Installation} from '../../support/installation.ts';
import {type PostgresServer, startPostgres} from '../../support/postgres.ts';
import {describeWith, findProgram} from '../../support/programs.ts';
import {PtySession} from '../../support/pty.ts';
import {type SshServer, startSshd} from '../../support/sshd.ts';

interface Session {
  id: string;
  command: string;
  argv: string[];
  state: string;
  exitStatus: number | null;
  signal: string | null;
  origin: string;
  tags: Record<string, string>;
  author: {kind: string; name: string | null};
}

interface Event {
  sessionId: string;
  kind: string;
  parentId: string | null;
  commandLine: string;
  exitStatus: number | null;
}

interface Log {
  text: string;
  commandLine: string | null;
}

let installation: Installation;
let postgres: PostgresServer;
let sshd: SshServer;

const SHELLS = ['bash', 'zsh', 'fish'] as const;
const PROGRAMS = ['bash', 'zsh', 'fish', 'psql', 'postgres', 'sshd', 'ssh', 'kubectl', 'asciinema'];

/** Sessions are written a moment after their commands end. */
async function ended(sessionCount: (sessions: Session[]) => boolean): Promise<Session[]> {
  const deadlineMs = Date.now() + 20_000;
  for (;;) {
    const sessions = installation.json<Session[]>('ls', '--limit', '100');
    if (sessionCount(sessions) && sessions.every(({state}) => state !== 'live')) return sessions;
    if (Date.now() > deadlineMs) throw new Error(`Sessions are missing: ${JSON.stringify(sessions, null, 1)}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** What was typed; not what ran under it. */
const eventsOf = (id: string): Event[] =>
  installation.json<Event[]>('events', '--session', id, '--limit', '100', 'kind:command');
const logsOf = (id: string): Log[] => installation.json<Log[]>('logs', '--session', id, '--limit', '100');

/** A prompt at the end of what is on the screen: of a shell, or of psql. */
const PROMPT = /[$#%>] ?$/;

const whenPrompted = (terminal: PtySession, prompt = PROMPT) =>
  terminal.waitFor((_text, screen) => prompt.test(screen));

/** Types a line at a prompt, waits until what it must print is there, and for the next prompt. */
async function type(terminal: PtySession, line: string, wanted: string | RegExp, prompt = PROMPT): Promise<void> {
  await whenPrompted(terminal);
  const before = terminal.text.length;
  terminal.write(line);
  // The line is echoed whole before Enter, else its echo could be taken for output.
  await terminal.waitFor((_text, screen) => !PROMPT.test(screen) || /[$#%>]$/.test(line));
  const echoed = terminal.text.length;
  terminal.write('\r');
  await terminal.waitFor((text) => {
    const fresh = text.slice(Math.max(before, echoed));
    return typeof wanted === 'string' ? fresh.includes(wanted) : wanted.test(fresh);
  });
  await whenPrompted(terminal, prompt);
}

async function logOut(terminal: PtySession): Promise<void> {
  await whenPrompted(terminal);
  terminal.write('exit 0\r');
  await terminal.waitForExit();
}

/** Arithmetic, so that what is printed differs from what is typed. */
const sum = (shell: string, a: number, b: number) => (shell === 'fish' ? `(math ${a}+${b})` : `$((${a}+${b}))`);
const lastStatus = (shell: string) => (shell === 'fish' ? '$status' : '$?');

describeWith(PROGRAMS, 'the main job', () => {
  beforeAll(async () => {
    installation = Installation.create(['kubectl', 'psql', 'ssh']);
    [postgres, sshd] = await Promise.all([startPostgres(), startSshd()]);
  }, 180_000);

  afterAll(async () => {
    installation.remove();
    await Promise.all([postgres.stop(), sshd.stop()]);
  });

  test('the installer ends with a first recording and says how to watch it', () => {
    expect(installation.output).toMatch(/ddcoterm play/);
    expect(installation.json<Session[]>('ls')).toHaveLength(1);
  });

  describe.each(SHELLS)('in a login shell of %s', (shell) => {
    let terminal: PtySession;
    let known: Set<string>;

    beforeEach(async () => {
      known = new Set((await ended(() => true)).map(({id}) => id));
      terminal = installation.loginShell(shell);
    });

    afterEach(() => terminal.close());

    const fresh = async (count: number) =>
      (await ended((sessions) => sessions.filter(({id}) => !known.has(id)).length >= count)).filter(
        ({id}) => !known.has(id),
      );

    test('a recorded kubectl keeps its exit status, and is found again', async () => {
      await type(terminal, 'kubectl version --client', 'Client Version');
      await type(terminal, `kubectl config use-context nowhere; echo "status=${lastStatus(shell)}"`, 'status=1');
      await logOut(terminal);
      const sessions = await fresh(2);
      expect(sessions.map(({argv, exitStatus, origin}) => [argv.join(' '), exitStatus, origin])).toEqual([
        ['kubectl config use-context nowhere', 1, 'shim'],
        ['kubectl version --client', 0, 'shim'],
      ]);
      expect(sessions[0]!.author).toEqual({kind: 'person', name: null});
      expect(
        logsOf(sessions[0]!.id)
          .map(({text}) => text)
          .join(),
      ).toContain('nowhere');
    });

    test('statements in a real psql become events with what they showed', async () => {
      const connection = `psql -X -h 127.0.0.1 -p ${postgres.port} -U ${postgres.user} postgres`;
      await type(terminal, connection, 'postgres=# ');
      await type(terminal, 'select nonsense;', 'ERROR');
      await type(terminal, "select 'answer-' || (41 + 1) as a;", 'answer-42');
      await type(terminal, 'create temp table t (password text);', 'CREATE TABLE');
      await type(terminal, 'select', 'postgres-# ');
      await type(terminal, '  count(*) from t;', '(1 row)');
      await type(terminal, '\\q', /./);
      await logOut(terminal);
      const [session] = await fresh(1);
      expect(session).toMatchObject({
        command: 'psql',
        tags: {
          'psql.host': '127.0.0.1',
          'psql.port': String(postgres.port),
          'psql.database': 'postgres',
          'psql.user': 'tester',
        },
      });
      const statements = eventsOf(session!.id)
        .filter(({parentId}) => parentId !== null)
        .map(({commandLine}) => commandLine);
      expect(statements.reverse().slice(0, 4)).toEqual([
        'select nonsense;',
        "select 'answer-' || (41 + 1) as a;",
        'create temp table t (password text);',
        'select\n  count(*) from t;',
      ]);
      const log = logsOf(session!.id).find(({commandLine}) => commandLine === "select 'answer-' || (41 + 1) as a;");
      expect(log!.text).toContain('answer-42');
      expect(log!.text).not.toContain('postgres=#');
    });

    test('a real ssh session is recorded with its host and its status', async () => {
      const options = sshd.clientOptions.join(' ');
      await type(terminal, `ssh ${options} ${sshd.user}@127.0.0.1`, /[$#%>] /);
      await type(terminal, 'echo over-$((50+5))', 'over-55');
      await type(terminal, 'exit 7', /./);
      await logOut(terminal);
      const [session] = await fresh(1);
      expect(session).toMatchObject({command: 'ssh', exitStatus: 7});
      expect(session!.tags).toMatchObject({
        'ssh.host': '127.0.0.1',
        'ssh.user': sshd.user,
        'ssh.port': String(sshd.port),
      });
      expect(
        logsOf(session!.id)
          .map(({text}) => text)
          .join('\n'),
      ).toContain('over-55');
    });

    test('pipes, redirects and scripts go through the shim untouched', async () => {
      const query = `psql -X -h 127.0.0.1 -p ${postgres.port} -U ${postgres.user} -At postgres`;
      await type(terminal, `echo "select 6*7" | ${query} | tr 2 3`, /43/);
      await type(terminal, `${query} -c "select 'file'" > out.txt; cat out.txt`, /file/);
      await logOut(terminal);
      const sessions = await fresh(2);
      expect(sessions.map(({command, exitStatus}) => [command, exitStatus])).toEqual([
        ['psql', 0],
        ['psql', 0],
      ]);
    });

    test('DDCOTERM_DISABLE=1 and completion are not recorded', async () => {
      await type(terminal, 'env DDCOTERM_DISABLE=1 kubectl config get-contexts', 'CURRENT');
      await type(terminal, 'kubectl __complete conf ""', /ShellCompDirective|:\d/);
      await logOut(terminal);
      expect(await fresh(0)).toEqual([]);
    });
  });

  describe.each(SHELLS)('an interactive ddcoterm session of %s', (shell) => {
    let session: Session;
    const one = `echo one-${sum(shell, 1, 1)}`;
    const typed: [line: string, wanted: RegExp, exitStatus: number][] = [
      [one, /one-2/, 0],
      ['false', /./, 1],
      ['ls /nonexistent-dir', /No such file/, 2],
      ['echo "quoted; and | piped" | tr a-z A-Z', /QUOTED; AND \| PIPED/, 0],
      ['cd /tmp', /./, 0],
      ['pwd', /\/tmp/, 0],
      ["printf 'a\\nb\\nc\\n' | wc -l", / *3/, 0],
      ['sh -c "exit 42"', /./, 42],
      ['echo ünïcode-✓', /ünïcode-✓/, 0],
      ['export MY_TOKEN=not-a-real-secret-value-123', /./, 0],
      ['sh -c "kill -9 \\$\\$"', /./, 137],
      ['true', /./, 0],
    ];

    beforeAll(async () => {
      const terminal = installation.loginShell(shell);
      try {
        await type(terminal, 'ddcoterm --title "a dozen" --tag purpose:test', /ddcoterm play/);
        for (const [line, wanted] of typed) await type(terminal, line, wanted);
        await type(terminal, 'exit 5', /ddcoterm play/);
        await logOut(terminal);
      } finally {
        await terminal.close();
      }
      const sessions = await ended((all) => all.some(({origin, command}) => origin === 'shell' && command === shell));
      session = sessions.find(({origin, command}) => origin === 'shell' && command === shell)!;
    }, 120_000);

    test('has every command, with its status', () => {
      const commands = eventsOf(session.id)
        .filter(({parentId}) => parentId !== null)
        .reverse()
        .filter(({commandLine}) => !commandLine.startsWith('exit'));
      const expected = typed.map(([line, , exitStatus]) => [
        line.replace('not-a-real-secret-value-123', '*'.repeat('not-a-real-secret-value-123'.length)),
        exitStatus,
      ]);
      expect(commands.map(({commandLine, exitStatus}) => [commandLine, exitStatus])).toEqual(expected);
    });

    test('knows its title, its tag and its status', () => {
      expect(session).toMatchObject({title: 'a dozen', tags: {purpose: 'test'}, exitStatus: 5, state: 'ended'});
    });

    test('gives each command its own text', () => {
      const log = logsOf(session.id).find(({commandLine}) => commandLine === one);
      expect(log!.text).toBe('one-2');
    });

    test('is found by what was on the screen, and the hit names the moment', () => {
      const {stdout} = installation.run('logs', '"No such file"', '--session', session.id);
      expect(stdout).toContain('No such file');
      expect(stdout).toMatch(/ddcoterm play \S+ --at/);
    });

    test('show tells all about it', () => {
      const {stdout, status} = installation.run('show', session.id);
      expect(status).toBe(0);
      for (const told of ['a dozen', 'purpose', 'sh -c "exit 42"', '42']) expect(stdout).toContain(told);
    });

    test('holds no secret that was typed', () => {
      for (const format of ['cast3', 'txt', 'json']) {
        expect(installation.run('export', session.id, '--format', format).stdout).not.toContain('not-a-real-secret');
      }
    });

    test('asciinema 2 plays the cast2 export', async () => {
      const file = join(installation.sandbox.home, `${shell}.cast`);
      writeFileSync(file, installation.run('export', session.id, '--format', 'cast2').stdout);
      const player = new PtySession(findProgram('asciinema')!, ['play', '-s', '1000', '-i', '0.1', file], {
        env: installation.env,
      });
      const {exitCode} = await player.waitForExit();
      expect([exitCode, player.text.includes('one-2')]).toEqual([0, true]);
    });

    test('play replays it in a terminal, from a command on', async () => {
      const terminal = installation.loginShell('bash');
      try {
        await whenPrompted(terminal);
        terminal.write(`ddcoterm play ${session.id} --at '#2'\r`);
        await terminal.waitFor('one-2');
        terminal.write('q');
        await whenPrompted(terminal);
      } finally {
        await terminal.close();
      }
    });
  });
});
