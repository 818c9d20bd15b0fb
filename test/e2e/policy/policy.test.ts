/** Lints, rules and what follows from them, through the shims of real commands in real terminals. */
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {EventRecord, SessionRecord} from '../../../src/store/records.ts';
import {Installation} from '../../support/installation.ts';
import {describeWith} from '../../support/programs.ts';
import type {PtySession} from '../../support/pty.ts';
import {findHosts} from '../transparency/support/hosts.ts';

const POLICY = `process_config:
  commands:
    - command: kubectl
      lints:
        - |
          if has_arg("scale") and flags.context == nil then
            return string.format("No kubectl context specified (effective context: '%s').", k8s_context)
          end
      rules:
        - rule: has_arg("forbidden")
          actions: [approval]
        - rule: |
            return has_arg("scale"), "Proceed with caution."
          actions: [record, process_info]
        - rule: true
          actions: []
    - command: psql
      lints:
        - nothing.at.all
`;

describeWith(['bash', 'kubectl', 'psql'], 'a policy', () => {
  describe.each(findHosts())('through the %s host', (host) => {
    let installation: Installation;
    let open: PtySession[] = [];
    beforeAll(() => {
      installation = Installation.create(['kubectl', 'psql']);
      installation.env.DDCOTERM_HOST = host;
    }, 120_000);
    afterAll(() => installation.remove());
    beforeEach(() => configure(POLICY));
    afterEach(async () => {
      for (const session of open) await session.close();
      open = [];
    });

    const configure = (yaml: string) =>
      writeFileSync(join(installation.sandbox.ddcotermHome, 'config.yaml'), yaml, {mode: 0o600});

    async function shell(): Promise<PtySession> {
      const session = installation.loginShell('bash');
      open.push(session);
      session.write('PS1="READY> "; set -o pipefail\r');
      await session.waitFor(/READY> $/);
      return session;
    }

    /** Types a line and waits for what comes behind it. */
    async function type(session: PtySession, line: string, wanted: string | RegExp): Promise<string> {
      const from = session.text.length;
      session.write(`${line}\r`);
      const behind = (text: string) => text.slice(from + line.length);
      await session.waitFor((text) =>
        typeof wanted === 'string' ? behind(text).includes(wanted) : wanted.test(behind(text)),
      );
      return behind(session.text);
    }

    /** Waits until the store has it. */
    async function find(word: string): Promise<{sessions: SessionRecord[]; events: EventRecord[]}> {
      const deadlineMs = Date.now() + 20_000;
      for (;;) {
        const sessions = installation.json<SessionRecord[]>('ls', word);
        const ids = sessions.map(({id}) => `@session:${id}`);
        const events = ids.length === 0 ? [] : installation.json<EventRecord[]>('events', ids.join(' OR '));
        if (sessions.some(({state}) => state === 'ended') || Date.now() > deadlineMs) return {sessions, events};
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
    /** A word of its own for each attempt, should jest try again. */
    let words = 0;
    const fresh = (word: string) => `${word}${++words}x`;
    const codes = (events: EventRecord[]) =>
      events
        .filter(({kind}) => kind === 'policy')
        .map(({name}) => name)
        .sort();

    test('a lint asks; "y" runs the command, and its message is shown', async () => {
      const word = fresh('first');
      const session = await shell();
      await type(session, `kubectl scale ${word} --replicas=1`, 'Do you want to continue? (y/n) ');
      expect(session.text).toContain(
        "Warning from CoTerm: No kubectl context specified (effective context: 'unknown').",
      );
      await type(session, 'y', 'Proceed with caution.');
      await type(session, 'echo "status $?"', /status [1-9]\d*\r\n/);
      const {sessions, events} = await find(word);
      expect(sessions).toHaveLength(1);
      expect(sessions[0]!.recordingPath).not.toBeNull();
      expect(codes(events)).toEqual(['policy.lint.continued', 'policy.rule.matched']);
    }, 60_000);

    test.each(['n', '', 'nonsense', '\x04'])(
      'a lint asks; %j does not run the command',
      async (answer) => {
        const word = `second-${answer === '' ? 'empty' : answer === '\x04' ? 'eof' : answer}`;
        const session = await shell();
        await type(session, `kubectl scale ${word}`, 'Do you want to continue? (y/n) ');
        await type(session, answer, 'ddcoterm: kubectl was not started');
        await type(session, 'echo "status $?"', 'status 125\r\n');
        const {sessions, events} = await find(word);
        expect(sessions).toMatchObject([{exitStatus: 125, recordingPath: null}]);
        expect(codes(events)).toEqual(['policy.lint.aborted']);
      },
      60_000,
    );

    test('Ctrl-C at the question aborts with 130, and a script around it', async () => {
      const word = fresh('third');
      const session = await shell();
      await type(session, `kubectl scale ${word}`, 'Do you want to continue? (y/n) ');
      const before = session.text.length;
      session.write('\x03');
      await session.waitFor((text) => text.slice(before).endsWith('READY> '));
      await type(session, 'echo "status $?"', 'status 130\r\n');
      const {sessions, events} = await find(word);
      expect(sessions).toMatchObject([{signal: 'SIGINT'}]);
      expect(codes(events)).toEqual(['policy.lint.aborted']);
      await type(session, `bash -c 'kubectl scale fourth; echo not reached'`, 'Do you want to continue? (y/n) ');
      const from = session.text.length;
      session.write('\x03');
      await session.waitFor((text) => text.slice(from).endsWith('READY> '));
      await type(session, 'echo "status $?"', 'status 130\r\n');
      expect(session.text.slice(from)).not.toContain('not reached');
    }, 60_000);

    test('without a terminal the setting decides', async () => {
      const sixth = fresh('sixth');
      const session = await shell();
      await type(session, 'kubectl scale fifth </dev/null 2>&1 | cat; echo "status $?"', /status (?!125)[1-9]\d*\r\n/);
      expect(session.text).toContain('Warning from CoTerm: ');
      configure(`${POLICY}lint_without_terminal: deny\n`);
      await type(session, `kubectl scale ${sixth} </dev/null 2>&1 | cat; echo "status $?"`, 'status 125\r\n');
      expect(codes((await find(sixth)).events)).toEqual(['policy.lint.denied']);
    }, 60_000);

    test('no action: it runs, and nothing is kept of it', async () => {
      const seventh = fresh('seventh');
      const eighth = fresh('eighth');
      const session = await shell();
      await type(session, `kubectl ${seventh}; echo "status $?"`, /status 1\r\n/);
      await type(session, `kubectl scale ${eighth} --context x; echo "status $?"`, /status 1\r\n/);
      expect((await find(eighth)).sessions).toHaveLength(1);
      expect(installation.json('ls', seventh)).toEqual([]);
    }, 60_000);

    if (host === 'relay') {
      test('no action, once known: nobody is asked', async () => {
        configure(
          'process_config: {commands: [{command: kubectl, rules: [{rule: has_arg("scale"), actions: [record]}, {rule: true, actions: []}]}]}\n',
        );
        const word = fresh('known');
        const session = await shell();
        await type(session, `kubectl ${word}; echo "status $?"`, /status 1\r\n/);
        installation.run('agent', 'stop');
        await type(session, `kubectl ${word}; echo "again $?"`, /again 1\r\n/);
        expect(installation.run('agent', 'status').stdout).toContain('not running');
        await type(session, `kubectl ${word} other; echo "other $?"`, /other 1\r\n/);
        expect(installation.run('agent', 'status').stdout).not.toContain('not running');
      }, 60_000);
    }

    test('a lint that fails is passed over, and stops the command where it must', async () => {
      const ninth = fresh('ninth');
      const tenth = fresh('tenth');
      const session = await shell();
      await type(session, `psql --${ninth}; echo "status $?"`, /status [12]\r\n/);
      expect(codes((await find(ninth)).events)).toEqual(['policy.error.passed']);
      configure(`${POLICY}on_policy_error: block\n`);
      const shown = await type(session, `psql --${tenth}; echo "status $?"`, 'status 125\r\n');
      expect(shown).toMatch(/config\.yaml:19: attempt to index nil/);
      expect(codes((await find(tenth)).events)).toEqual(['policy.error.blocked']);
    }, 60_000);

    test('a change of the file holds from the next invocation on', async () => {
      const session = await shell();
      configure('process_config: {commands: [{command: kubectl, lints: [\'return "changed"\']}]}\n');
      await type(session, 'kubectl eleventh', 'Warning from CoTerm: changed');
      await type(session, 'n', 'was not started');
      configure('announce: false\n');
      await type(session, 'kubectl twelfth; echo "status $?"', /status 1\r\n/);
    }, 60_000);

    test('an agent that is killed while the question stands: the answer counts with the next one', async () => {
      const thirteenth = fresh('thirteenth');
      const session = await shell();
      await type(session, `kubectl scale ${thirteenth}`, 'Do you want to continue? (y/n) ');
      const {pid} = installation.json<{pid: number}>('agent', 'status');
      process.kill(pid, 'SIGKILL');
      await type(session, 'y', 'Proceed with caution.');
      await type(session, 'echo "status $?"', /status 1\r\n/);
      expect(session.text.match(/Do you want to continue/g)).toHaveLength(1);
      expect(codes((await find(thirteenth)).events)).toEqual(['policy.lint.continued', 'policy.rule.matched']);
    }, 60_000);

    test('without an agent the failure setting decides after 3 s', async () => {
      installation.run('agent', 'stop');
      const lib = join(installation.sandbox.ddcotermHome, 'lib/current/dist/agent.mjs');
      const text = readFileSync(lib);
      writeFileSync(lib, 'process.exit(1)');
      try {
        const session = await shell();
        await type(session, 'kubectl scale fourteenth; echo "status $?"', /status 1\r\n/);
        configure(`${POLICY}on_failure: block\n`);
        await type(session, 'kubectl scale fifteenth; echo "status $?"', 'status 125\r\n');
      } finally {
        writeFileSync(lib, text);
      }
      expect(existsSync(lib)).toBe(true);
    }, 60_000);
  });
});
