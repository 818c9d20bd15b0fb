import {readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {appendFailure} from '../../src/host/failure-log.ts';
import {createSandbox, type Sandbox} from '../support/sandbox.ts';

const FAILURE = {atMs: 1, code: 'AGENT_UNREACHABLE', command: 'kubectl', message: 'Cannot reach the agent'};

describe('appendFailure', () => {
  let box: Sandbox;
  let path: string;
  beforeEach(() => {
    box = createSandbox('failures');
    path = join(box.ddcotermHome, 'log/host-failures.jsonl');
  });
  afterEach(() => box.remove());

  test('adds a line, for the user alone', () => {
    appendFailure(path, FAILURE);
    appendFailure(path, {...FAILURE, atMs: 2});
    expect(
      readFileSync(path, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([FAILURE, {...FAILURE, atMs: 2}]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('lets the older half go when it grows', () => {
    appendFailure(path, FAILURE);
    const line = `${JSON.stringify(FAILURE)}\n`;
    writeFileSync(path, line.repeat(2_000));
    appendFailure(path, {...FAILURE, atMs: 9});
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(1_001);
    expect(JSON.parse(lines.at(-1)!).atMs).toBe(9);
  });

  test.each(['/proc/nowhere/log/x', '/dev/null/log/x'])('never throws: %s', (unwritable) => {
    expect(() => appendFailure(unwritable, FAILURE)).not.toThrow();
  });
});
