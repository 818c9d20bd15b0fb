import {mkdirSync, readdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {readStartTime} from '../../src/host/process-facts.ts';
import {findEnclosingSession, writeSessionFile} from '../../src/host/session-file.ts';
import {createSandbox, type Sandbox} from '../support/sandbox.ts';

describe('findEnclosingSession', () => {
  let box: Sandbox;
  let run: string;
  const file = {session: 's', hostPid: process.pid, hostStart: readStartTime(process.pid)!, dev: 24, rdev: 34_821};
  beforeEach(() => {
    box = createSandbox('session-file');
    run = join(box.ddcotermHome, 'run');
  });
  afterEach(() => box.remove());

  test('finds the session of a terminal while its host lives, and not after it went', () => {
    const remove = writeSessionFile(run, '/dev/pts/5', file);
    expect(readdirSync(join(run, 'sessions'))).toEqual(['pts-5.json']);
    expect(findEnclosingSession(run, [{dev: 24, rdev: 34_821}])).toEqual(file);
    expect(findEnclosingSession(run, [{dev: null, rdev: 34_821}])).toEqual(file);
    remove();
    expect(findEnclosingSession(run, [{dev: 24, rdev: 34_821}])).toBeNull();
  });

  test('once it is taken away, the file of the next session on a terminal of that number stays', () => {
    const remove = writeSessionFile(run, '/dev/pts/5', file);
    remove();
    writeSessionFile(run, '/dev/pts/5', {...file, session: 'next'});
    remove();
    expect(findEnclosingSession(run, [{dev: 24, rdev: 34_821}])?.session).toBe('next');
  });

  test.each([
    ['another terminal', {}, {dev: 24, rdev: 34_822}],
    ['the same number in another container', {}, {dev: 25, rdev: 34_821}],
    ['a host that is gone', {hostPid: 2 ** 22 + 1}, {dev: 24, rdev: 34_821}],
    ['a later process with the id of the host', {hostStart: '1'}, {dev: 24, rdev: 34_821}],
  ])('does not take %s for it', (_, change, device) => {
    writeSessionFile(run, '/dev/pts/5', {...file, ...change});
    expect(findEnclosingSession(run, [device])).toBeNull();
  });

  test('passes over files that a full disk cut', () => {
    mkdirSync(join(run, 'sessions'), {recursive: true});
    writeFileSync(join(run, 'sessions/pts-1.json'), '{"session":"s","host');
    writeSessionFile(run, '/dev/pts/5', file);
    expect(findEnclosingSession(run, [{dev: 24, rdev: 34_821}])).toEqual(file);
  });

  test('without a home there is none, and writing does no harm', () => {
    expect(findEnclosingSession('/proc/nowhere/run', [{dev: 1, rdev: 1}])).toBeNull();
    expect(() => writeSessionFile('/proc/nowhere/run', '/dev/pts/5', file)()).not.toThrow();
  });
});
