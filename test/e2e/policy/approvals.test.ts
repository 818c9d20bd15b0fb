/** Approvals between two users of one machine: one asks through a shim, the other one decides. */
import {spawnSync} from 'node:child_process';
import {chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import type {EventRecord, SessionRecord} from '../../../src/store/records.ts';
import {BUILT_CLI} from '../../support/built-cli.ts';
import {Installation} from '../../support/installation.ts';
import {describeAsRoot, describeWith} from '../../support/programs.ts';
import type {PtySession} from '../../support/pty.ts';
import {findHosts} from '../transparency/support/hosts.ts';

const POLICY = `process_config:
  commands:
    - command: kubectl
      rules:
        - rule: 'true, "Proceed with caution.", "Is there a rollback plan?"'
          actions: [record, process_info, approval]
`;

const NOBODY = '65534';

describeAsRoot('approvals of another user', () => {
  describeWith(['bash', 'kubectl', 'setpriv', 'perl'], 'with a real shim', () => {
    describe.each(findHosts())('through the %s host', (host) => {
      let installation: Installation;
      let folder: string;
      let cli: string;
      let session: PtySession | null = null;
      beforeAll(() => {
        installation = Installation.create(['kubectl']);
        folder = mkdtempSync(join(tmpdir(), 'ddcoterm-approvals-'));
        chmodSync(folder, 0o1777);
        // A checkout may lie where others cannot read.
        cpSync(dirname(BUILT_CLI), join(folder, 'dist'), {recursive: true});
        spawnSync('chmod', ['-R', 'a+rX', join(folder, 'dist')]);
        cli = join(folder, 'dist/ddcoterm.mjs');
        installation.env.DDCOTERM_HOST = host;
        configure('1h');
      }, 120_000);
      afterAll(() => {
        installation.remove();
        rmSync(folder, {recursive: true, force: true});
      });
      afterEach(async () => {
        await session?.close();
        session = null;
      });

      const configure = (timeout: string) =>
        writeFileSync(
          join(installation.sandbox.ddcotermHome, 'config.yaml'),
          `${POLICY}approvals: {folder: ${folder}, timeout: ${timeout}}\n`,
          {mode: 0o600},
        );

      /** Types a command that needs approval, and gives a reason. */
      async function request(word: string): Promise<PtySession> {
        session = installation.loginShell('bash');
        session.write('PS1="READY> "\r');
        await session.waitFor(/READY> $/);
        session.write(`kubectl ${word}\r`);
        await session.waitFor('Reason (may be empty): ');
        session.write('OPS-12\r');
        await session.waitFor('Waiting for approval of: ');
        return session;
      }

      /** As the user nobody, with a home of their own. */
      function asNobody(...args: string[]) {
        const home = join(folder, 'home-of-nobody');
        mkdirSync(home, {recursive: true});
        chmodSync(home, 0o777);
        const env = {PATH: process.env.PATH, HOME: home, DDCOTERM_APPROVALS_FOLDER: folder};
        const words = ['--reuid', NOBODY, '--regid', NOBODY, '--clear-groups', process.execPath, cli, ...args];
        const {status, stdout, stderr} = spawnSync('setpriv', words, {env, cwd: '/', encoding: 'utf8'});
        return {status, stdout, stderr};
      }
      const waiting = () =>
        JSON.parse(asNobody('approvals', 'list', '--json').stdout) as {id: string; command: string}[];

      async function statusAfter(shell: PtySession): Promise<string> {
        const from = shell.text.length;
        shell.write('echo "status $?"\r');
        await shell.waitFor((text) => /status \d+\r\n/.test(text.slice(from)));
        return /status (\d+)\r\n/.exec(shell.text.slice(from))![1]!;
      }

      async function codesOf(word: string): Promise<string[]> {
        const deadlineMs = Date.now() + 20_000;
        for (;;) {
          const [found] = installation.json<SessionRecord[]>('ls', word);
          if (found !== undefined && found.state === 'ended') {
            const events = installation.json<EventRecord[]>('events', `@session:${found.id} kind:policy`);
            return events.map(({name}) => name.replace('policy.', '')).sort();
          }
          if (Date.now() > deadlineMs) return [];
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
      }
      let count = 0;
      const fresh = (word: string) => `${word}${++count}x`;

      test('granted: it runs once, and both sides see who agreed', async () => {
        const word = fresh('granted');
        const shell = await request(word);
        expect(shell.text).toContain('Proceed with caution.');
        const [asked] = waiting();
        expect(asked).toMatchObject({
          command: `kubectl ${word}`,
          user: 'root',
          uid: 0,
          approverMessage: 'Is there a rollback plan?',
          reason: 'OPS-12',
        });
        expect(asNobody('approvals').stdout).toContain(`kubectl ${word}`);
        const short = asked!.id.slice(-8);
        const approved = asNobody('approvals', 'approve', short, '--comment', 'go ahead');
        expect(approved).toMatchObject({status: 0, stdout: `Approved: kubectl ${word} of root\n`});
        await shell.waitFor('Approved by nobody: go ahead');
        await shell.waitFor(/unknown command|error/i);
        expect(await statusAfter(shell)).toBe('1');
        expect(asNobody('approvals', 'approve', short).stderr).toContain('there is none, or it is over');
        expect(await codesOf(word)).toEqual(['approval.asked', 'approval.granted', 'rule.matched']);
      }, 90_000);

      test('denied: it does not run, and its user is told why', async () => {
        const word = fresh('denied');
        const shell = await request(word);
        expect(asNobody('approvals', 'deny', waiting()[0]!.id, '--comment', 'not today').status).toBe(0);
        await shell.waitFor('kubectl was not started: denied by nobody: not today');
        expect(await statusAfter(shell)).toBe('125');
        expect(await codesOf(word)).toEqual(['approval.asked', 'approval.denied', 'rule.matched']);
      }, 90_000);

      test('nobody decides about their own', async () => {
        const shell = await request(fresh('own'));
        const {status, stderr} = installation.run('approvals', 'approve', waiting()[0]!.id.slice(-8));
        expect(status).toBe(1);
        expect(stderr).toContain('it is your own');
        expect(waiting()).toHaveLength(1);
        shell.write('\x03');
        expect(await statusAfter(shell)).toBe('130');
      }, 90_000);

      test('withdrawn with Ctrl-C: the request is gone', async () => {
        const word = fresh('withdrawn');
        const shell = await request(word);
        shell.write('\x03');
        expect(await statusAfter(shell)).toBe('130');
        expect(await codesOf(word)).toEqual(['approval.asked', 'approval.withdrawn', 'rule.matched']);
        expect(waiting()).toEqual([]);
      }, 90_000);

      test('glass broken: it runs at once, and is marked', async () => {
        const word = fresh('glass');
        session = installation.loginShell('bash');
        session.write(`COTERM_BREAK_GLASS=true kubectl ${word}\r`);
        await session.waitFor('GLASS BROKEN');
        await session.waitFor(/unknown command|error/i);
        expect(await codesOf(word)).toEqual(['glass.broken', 'rule.matched']);
      }, 90_000);

      test('in time, or never', async () => {
        const word = fresh('late');
        configure('10s');
        try {
          const shell = await request(word);
          await shell.waitFor('nobody has decided', 30_000);
          expect(await statusAfter(shell)).toBe('125');
        } finally {
          configure('1h');
        }
        expect(await codesOf(word)).toEqual(['approval.asked', 'approval.expired', 'rule.matched']);
      }, 90_000);

      test('the agent killed meanwhile: the request is asked again under its name', async () => {
        const word = fresh('killed');
        const shell = await request(word);
        const [before] = waiting();
        const from = shell.text.length;
        process.kill(installation.json<{pid: number}>('agent', 'status').pid, 'SIGKILL');
        await shell.waitFor((text) => text.slice(from).includes('Waiting for approval of: '), 30_000);
        expect(waiting()).toMatchObject([{id: before!.id, reason: 'OPS-12'}]);
        expect(asNobody('approvals', 'approve', before!.id).status).toBe(0);
        await shell.waitFor('Approved by nobody');
        expect(await codesOf(word)).toEqual(['approval.asked', 'approval.granted', 'rule.matched']);
      }, 90_000);

      test('asked for by hand', async () => {
        const word = fresh('byhand');
        session = installation.loginShell('bash');
        session.write(`ddcoterm approve --reason "because" -- /bin/echo ${word}\r`);
        await session.waitFor('Waiting for approval of: ');
        expect(asNobody('approvals', 'approve', waiting()[0]!.id).status).toBe(0);
        await session.waitFor(`\r\n${word}\r\n`);
      }, 90_000);

      test('a folder that others could change is not used', async () => {
        chmodSync(folder, 0o777);
        try {
          expect(asNobody('approvals', 'list')).toMatchObject({status: 1});
          expect(statSync(folder).mode & 0o1000).toBe(0);
        } finally {
          chmodSync(folder, 0o1777);
        }
        expect(existsSync(folder)).toBe(true);
      });
    });
  });
});
