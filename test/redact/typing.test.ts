/** Secrets that are typed at the prompts of real shells, one key at a time, with the corrections that people make. */
import {describeWith} from '../support/programs.ts';
import {PtySession} from '../support/pty.ts';
import {createSandbox, type Sandbox} from '../support/sandbox.ts';
import {screensOf} from './support/screens.ts';
import {leakOf, redactedText, runFrames} from './support/stream.ts';

const SECRET = 'ghp_x7Kq2mNvR4tYw8ZpA1cE3gI5kM7oQ9sUbD0f';
const LEFT = '\x1b[D';
const BACKSPACE = '\x7f';

/** Keys up to Enter; the line that they leave holds the secret whole. */
const TYPINGS: Record<string, string[]> = {
  'without a mistake': [...`export HUB=${SECRET}`],
  'behind a name that says it': [...'export HUB_TOKEN=plainwordsonly'],
  'in quotes': [...'export HUB_PASSWORD="two plain words"'],
  'with wrong keys taken back': [...`export HUB=${SECRET}`].flatMap((key, at) =>
    at % 5 === 4 ? ['Z', BACKSPACE, key] : [key],
  ),
  'with its end typed twice': [
    ...`export HUB=${SECRET}`,
    ...new Array<string>(20).fill(BACKSPACE),
    ...SECRET.slice(-20),
  ],
  'with a character put in later': [
    ...`export HUB=${SECRET.slice(0, 20)}${SECRET.slice(21)}`,
    ...new Array<string>(SECRET.length - 21).fill(LEFT),
    SECRET[20]!,
  ],
  'after the line was cleared once': [...`export HUB=${SECRET.slice(0, 25)}`, '\x15', ...`export HUB=${SECRET}`],
  'as a paste': [`\x1b[200~export HUB=${SECRET}\x1b[201~`],
  'and recalled from history': [...`export HUB=${SECRET}`, '\r', '\x1b[A'],
  'and found in history': [...`export HUB=${SECRET}`, '\r', '\x12', ...'HUB=', '\r'],
};
const SECRETS = [SECRET, 'plainwordsonly', 'two plain words'];

describeWith(['bash', 'zsh', 'fish'], 'SessionRedactor at the prompt of', () => {
  let sandbox: Sandbox;
  let shell: PtySession | null = null;

  beforeAll(() => {
    sandbox = createSandbox('typing');
  });
  afterEach(() => shell?.close());
  afterAll(() => sandbox.remove());

  /** Everything that the shell wrote while this was typed. */
  async function record(command: string[], keys: readonly string[], columns: number): Promise<Buffer> {
    const env = {...sandbox.env, PS1: 'user@host:~$ ', INPUTRC: '/dev/null', fish_history: ''};
    shell = new PtySession(command[0]!, command.slice(1), {env, cwd: sandbox.home, columns, rows: 20});
    // The line editor is ready: bash and zsh ask for marked pastes then, fish moves behind its prompt.
    await shell.waitFor(/\x1b\[\?2004h(?:user@host:~\$ )?$|\x1b\[K\r\x1b\[\d+C$/);
    for (const key of keys) {
      const before = shell.bytes.length;
      shell.write(key);
      // What the key shows may have come with the one before it.
      await shell.waitFor((text) => text.length > before, 500).catch(() => undefined);
    }
    shell.write('\recho do""ne\r');
    await shell.waitFor((_text, screen) => /^done$/m.test(screen));
    return shell.bytes;
  }

  const shells = [
    ['bash', ['bash', '--norc', '--noprofile', '-i']],
    ['zsh', ['zsh', '-f', '-i']],
    ['fish', ['fish', '--no-config', '-i']],
  ] as const;
  const cases = shells.flatMap(([name, command]) =>
    Object.entries(TYPINGS).flatMap(([how, keys]) =>
      [100, 30].map((columns) => [name, how, columns, command, keys] as const),
    ),
  );

  test.each(cases)(
    '%s masks a secret typed %s on %i columns',
    async (_name, _how, columns, command, keys) => {
      const bytes = await record([...command], keys, columns);
      const frames = [...bytes].map((byte) => Uint8Array.of(byte));
      const batches = runFrames(frames, {columns, rows: 20});
      const pieces = batches.map((batch) => redactedText([batch])).filter((piece) => piece !== '');
      const shown = await screensOf(pieces, columns, 20);
      for (const secret of SECRETS) {
        expect(leakOf(secret, redactedText(batches).replace(/\x1b\[[0-9;?]*[A-Za-z]|\x08/g, ''))).toBeNull();
        expect(shown.map((screen) => leakOf(secret, screen)).filter(Boolean)).toEqual([]);
      }
      const [original] = await screensOf([bytes.toString('utf8')], columns, 20);
      expect(shown.at(-1)!.length).toBe(original!.length);
      expect(shown.at(-1)).toContain('****');
    },
    60_000,
  );
});
