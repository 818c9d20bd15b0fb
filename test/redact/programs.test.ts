/** Secrets that programs show in their own way: pagers, editors, multiplexers, tables of keys. */
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describeWith} from '../support/programs.ts';
import {PtySession} from '../support/pty.ts';
import {createSandbox, type Sandbox} from '../support/sandbox.ts';
import {screensOf} from './support/screens.ts';
import {leakOf, redactedText, runFrames} from './support/stream.ts';

const SECRETS = [
  'ghp_x7Kq2mNvR4tYw8ZpA1cE3gI5kM7oQ9sUbD0f',
  'correcthorsebattery',
  'MIIEowIBAAKCAQEAx7Kq2mNvR4tYw8ZpA1cE3gI5kM7oQ9sUbD0fH2jL4nP6rT8v',
];
const FILE = `# settings
user = joe
hub = ${SECRETS[0]}
db_password = "${SECRETS[1]}"
-----BEGIN RSA PRIVATE KEY-----
${SECRETS[2]}
${SECRETS[2]}
-----END RSA PRIVATE KEY-----
last line
`;

describeWith(['less', 'vim', 'tmux', 'git'], 'SessionRedactor in front of', () => {
  let sandbox: Sandbox;
  let program: PtySession | null = null;

  beforeAll(() => {
    sandbox = createSandbox('programs');
    writeFileSync(join(sandbox.home, 'settings'), FILE);
  });
  afterEach(() => program?.close());
  afterAll(() => sandbox.remove());

  /** What the program wrote until it ended, having shown the file's last line. */
  async function record(command: string, keys: string, columns: number): Promise<Buffer> {
    const env = {...sandbox.env, LESS: '', VIMINIT: 'set nocompatible t_RV= t_u7='};
    program = new PtySession('sh', ['-c', command], {env, cwd: sandbox.home, columns, rows: 24});
    await program.waitFor((_text, screen) => screen.includes('last line'));
    program.write(keys);
    await program.waitForExit();
    return program.bytes;
  }

  const cases = [
    ['cat', 'cat settings', ''],
    ['cat -n', 'cat -n settings', ''],
    ['less', 'less settings', 'q'],
    ['less -N', 'less -N settings', 'q'],
    ['grep', 'grep --color=always -n "" settings', ''],
    ['git diff', 'git diff --no-index --color=always /dev/null settings | cat', ''],
    ['vim', 'vim -N -u NONE settings', ':q!\r'],
    ['vim with numbers', 'vim -N -u NONE -c "set number" settings', ':q!\r'],
    ['tmux', 'tmux -f /dev/null -L redact$$ new-session "cat settings; read key"', '\r'],
  ].flatMap(([name, command, keys]) => [100, 80].map((columns) => [name!, columns, command!, keys!] as const));

  test.each(cases)(
    '%s on %i columns leaves nothing of them, and all else in its place',
    async (_name, columns, command, keys) => {
      const bytes = await record(command, keys, columns);
      for (const size of [1, 100, bytes.length]) {
        const frames = Array.from({length: Math.ceil(bytes.length / size)}, (_, at) =>
          bytes.subarray(at * size, (at + 1) * size),
        );
        const batches = runFrames(frames, {columns, rows: 24});
        const text = redactedText(batches).replace(/\x1b\[[0-9;?]*[A-Za-z]/g, '');
        expect(SECRETS.map((secret) => leakOf(secret, text)).filter(Boolean)).toEqual([]);
        const [masked] = await screensOf([redactedText(batches)], columns, 24);
        const [original] = await screensOf([bytes.toString('utf8')], columns, 24);
        // The first letters of a prefix leave before it is one.
        expect(masked!.replaceAll('*', '').replace('hub = gh\n', 'hub = \n')).toBe(
          SECRETS.reduce((screen, secret) => screen.replaceAll(secret, ''), original!),
        );
      }
    },
  );
});
