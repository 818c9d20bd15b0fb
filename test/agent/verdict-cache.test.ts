import {execFileSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {hashWords, VerdictCache} from '../../src/agent/verdict-cache.ts';
import {fileStamp} from '../../src/config/stamp.ts';
import {compile, relayFile} from '../relay/build-harness.ts';
import {describeWith} from '../support/programs.ts';

/** Asks the relay's part, and tells by the exit status. */
const ASKING = `#include "verdict_cache.h"
int main(int argc, char **argv) { (void)argc; return verdict_cache_knows(argv[1], argv[2], argv + 3) ? 0 : 1; }
`;

test('a hash is that of FNV-1a', () => {
  expect(hashWords([])).toBe('af63bd4c8601b7df'); // of one NUL
  expect(hashWords(['a', 'b'])).not.toBe(hashWords(['ab']));
  expect(hashWords(['ü'])).toHaveLength(16);
});

describeWith(['cc'], 'the cache of verdicts', () => {
  let root: string;
  let compiled: {file: string; remove(): void};
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'ddcoterm-verdicts-'));
    mkdirSync(join(root, 'run'));
    writeFileSync(join(root, 'asking.c'), ASKING);
    const sources = [
      join(root, 'asking.c'),
      ...['verdict_cache', 'settings', 'fd'].map((name) => relayFile(`${name}.c`)),
    ];
    compiled = compile(sources, {options: [`-I${relayFile('.')}`]});
  }, 60_000);
  afterAll(() => {
    compiled.remove();
    rmSync(root, {recursive: true});
  });

  const file = () => join(root, 'run/policy-cache');
  const config = () => join(root, 'config.yaml');
  function knows(...argv: string[]): boolean {
    try {
      execFileSync(compiled.file, [root, ...argv]);
      return true;
    } catch {
      return false;
    }
  }

  test('the relay knows what the agent noted, until config.yaml changes', () => {
    const cache = new VerdictCache(file());
    writeFileSync(config(), 'a: 1\n');
    expect(knows('kubectl', 'get')).toBe(false);
    cache.note(fileStamp(config()), ['kubectl', 'get']);
    cache.note(fileStamp(config()), ['kubectl', 'get', 'pods', '', 'ü x']);
    cache.note(fileStamp(config()), ['kubectl', 'get']);
    expect(readFileSync(file(), 'utf8').split('\n')).toHaveLength(4);
    expect(knows('kubectl', 'get')).toBe(true);
    expect(knows('kubectl', 'get', 'pods', '', 'ü x')).toBe(true);
    for (const other of [['kubectl'], ['kubectl', 'get', ''], ['kubectl', 'getpods'], ['psql', 'get']]) {
      expect(knows(...other)).toBe(false);
    }
    writeFileSync(config(), 'a: 2, b: 3\n');
    expect(knows('kubectl', 'get')).toBe(false);
    cache.note(fileStamp(config()), ['kubectl', 'top']);
    expect(knows('kubectl', 'top')).toBe(true);
    expect(knows('kubectl', 'get')).toBe(false);
  });

  test('it does not grow without end', () => {
    const cache = new VerdictCache(file());
    for (let count = 0; count < 4_000; count++) cache.note('same', ['kubectl', String(count)]);
    expect(readFileSync(file()).length).toBeLessThan(61 * 1024);
  });

  test('a file of others is not believed', () => {
    writeFileSync(file(), `${fileStamp(config())}\n${hashWords(['kubectl', 'get'])}\n`, {mode: 0o600});
    expect(knows('kubectl', 'get')).toBe(true);
    execFileSync('chmod', ['666', file()]);
    expect(knows('kubectl', 'get')).toBe(false);
  });
});
