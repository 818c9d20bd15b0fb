import {type ChildProcess, spawn} from 'node:child_process';
import {mkdirSync, readdirSync, readlinkSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {
  adoptTree,
  findVersionsInUse,
  listVersions,
  removeOldVersions,
  switchCurrent,
} from '../../installer/versions.ts';
import {createSandbox, type Sandbox} from '../support/sandbox.ts';

describe('versions', () => {
  let box: Sandbox;
  let lib: string;
  let count = 0;
  beforeEach(() => {
    box = createSandbox('versions');
    lib = join(box.ddcotermHome, 'lib');
  });
  afterEach(() => box.remove());

  /** A tree as stage.mjs lays it out, as far as it matters here. */
  const stage = (version: string, digest: string) => {
    const tree = join(lib, `.new-${count++}`, 'tree');
    mkdirSync(join(tree, 'dist'), {recursive: true});
    writeFileSync(join(tree, 'package.json'), JSON.stringify({version}));
    writeFileSync(join(tree, 'tree.sha256'), `${digest}\n`);
    writeFileSync(join(tree, 'dist', 'run.sh'), '#!/bin/sh\nread line\n', {mode: 0o755});
    return tree;
  };

  test('adoptTree takes a version in, for the owner alone', () => {
    expect(adoptTree(stage('1.0.0', 'aaaaaaaaaa'), lib)).toBe('1.0.0');
    const modes = ['1.0.0', '1.0.0/package.json', '1.0.0/dist/run.sh'].map(
      (path) => statSync(join(lib, path)).mode & 0o777,
    );
    expect(modes).toEqual([0o700, 0o600, 0o700]);
  });

  test('adoptTree leaves a version alone that is there already, and gives another build a name of its own', () => {
    adoptTree(stage('1.0.0', 'aaaaaaaaaa'), lib);
    const before = statSync(join(lib, '1.0.0'));
    expect(adoptTree(stage('1.0.0', 'aaaaaaaaaa'), lib)).toBe('1.0.0');
    expect(adoptTree(stage('1.0.0', 'bbbbbbbbbb'), lib)).toBe('1.0.0-bbbbbbbb');
    expect(adoptTree(stage('1.0.0', 'bbbbbbbbbb'), lib)).toBe('1.0.0-bbbbbbbb');
    expect(statSync(join(lib, '1.0.0')).ino).toBe(before.ino);
    expect(listVersions(lib).sort()).toEqual(['1.0.0', '1.0.0-bbbbbbbb']);
  });

  test('switchCurrent points the link to a version, and refuses to replace anything but a link', () => {
    adoptTree(stage('1.0.0', 'aaaaaaaaaa'), lib);
    switchCurrent(lib, '1.0.0');
    switchCurrent(lib, '2.0.0');
    expect(readlinkSync(join(lib, 'current'))).toBe('2.0.0');
    expect(readdirSync(lib).filter((name) => name.startsWith('.current'))).toEqual([]);
    const other = join(box.home, 'lib');
    mkdirSync(join(other, 'current'), {recursive: true});
    expect(() => switchCurrent(other, '1.0.0')).toThrow(expect.objectContaining({code: 'INSTALL_HOME'}));
  });

  test('removeOldVersions keeps the current one, those in use, and everything where that is unknown', () => {
    for (const version of ['1.0.0', '2.0.0', '3.0.0']) adoptTree(stage(version, `${version}aaaaaaaa`), lib);
    mkdirSync(join(lib, 'mine'));
    symlinkSync('3.0.0', join(lib, 'current'));
    expect(removeOldVersions(lib, null, Date.now())).toEqual([]);
    expect(removeOldVersions(lib, new Set(['2.0.0']), Date.now())).toEqual(['1.0.0']);
    expect(listVersions(lib).sort()).toEqual(['2.0.0', '3.0.0']);
    expect(readdirSync(lib)).toContain('mine');
    mkdirSync(join(lib, '.new-left-behind'));
    expect(removeOldVersions(lib, null, Date.now())).toEqual([]);
    expect(removeOldVersions(lib, null, Date.now() + 2 * 3_600_000)).toContain('.new-left-behind');
    expect(listVersions(lib).sort()).toEqual(['2.0.0', '3.0.0']);
  });

  test('findVersionsInUse sees the version that a process runs', async () => {
    for (const version of ['1.0.0', '1.0.0-rc1', '2.0.0']) adoptTree(stage(version, `${version}aaaaaaaa`), lib);
    const child: ChildProcess = spawn(join(lib, '1.0.0-rc1', 'dist', 'run.sh'), {stdio: ['pipe', 'ignore', 'ignore']});
    const ended = new Promise((resolve) => child.once('exit', resolve));
    await new Promise((resolve) => child.once('spawn', resolve));
    expect(findVersionsInUse(lib)).toEqual(new Set(['1.0.0-rc1']));
    child.stdin?.end();
    await ended;
    expect(findVersionsInUse(lib)).toEqual(new Set());
    expect(findVersionsInUse(lib, join(box.home, 'no-proc'))).toBeNull();
  });
});
