/**
 * Real programs that a suite needs. Where one is missing the suite is skipped and `test/run.mjs` tells so at the end,
 * with the way to get it; with CI=true a missing program is a failure.
 */
import {accessSync, appendFileSync, constants} from 'node:fs';
import {delimiter, join} from 'node:path';

/** Program → Debian's package. */
const PACKAGES: Record<string, string> = {
  bash: 'bash',
  zsh: 'zsh',
  fish: 'fish',
  tmux: 'tmux',
  vim: 'vim',
  less: 'less',
  sudo: 'sudo',
  expect: 'expect',
  psql: 'postgresql-client',
  postgres: 'postgresql',
  sshd: 'openssh-server',
  ssh: 'openssh-client',
  kubectl: 'kubernetes-client',
  asciinema: 'asciinema',
  shellcheck: 'shellcheck',
  python3: 'python3',
  curl: 'curl',
  cc: 'gcc',
  git: 'git',
  openssl: 'openssl',
  chromium: 'chromium',
};

/** Where Debian keeps servers that are on nobody's PATH. */
const EXTRA_FOLDERS = [
  '/usr/sbin',
  '/sbin',
  ...['17', '16', '15', '14', '13'].map((v) => `/usr/lib/postgresql/${v}/bin`),
];

export function findProgram(name: string): string | null {
  for (const folder of [...(process.env.PATH ?? '').split(delimiter), ...EXTRA_FOLDERS]) {
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not in this folder.
    }
  }
  return null;
}

/** `describe`, skipped and reported when one of the programs is missing. */
export function describeWith(programs: string[], name: string, body: () => void): void {
  const missing = programs.filter((program) => findProgram(program) === null);
  const cure = missing.map((program) => PACKAGES[program] ?? program).join(' ');
  describeUnless(missing.length > 0, `needs ${missing.join(', ')} (apt-get install ${cure})`, name, body);
}

/** `describe` for suites that mount file systems or become other users; skipped and reported for anybody but root. */
export function describeAsRoot(name: string, body: () => void): void {
  describeUnless(process.getuid?.() !== 0, 'needs root (run the tests as root, in a container)', name, body);
}

/**
 * `describe` for a suite whose means need not be there in CI either, such as another language's tool chain. Skipped with its
 * reason, which is told at the end of every run.
 *
 * @param reason What is missing and how to get it; null: nothing.
 */
export function describeUnlessMissing(reason: string | null, name: string, body: () => void): void {
  if (reason === null) {
    describe(name, body);
    return;
  }
  reportSkipped(`${name}: ${reason}`);
  describe.skip(name, body);
}

function reportSkipped(sentence: string): void {
  if (process.env.DDCOTERM_SKIP_REPORT) appendFileSync(process.env.DDCOTERM_SKIP_REPORT, `${sentence}\n`);
}

function describeUnless(lacking: boolean, need: string, name: string, body: () => void): void {
  if (!lacking) {
    describe(name, body);
    return;
  }
  const sentence = `${name}: ${need}`;
  if (process.env.CI === 'true') {
    test(name, () => {
      throw new Error(`With CI=true nothing is skipped. ${sentence}`);
    });
    return;
  }
  reportSkipped(sentence);
  describe.skip(name, body);
}
