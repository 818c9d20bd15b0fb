/**
 * Scenario: somebody sets ddcoterm up at a terminal. Failure looks like: a question that takes a wrong answer, a lost
 * comment, a file that was written although it was broken off.
 */
import {existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {homePaths} from '../../../src/config/home.ts';
import {loadConfig} from '../../../src/config/load.ts';
import {BUILT_CLI} from '../../support/built-cli.ts';
import {PtySession} from '../../support/pty.ts';
import {createSandbox, type Sandbox} from '../../support/sandbox.ts';

let sandbox: Sandbox;
let session: PtySession;
beforeEach(() => {
  sandbox = createSandbox('init');
  const bin = join(sandbox.home, 'bin');
  mkdirSync(bin);
  for (const name of ['kubectl', 'vault']) writeFileSync(join(bin, name), '#!/bin/sh\n', {mode: 0o755});
  sandbox.env.PATH = bin;
});
afterEach(async () => {
  await session.close();
  sandbox.remove();
});

const paths = () => homePaths(sandbox.env);
const start = (...args: string[]) => {
  session = new PtySession(process.execPath, [BUILT_CLI, 'init', ...args], {env: sandbox.env, columns: 160});
};

/** Waits for each question in turn and answers it. */
async function converse(turns: [question: string, answer: string][]): Promise<void> {
  for (const [question, answer] of turns) {
    await session.waitFor((_, screen) => {
      const at = screen.indexOf(question);
      return at >= 0 && /\] ?$/.test(screen.slice(at));
    });
    session.write(`${answer}\r`);
  }
}

test('init asks, takes what stands in brackets for Enter, asks again for what does not fit, and makes the shims', async () => {
  start();
  await converse([
    ['Which commands', ''],
    ['Record what is typed', 'y'],
    ['pipes and scripts', ''],
    ['cannot be recorded', 'perhaps'],
    ['"perhaps" is not "open" or "block"', 'block'],
    ['How long', '30d'],
    ['How much disk', ''],
    ['Make the shims now?', ''],
  ]);
  expect(await session.waitForExit()).toMatchObject({exitCode: 0});
  expect(loadConfig(paths(), {})).toMatchObject({
    problems: [],
    config: {shims: ['kubectl', 'vault'], recordInput: true, onFailure: 'block', retentionMs: 30 * 86_400_000},
  });
  expect(readdirSync(paths().overrides).filter((name) => !name.startsWith('.'))).toEqual(['kubectl', 'vault']);
  expect(session.screen()).toContain('Added kubectl');
});

test('init changes only what was changed in a file that is there', async () => {
  const text = '# mine\nshims: [vault] # one\nretention: 7d   # short\nconnection_config: {host: example.com}\n';
  writeFileSync(paths().config, text);
  start();
  await converse([
    ['Which commands', ''],
    ['Record what is typed', ''],
    ['pipes and scripts', ''],
    ['cannot be recorded', ''],
    ['How long', '14d'],
    ['How much disk', ''],
    ['Make the shims now?', 'n'],
  ]);
  expect(await session.waitForExit()).toMatchObject({exitCode: 0});
  expect(readFileSync(paths().config, 'utf8')).toBe(text.replace('7d', '14d'));
  expect(existsSync(paths().overrides)).toBe(false);
});

test.each([
  ['Ctrl-C', '\x03'],
  ['Ctrl-D', '\x04'],
])('init writes nothing when it is broken off by %s', async (_, key) => {
  start();
  await converse([['Which commands', 'kubectl']]);
  await session.waitFor('Record what is typed');
  session.write(key);
  expect(await session.waitForExit()).toMatchObject({exitCode: 1});
  expect(existsSync(paths().config)).toBe(false);
});

test('init names the place where a file is broken instead of asking', async () => {
  writeFileSync(paths().config, 'announce: true\nshims: [a\n');
  start();
  await session.waitFor(`${paths().config}:2:`);
  expect(await session.waitForExit()).toMatchObject({exitCode: 1});
});
