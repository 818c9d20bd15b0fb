import {existsSync, mkdirSync, utimesSync, writeFileSync} from 'node:fs';
import {homePaths, startClaimOf} from '../../src/config/home.ts';
import {claimStart} from '../../src/host/start-claim.ts';
import {createSandbox, type Sandbox} from '../support/sandbox.ts';

let sandbox: Sandbox;
let socket: string;
beforeEach(() => {
  sandbox = createSandbox('claim');
  const paths = homePaths(sandbox.env);
  mkdirSync(paths.run, {recursive: true});
  socket = paths.socket;
});
afterEach(() => sandbox.remove());

const writtenAt = (atMs: number): void => {
  writeFileSync(startClaimOf(socket), '');
  utimesSync(startClaimOf(socket), atMs / 1000, atMs / 1000);
};

test('one host of many starts the agent', () => {
  expect(Array.from({length: 20}, () => claimStart(socket)).filter(Boolean)).toHaveLength(1);
  expect(existsSync(startClaimOf(socket))).toBe(true);
});

test.each([
  ['an agent that never came', -60_000],
  ['a clock that was put back', 60_000],
])('%s keeps nobody off', (_, ageMs) => {
  writtenAt(Date.now() + ageMs);
  expect(claimStart(socket)).toBe(true);
  expect(claimStart(socket)).toBe(false);
});

test('where no file can be made, everybody may', () => {
  const nowhere = `${socket}/nowhere`;
  expect([claimStart(nowhere), claimStart(nowhere)]).toEqual([true, true]);
});
