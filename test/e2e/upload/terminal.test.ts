/**
 * The upload as somebody at a terminal has it: installed, with the key in the environment, commands typed into a login shell, and
 * `ddcoterm upload` by hand. What fails here: something does not arrive, or the key is somewhere it must not be.
 */
import {execFileSync} from 'node:child_process';
import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {gunzipSync} from 'node:zlib';
import {Installation} from '../../support/installation.ts';
import {describeWith} from '../../support/programs.ts';
import type {PtySession} from '../../support/pty.ts';
import {INTAKE_KEY, Intake} from '../../upload/intake/intake.ts';

/** Colours, marks of the shell's integration, and the like. */
const CONTROL = /\x1b(?:\][^\x07]*\x07|\[[\d;?]*[A-Za-z])/g;

const plain = (text: string): string => text.replace(CONTROL, '');

describeWith(['bash', 'python3'], 'the upload at a terminal', () => {
  let installation: Installation;
  let intake: Intake;
  let terminal: PtySession;
  /** Of words that are typed: another each time, so that a second attempt meets nothing of the first. */
  let count = Date.now() % 100_000;

  beforeAll(async () => {
    installation = Installation.create(['python3']);
    intake = await Intake.start({isGuilty: ({command_line}) => String(command_line).includes('guilty')});
    configure({url: intake.url, processes: 'logs'});
    terminal = installation.loginShell('bash', {env: {...installation.env, DD_API_KEY: INTAKE_KEY}, columns: 160});
    await type(`PS1='ready> '`);
  }, 60_000);

  beforeEach(() => {
    // What an attempt that failed left behind.
    intake.fault = () => null;
    installation.run('upload', 'resume');
  });

  afterAll(async () => {
    await terminal?.close();
    await intake?.stop();
    installation?.remove();
  });

  const configure = (upload: Record<string, unknown>) => {
    const file = join(installation.sandbox.ddcotermHome, 'config.yaml');
    writeFileSync(file, JSON.stringify({upload}), {mode: 0o600});
  };

  /** @returns What came between the line and the next prompt. */
  const type = async (line: string, prompt = 'ready> '): Promise<string> => {
    const before = terminal.text.length;
    terminal.write(`${line}\r`);
    await terminal.waitFor((text) => plain(text.slice(before)).endsWith(prompt), 60_000);
    return plain(terminal.text.slice(before));
  };

  const python = (word: string) => type(`python3 -c "print('out', 'of', '${word}')"`);
  const freshWord = (name: string) => `${name}${++count}`;
  const arrived = (text: string) => intake.logs.find(({object}) => String(object.message).includes(text));
  const arrival = (text: string) => intake.until(() => arrived(text) !== undefined, text, 60_000);

  test('a command of a shim arrives with its output, with the key of the environment', async () => {
    const word = freshWord('python');
    expect(await python(word)).toContain(`out of ${word}`);
    await arrival(`\nout of ${word}`);
    const {object} = arrived(`\nout of ${word}`)!;
    expect(object).toMatchObject({service: 'ddcoterm', shim: 'python3', command: 'python3', exit_code: 0});
    expect(intake.requests.every(({headers}) => headers['dd-api-key'] === INTAKE_KEY)).toBe(true);
    expect(intake.violations).toEqual([]);
  }, 120_000);

  test('a finished command of a shell arrives while the shell goes on', async () => {
    const word = freshWord('live');
    terminal.write('ddcoterm\r');
    await terminal.waitFor((text) => /recording this session[\s\S]*[$#] $/.test(plain(text)));
    await type(`PS1='ready> '`);
    const shown = await type(`seq 3000 | sed 's/^/${word}-/'; true`);
    expect(shown).toContain(`${word}-3000`);
    await arrival(`${word}-3000`);
    const {object} = arrived(`${word}-3000`)!;
    expect(sessions().find(({id}) => id === object.session)).toMatchObject({state: 'live'});
    const parts = intake.logs.filter(
      ({object: {event, ddsource}}) => event === object.event && ddsource === 'ddcoterm',
    );
    const lines = parts
      .map(({object: {message}}) => message)
      .join('\n')
      .split('\n');
    expect(lines.slice(1)).toEqual(Array.from({length: 3_000}, (_, index) => `${word}-${index + 1}`));
    await type('exit');
  }, 120_000);

  test('status, pause, resume and flush tell what is so', async () => {
    expect(await type('ddcoterm upload pause')).toContain('Pauses: main');
    const words = [freshWord('held'), freshWord('held'), freshWord('held')];
    for (const word of words) await python(word);
    await settled();
    const status = await type('ddcoterm upload status');
    expect(status).toMatch(/paused by you/);
    expect(status).toMatch(/waiting +[1-9]\d* \(/);
    expect(await type('ddcoterm upload flush')).toContain('ddcoterm upload resume main');
    for (const word of words) expect(arrived(word)).toBeUndefined();

    // The agent waits for an hour, unless somebody asks.
    intake.fault = () => ({kind: 'status', status: 429, headers: {'Retry-After': '3600'}});
    expect(await type('ddcoterm upload resume')).toContain('Sends again: main');
    await eventually(async () => (await type('ddcoterm upload status')).includes('next try'));
    intake.fault = () => ({kind: 'slow', ms: 600});
    const flush = await type('ddcoterm upload flush');
    expect(flush).toMatch(/\[[#.]+\] \d+ of \d+ sent/);
    expect(flush).toContain('Nothing waits any more');
    intake.fault = () => null;
    for (const word of words) await arrival(word);
    expect(intake.duplicates).toEqual([]);
  }, 180_000);

  test('what is refused is listed with its reason, sent again, and given up', async () => {
    const word = freshWord('guilty');
    await python(word);
    await eventually(async () => (await type('ddcoterm upload failed')).includes('HTTP 400'));
    const failed = await type('ddcoterm upload failed');
    expect(failed).toContain(word);
    expect(failed).toContain('the format is not accepted');
    intake.forgive();
    expect(await type('ddcoterm upload retry --all')).toMatch(/Waiting again: [1-9]/);
    await arrival(`out of ${word}`);
    expect(await type('ddcoterm upload failed')).toContain('Nothing was refused');
  }, 180_000);

  test('doctor finds key, clock and receiver in order', async () => {
    const told = await type('ddcoterm doctor');
    expect(told).toMatch(/"main": localhost:\d+ answers; key: DD_API_KEY/);
    expect(told).not.toContain(INTAKE_KEY);
  }, 60_000);

  test('the key that a command shows is masked in what is kept and sent', async () => {
    const word = freshWord('shown');
    await type(`python3 -c "import os; print('${word} =', os.environ['DD_API_KEY'])"`);
    expect(terminal.text).toContain(INTAKE_KEY);
    await arrival(`${word} =`);
    expect(arrived(`${word} =`)!.object.message).toContain(`${word} = ${'*'.repeat(INTAKE_KEY.length)}`);
    expect(JSON.stringify(intake.logs)).not.toContain(INTAKE_KEY);
  }, 60_000);

  test('the key is in no list of processes, no file, no core and nothing that was shown', async () => {
    const {pid} = installation.json<{pid: number}>('agent', 'status');
    expect(readFileSync(`/proc/${pid}/coredump_filter`, 'utf8').trim()).toBe('00000000');
    expect(execFileSync('ps', ['-eo', 'args'], {encoding: 'utf8'})).not.toContain(INTAKE_KEY);
    expect(allFiles(installation.sandbox.ddcotermHome)).not.toContain(INTAKE_KEY);
  }, 60_000);

  const sessions = () => installation.json<{id: string; command: string; state: string}[]>('ls', '--limit', '100');

  /** Every command that was typed so far is over and written. */
  const settled = () =>
    eventually(async () =>
      sessions()
        .filter(({command}) => command === 'python3')
        .every(({state}) => state !== 'live'),
    );
});

/** As one text, recordings unpacked. */
function allFiles(folder: string): string {
  return readdirSync(folder, {recursive: true, withFileTypes: true})
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('/lib/'))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)))
    .map((bytes) => (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString('latin1'))
    .join('\n');
}

async function eventually(isThere: () => Promise<boolean>, timeoutMs = 60_000): Promise<void> {
  const deadlineMs = Date.now() + timeoutMs;
  while (!(await isThere())) {
    if (Date.now() > deadlineMs) throw new Error(`Waited ${timeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
