/** What the relay tells of the processes that a command starts: nested, piped, in the background, renamed, killed, left behind. */
import {readFileSync} from 'node:fs';
import {describeWith} from '../../support/programs.ts';
import type {ReceivedSession} from '../host/support/frame-server.ts';
import {useFreshRelay} from '../host/support/fresh-host.ts';
import {
  commandOf,
  describeWithConnector,
  lossesOf,
  type Program,
  programsOf,
  shapeOf,
} from './support/process-facts.ts';

const host = useFreshRelay();

type Way = 'terminal' | 'plain';

/** On a busy machine a short process may be gone before it is read: those whose words matter live this long. */
const LONG = '0.15';

async function record(way: Way, script: string, env: NodeJS.ProcessEnv = {}): Promise<ReceivedSession> {
  const words = [host.box.host, 'bash', '/bin/bash', '-c', script];
  if (way === 'terminal') await host.box.onTerminal(words, {env});
  else await host.box.run(words, {env});
  return host.server.waitForEnd();
}

const shape = (session: ReceivedSession): string => shapeOf(programsOf(session), commandOf(session).pid);
/** The last one: a program that is gone before it is read, as `setsid`, has the command line of the one that it became. */
const find = (session: ReceivedSession, line: string): Program => {
  const program = programsOf(session).findLast((candidate) => candidate.line === line);
  if (program === undefined) throw new Error(`No "${line}" in ${programsOf(session).map((one) => one.line)}`);
  return program;
};

describeWithConnector(['bash', 'sleep'], 'processes, as the kernel reports them', () => {
  describe.each<Way>(['terminal', 'plain'])('of a command on a %s', (way) => {
    test('nested shells, at any depth', async () => {
      const inner = `sleep ${LONG}; exit 3`;
      const session = await record(way, `sh -c 'sh -c "${inner}"; sleep ${LONG}'; exit 4`);
      expect(session.hello.processes).toBe('connector');
      const [outer] = programsOf(session);
      expect(shape(session)).toBe(`${outer!.line}(sh -c ${inner}(sleep ${LONG}) sleep ${LONG})`);
      expect(find(session, `sh -c ${inner}`).end).toBe('exit 3');
      expect(lossesOf(session)).toEqual([]);
    });

    test('pipelines and background jobs, each with its end', async () => {
      const session = await record(way, `sleep ${LONG} | sleep 0.16 | (exit 5) & sleep 0.17 & wait; sleep 0.18`);
      for (const seconds of [LONG, '0.16', '0.17', '0.18']) {
        expect(find(session, `sleep ${seconds}`)).toMatchObject({end: 'exit 0', parentPid: expect.any(Number)});
      }
      const copy = programsOf(session).find(({end}) => end === 'exit 5')!;
      expect(copy.started.remarks).toContain('forked');
      expect(programsOf(session).every(({end}) => end !== null)).toBe(true);
    });

    test('a process that becomes one program after the other, and so does the command itself', async () => {
      const chain = `sleep ${LONG}; exec env A=1 sh -c 'sleep ${LONG}; exec sleep 0.16'`;
      const session = await record(way, `bash -c "${chain}"; exec sleep 0.17`);
      const {pid} = find(session, 'sleep 0.16');
      const images = programsOf(session).filter((program) => program.pid === pid);
      // env may be gone before it is read; that it was there is known all the same.
      expect(images.map(({end}) => end)).toEqual(['exec', 'exec', 'exec', 'exit 0']);
      expect(images.map(({line}) => line.split(' ')[0])).toEqual(['bash', expect.anything(), 'sh', 'sleep']);
      const starts = images.map(({startUs}) => startUs);
      expect(starts).toEqual([...starts].sort((a, b) => a - b));
      expect(find(session, 'sleep 0.17')).toMatchObject({pid: commandOf(session).pid, end: 'exit 0'});
    });

    test('a process killed by a signal', async () => {
      const session = await record(
        way,
        `sleep 60 & sleep ${LONG}; kill -9 $!; wait; sh -c 'sleep ${LONG}; kill -TERM $$'`,
      );
      expect(find(session, 'sleep 60').end).toBe('SIGKILL');
      expect(programsOf(session).find(({line}) => line.startsWith('sh -c'))!.end).toBe('SIGTERM');
    });

    test('a daemon, with what it starts after its parent is gone', async () => {
      const daemon = `sleep ${LONG}; sleep 0.16; sleep 60 >&- 2>&-`;
      const session = await record(
        way,
        `(setsid sh -c 'sh -c "${daemon}" & echo $! >daemon' &) </dev/null >&- 2>&-
         until [ "$(ps -o args= --ppid "$(cat daemon 2>/dev/null)" 2>/dev/null)" = "sleep 60" ]; do sleep 0.05; done
         kill $(ps -o pid= --ppid "$(cat daemon)")
         while kill -0 "$(cat daemon)" 2>/dev/null; do sleep 0.05; done`,
      );
      const {pid} = programsOf(session).find(({line}) => line === `sh -c ${daemon}`)!;
      const below = programsOf(session).filter(({parentPid}) => parentPid === pid);
      expect(below.map(({line, end}) => `${line} ${end}`)).toEqual([
        `sleep ${LONG} exit 0`,
        'sleep 0.16 exit 0',
        'sleep 60 SIGTERM',
      ]);
    });

    test('what outlives the session has no end', async () => {
      const session = await record(way, `setsid sleep 3 </dev/null >&- 2>&- & sleep ${LONG}`);
      expect(find(session, 'sleep 3').end).toBeNull();
      expect(find(session, `sleep ${LONG}`).end).toBe('exit 0');
    });
  });

  test('executable, folder, users and parents', async () => {
    const session = await record('terminal', `cd / && sleep ${LONG}; :`);
    const command = commandOf(session);
    expect(command).toMatchObject({uid: process.getuid!(), effectiveUid: process.geteuid!()});
    expect(find(session, `sleep ${LONG}`).started).toMatchObject({
      parentPid: command.pid,
      executable: expect.stringMatching(/\/sleep$|busybox|coreutils/),
      cwd: '/',
      uid: process.getuid!(),
      effectiveUid: process.geteuid!(),
    });
  });

  test('times are those of the kernel: a sleep takes as long as it says', async () => {
    const session = await record('plain', 'sleep 0.3');
    // The shell becomes it.
    const {startUs, endUs} = find(session, 'sleep 0.3');
    expect(endUs! - startUs).toBeGreaterThanOrEqual(295_000);
  });

  test('of a command line longer than 32 KiB whole words are told, and that it was cut', async () => {
    const session = await record('plain', `sh -c 'sleep ${LONG}; :' $(seq -f 'word%g' 9000); :`);
    const {started} = programsOf(session).find(({line}) => line.startsWith('sh -c'))!;
    expect(started.remarks).toEqual(['argv-cut']);
    expect(started.argv.slice(3, 5)).toEqual(['word1', 'word2']);
    expect(started.argv.at(-1)).toMatch(/^word\d+$/);
    expect(started.argv.join(' ').length).toBeLessThanOrEqual(32 * 1024);
  });

  test('stays silent while nothing of the session happens, whatever others do', async () => {
    const session = host.box.open(host.box.shell('echo up; read -r line'));
    await session.waitFor('up');
    await host.server.waitFor(({frames}) => frames.length > 1);
    const looks = () => Number(/\nvoluntary_ctxt_switches:\s+(\d+)/.exec(statusOf(session.pid))![1]);
    const fork = 'for i in $(seq 400); do (:); done';
    await host.box.run(['bash', '-c', fork]);
    const before = looks();
    await host.box.run(['bash', '-c', fork]);
    // 800 processes of somebody else, three events each.
    expect(looks() - before).toBeLessThan(60);
  });
});

