/** A receiver that somebody else wrote: what is sent in compat format is there, counted and found again. */
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {homePaths} from '../../../src/config/home.ts';
import {openStore} from '../../../src/store/sqlite-store.ts';
import {AgentProcess} from '../../support/agent-process.ts';
import {describeUnlessMissing} from '../../support/programs.ts';
import {makeEvent, makeLog, makeSession, redacted} from '../../support/records.ts';
import {createSandbox, type Sandbox} from '../../support/sandbox.ts';
import {buildVictoriaLogs, VictoriaLogs} from '../../upload/victoria-logs/victoria-logs.ts';

const COMMANDS = 600;

/** Bytes that were no UTF-8, NUL, quotes, controls, emoji, and a line of many. */
const AWKWARD = [
  'plain\nlines',
  'a\udc80b\0c',
  '"quoted" \\ back',
  '\u001b[31mred\u001b[0m',
  '🦊 fox',
  `${'long '.repeat(5_000)}end`,
];

const built = buildVictoriaLogs();

describeUnlessMissing('reason' in built ? built.reason : null, 'VictoriaLogs', () => {
  let sandbox: Sandbox;
  let victoria: VictoriaLogs;

  beforeAll(async () => {
    sandbox = createSandbox('victoria');
    victoria = await VictoriaLogs.start((built as {program: string}).program);
  }, 60_000);

  afterAll(async () => {
    await victoria.stop();
    sandbox.remove();
  });

  test('has every command with its output, by the attributes that were sent', async () => {
    const upload = {enabled: true, destinations: [{name: 'victoria', format: 'compat', url: victoria.url}]};
    writeFileSync(join(sandbox.ddcotermHome, 'config.yaml'), JSON.stringify({upload}), {mode: 0o600});
    const store = await openStore(homePaths(sandbox.env), {access: 'write'});
    store.outbox.subscribe([{destination: 'victoria', kinds: ['log', 'process-log']}], () => undefined);
    const session = makeSession({startedAtMs: Date.now() - 3_600_000, tags: {'kubectl.context': redacted('prod, eu')}});
    await store.createSession(session);
    const events = Array.from({length: COMMANDS}, (_, index) =>
      makeEvent(session, {exitStatus: index % 7, startUs: index * 1_000}),
    );
    const logs = events.map(({id}, index) => makeLog(session, AWKWARD[index % AWKWARD.length]!, {eventId: id}));
    await store.write({sessionId: session.id, events, logs});
    await store.close();

    const agent = new AgentProcess(sandbox.env);
    await agent.start();
    try {
      // Each sixth command has three parts: its line, and the halves of the long one.
      const expected = COMMANDS * 2 + (COMMANDS / AWKWARD.length) * 2;
      const deadlineMs = Date.now() + 60_000;
      while ((await victoria.count()) < expected && Date.now() < deadlineMs) {
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
      expect(await victoria.count()).toBe(expected);
      expect(await victoria.count('service:=ddcoterm ddsource:=coterm_process_info')).toBe(COMMANDS);
      expect(await victoria.count('exit_code:=3 ddsource:=ddcoterm')).toBeGreaterThanOrEqual(COMMANDS / 7 - 1);
      expect(await victoria.count('"kubectl.context":="prod_eu"')).toBe(expected);

      const [row] = await victoria.query(`_msg:"${events[0]!.id}.log"`);
      expect(JSON.parse(row!._msg!)).toMatchObject({
        id: `${events[0]!.id}.log`,
        message: '$ kubectl get pods\nplain\nlines',
        session: session.id,
        'kubectl.context': 'prod, eu',
        duration: 1_000_000_000,
      });
      expect(row).toMatchObject({hostname: 'web1', status: 'info', shim: 'kubectl', user: 'alice'});
    } finally {
      await agent.stop();
    }
  }, 120_000);
});
