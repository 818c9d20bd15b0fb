import {chmodSync, rmSync, writeFileSync} from 'node:fs';
import {ConfigReader} from '../../src/agent/config-reader.ts';
import {type HomePaths, homePaths} from '../../src/config/home.ts';
import {createSandbox, type Sandbox} from '../support/sandbox.ts';

let sandbox: Sandbox;
let paths: HomePaths;
let nowMs: number;
let reader: ConfigReader;

beforeEach(() => {
  sandbox = createSandbox('config-reader');
  paths = homePaths(sandbox.env);
  nowMs = Date.now() + 60_000;
  reader = new ConfigReader(paths, () => nowMs);
});
afterEach(() => sandbox.remove());

const configure = (yaml: string, mode = 0o600) => writeFileSync(paths.config, yaml, {mode});

test('reads a file that is as it was only once', () => {
  configure('retention: 7d\n');
  expect(reader.read()).toBe(reader.read());
});

test('tells each change at once: of the text, of the mode, and when the file comes and goes', () => {
  expect(reader.read().config.shims).toEqual([]);
  configure('shims: [a]\n');
  expect(reader.read().config.shims).toEqual(['a']);
  configure('shims: [b]\n');
  expect(reader.read().config.shims).toEqual(['b']);
  rmSync(paths.config);
  expect(reader.read().config.shims).toEqual([]);
  configure(`connection_config: {api_key: ${'a1'.repeat(16)}}\n`);
  expect(reader.read().problems).toEqual([]);
  chmodSync(paths.config, 0o644);
  expect(reader.read().problems).toMatchObject([{code: 'CONFIG_MODE'}]);
});

test('does not rely on a time that may come twice', () => {
  configure('shims: [a]\n');
  nowMs = Date.now();
  expect(reader.read()).not.toBe(reader.read());
});