describeWith(['bash', 'python3', 'cc'], 'processes, by looks at /proc', () => {
  test.each<Way>(['terminal', 'plain'])('on a %s: what lives for a while, with its parents', async (way) => {
    const session = await record(way, `sh -c 'sleep 1.5; :'; sleep 1.5 & wait; exec sleep 1.6`, {
      DDCOTERM_PROCESSES: 'proc',
    });
    expect(session.hello.processes).toBe('proc');
    const sh = programsOf(session).find(({line}) => line.startsWith('sh -c'))!;
    expect(sh.parentPid).toBe(commandOf(session).pid);
    const sleeps = programsOf(session).filter(({line}) => line === 'sleep 1.5');
    expect(sleeps.map(({parentPid}) => parentPid)).toEqual([sh.pid, commandOf(session).pid]);
    // Before Linux 6.15 nobody who looks learns how it ended, once its parent has waited for it.
    expect(sleeps.map(({end}) => end)).toEqual([
      expect.stringMatching(/^\?|exit 0$/),
      expect.stringMatching(/^\?|exit 0$/),
    ]);
    expect(find(session, 'sleep 1.6').pid).toBe(commandOf(session).pid);
  });

  // In a container, as it were: with process ids and a network of its own the kernel reports nothing.
  test.each<Way>(['terminal', 'plain'])(
    'on a %s in a container, since the kernel reports nothing there',
    async (way) => {
      const words = [host.box.host, 'bash', '/bin/bash', '-c', `sh -c 'sleep 1.5; exit 3'; sleep 0.2`];
      const inside = ['unshare', '--pid', '--net', '--fork', '--mount-proc', ...words];
      if (process.getuid!() !== 0) inside.splice(1, 0, '--user', '--map-root-user');
      if (way === 'terminal') await host.box.onTerminal(inside);
      else await host.box.run(inside);
      const session = await host.server.waitForEnd();
      expect(session.hello.processes).toBe('proc');
      const sh = find(session, 'sh -c sleep 1.5; exit 3');
      expect(sh.end).toMatch(/^(\?|exit 3)$/);
      expect(sh.endUs! - sh.startUs).toBeGreaterThan(1_000_000);
      expect(find(session, 'sleep 1.5').parentPid).toBe(sh.pid);
    },
  );

  test('looks less and less while nothing happens, and not at all without processes', async () => {
    const session = host.box.open(host.box.shell('echo up; read -r line'), {env: {DDCOTERM_PROCESSES: 'proc'}});
    await session.waitFor('up');
    await host.server.waitFor(({frames}) => frames.length > 1);
    const looks = () => Number(/\nvoluntary_ctxt_switches:\s+(\d+)/.exec(statusOf(session.pid))![1]);
    for (let before = -1; before !== looks(); ) {
      before = looks();
      await new Promise((resolve) => setTimeout(resolve, 2_500));
    }
  });

  test('none where none are wanted', async () => {
    const session = await record('plain', 'sleep 0.05; :', {DDCOTERM_PROCESSES: 'none'});
    expect(session.hello.processes).toBe('none');
    expect(session.frames.map(({type}) => type)).toEqual([10]);
  });
});

const statusOf = (pid: number): string => readFileSync(`/proc/${pid}/status`, 'utf8');
