/**
 * `sudo` and setuid programs in the recorded session of somebody without rights: they work as outside, and what they start is
 * told all the same. A recorder that traces takes them their rights: sudo then says that it must be setuid root.
 */
import {describeAsRoot, describeWith, findProgram} from '../../support/programs.ts';
import {type BuiltHost, buildHost} from '../host/support/build-host.ts';
import {endOf, FrameServer, type ReceivedSession} from '../host/support/frame-server.ts';
import {HostSandbox} from '../host/support/host-sandbox.ts';
import {OTHER_UID, OtherUser} from './support/other-user.ts';
import {commandOf, programsOf} from './support/process-facts.ts';

process.env.DDCOTERM_TEST_RELAY ??= '-O2 -static';

let built: BuiltHost;
let box: HostSandbox;
let server: FrameServer;
let user: OtherUser;

beforeAll(async () => {
  built = await buildHost();
}, 60_000);
afterAll(() => built.remove());
beforeEach(async () => {
  box = new HostSandbox(built);
  user = new OtherUser(box);
  server = new FrameServer(box.paths.socket);
  await user.listen(server);
});
afterEach(async () => {
  await server.close();
  await box.remove();
});

type Way = 'terminal' | 'plain';

async function record(way: Way, words: string[], env: NodeJS.ProcessEnv = {}) {
  const all = user.words([box.host, ...words]);
  const output =
    way === 'terminal'
      ? (await box.onTerminal(all, {env})).output.toString('utf8')
      : (await box.run(all, {env})).stdout;
  return {session: await server.waitForEnd(), output: output.replaceAll('\r', '')};
}

const find = (session: ReceivedSession, line: string) => programsOf(session).find((program) => program.line === line);

describeAsRoot('processes of a user without rights', () => {
  describeWith(['sudo', 'setpriv', 'unshare', 'python3', 'cc'], 'who uses sudo', () => {
    describe.each<Way>(['terminal', 'plain'])('on a %s', (way) => {
      // By looks at /proc a process must live for a while to be seen.
      test.each(['auto', 'proc'])('works, and what runs as root is told (processes: %s)', async (processes) => {
        const script = 'id -u; sleep 1.5; exit 7';
        const sudo = ['sudo', findProgram('sudo')!, '-n', 'sh', '-c', script];
        const {session, output} = await record(way, sudo, {DDCOTERM_PROCESSES: processes});
        expect([output, endOf(session)]).toEqual(['0\n', 'exit 7']);
        expect(commandOf(session)).toMatchObject({uid: OTHER_UID, effectiveUid: 0});
        expect(find(session, `sh -c ${script}`)!.started).toMatchObject({uid: 0, effectiveUid: 0});
        const sleep = find(session, 'sleep 1.5')!;
        expect(sleep).toMatchObject({
          started: {uid: 0, effectiveUid: 0},
          parentPid: find(session, `sh -c ${script}`)!.pid,
        });
        if (session.hello.processes === 'connector') {
          expect(find(session, `sh -c ${script}`)!.end).toBe('exit 7');
          expect(sleep.end).toBe('exit 0');
        }
      });

      test('a script that uses sudo in between goes on as before', async () => {
        const script = 'sleep 0.3; sudo -n sleep 0.31; id -u; sudo -n -u nobody sleep 0.32; sleep 0.33';
        const {session, output} = await record(way, ['bash', '/bin/bash', '-c', script]);
        expect(output).toBe(`${OTHER_UID}\n`);
        const users = [0.3, 0.31, 0.32, 0.33].map((seconds) => find(session, `sleep ${seconds}`)?.started.effectiveUid);
        expect(users.slice(0, 2)).toEqual([OTHER_UID, 0]);
        expect(users[2]).toBeGreaterThan(0);
        expect(users[3]).toBe(OTHER_UID);
        expect(find(session, 'sudo -n sleep 0.31')!.started).toMatchObject({uid: OTHER_UID, effectiveUid: 0});
      });
    });

    test('a setuid program: where it lies may not be read, so its first word tells', async () => {
      const program = user.makeSetuid(findProgram('sleep')!);
      const {session} = await record('terminal', ['bash', '/bin/bash', '-c', `${program} 0.3; :`]);
      expect(find(session, `${program} 0.3`)).toMatchObject({
        started: {uid: OTHER_UID, effectiveUid: 0, executable: program},
      });
    });
  });
});
