import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import {addShims, listForeignFiles, listShims, removeShims, syncShims} from '../../installer/shim-folder.ts';
import {createShimSandbox, type ShimSandbox} from './support/shim-sandbox.ts';

/** What changes when a file is written or replaced. */
const identity = (path: string) => {
  const {ino, mode, size, mtimeMs} = lstatSync(path);
  return {ino, mode, size, mtimeMs};
};
const modeOf = (path: string) => statSync(path).mode & 0o777;
const withCode = (code: string) => expect.objectContaining({code});

describe('the shim folder', () => {
  let box: ShimSandbox;
  let overrides: string;
  beforeEach(() => {
    box = createShimSandbox();
    overrides = box.paths.overrides;
  });
  afterEach(() => box.remove());

  const files = () => readdirSync(overrides).sort();
  const changes = (some: object) => ({added: [], updated: [], removed: [], unchanged: [], ...some});

  test('addShims makes folder, marker and scripts for the owner alone', () => {
    expect(addShims(['psql', 'kubectl', 'psql'], box.context)).toEqual(changes({added: ['kubectl', 'psql']}));
    expect(files()).toEqual(['.ddcoterm-shims', 'kubectl', 'psql']);
    expect([modeOf(overrides), modeOf(join(overrides, 'psql')), modeOf(box.paths.shimMarker)]).toEqual([
      0o700, 0o700, 0o600,
    ]);
  });

  test('addShims gives the modes it says under any umask, and corrects those it finds', () => {
    const before = process.umask(0o777);
    try {
      addShims(['psql'], box.context);
    } finally {
      process.umask(before);
    }
    chmodSync(overrides, 0o777);
    chmodSync(join(overrides, 'psql'), 0o666);
    expect(addShims(['psql'], box.context)).toEqual(changes({updated: ['psql']}));
    expect([modeOf(overrides), modeOf(join(overrides, 'psql'))]).toEqual([0o700, 0o700]);
  });

  test('addShims leaves a shim that is up to date as it is, to the inode', () => {
    addShims(['psql'], box.context);
    const before = identity(join(overrides, 'psql'));
    expect(addShims(['psql'], box.context)).toEqual(changes({unchanged: ['psql']}));
    expect(identity(join(overrides, 'psql'))).toEqual(before);
  });

  test('addShims brings an old, edited or differently described shim up to date', () => {
    addShims(['a', 'b', 'c'], {...box.context, version: '0.0.1'});
    expect(listShims(box.context).map(({fresh}) => fresh)).toEqual([false, false, false]);
    expect(addShims(['a'], box.context).updated).toEqual(['a']);
    const file = join(overrides, 'a');
    writeFileSync(file, `${readFileSync(file, 'utf8')}# edited\n`);
    expect(addShims(['a'], box.context).updated).toEqual(['a']);
    const profileFor = (command: string) => ({...box.context.profileFor(command), bypass: [{why: 'x', first: ['x']}]});
    expect(addShims(['a'], {...box.context, profileFor}).updated).toEqual(['a']);
  });

  test.each([
    ['', 'it is no name of a command'],
    ['..', 'it is no name of a command'],
    ['/usr/bin/kubectl', 'it holds a slash'],
    ['-x', 'it starts with a dash'],
    ['.x', 'it starts with a dot'],
    ['a\nb', 'it holds a control character'],
    ['sh', 'the shims themselves run on it'],
    ['env', 'the shims themselves run on it'],
    ['node', 'the shims themselves run on it'],
    ['ddcoterm', 'the shims themselves run on it'],
    ['ddcoterm-host', 'the shims themselves run on it'],
    ['cd', 'the shell runs it by itself and never looks for a program'],
    ['while', 'the shell runs it by itself and never looks for a program'],
  ])('addShims refuses the name %j and writes nothing', (name, state) => {
    expect(() => addShims(['psql', name], box.context)).toThrow(withCode('SHIM_NAME'));
    expect(() => addShims(['psql', name], box.context)).toThrow(state);
    expect(existsSync(overrides)).toBe(false);
  });

  test.each([
    ['a file', (path: string) => writeFileSync(path, '#!/bin/sh\necho mine\n')],
    ['an empty file', (path: string) => writeFileSync(path, '')],
    ['a folder', (path: string) => mkdirSync(path)],
    ['a symbolic link', (path: string) => symlinkSync('/bin/true', path)],
    ['a link that leads nowhere', (path: string) => symlinkSync('/nowhere', path)],
  ])('touches nothing when %s of somebody else has the place', (_, make) => {
    addShims(['kubectl'], box.context);
    const path = join(overrides, 'psql');
    make(path);
    const before = identity(path);
    for (const act of [addShims, removeShims, syncShims]) {
      expect(() => act(['kubectl', 'psql'], box.context)).toThrow(withCode('SHIM_FOREIGN'));
      expect(() => act(['psql'], box.context)).toThrow(`"${path}"`);
    }
    expect(identity(path)).toEqual(before);
    expect(listShims(box.context).map(({name}) => name)).toEqual(['kubectl']);
    expect(listForeignFiles(box.context)).toEqual(['psql']);
    expect(syncShims([], box.context).removed).toEqual(['kubectl']);
  });

  test('a link to a shim of another home is not ours to change', () => {
    addShims(['psql'], box.context);
    symlinkSync(join(overrides, 'psql'), join(overrides, 'linked'));
    expect(() => removeShims(['linked'], box.context)).toThrow(withCode('SHIM_FOREIGN'));
  });

  test('removeShims removes these, keeps the others, and says when there is none', () => {
    addShims(['a', 'b', 'c'], box.context);
    expect(removeShims(['a', 'c'], box.context)).toEqual(changes({removed: ['a', 'c']}));
    expect(files()).toEqual(['.ddcoterm-shims', 'b']);
    expect(() => removeShims(['b', 'a'], box.context)).toThrow(withCode('SHIM_UNKNOWN'));
    expect(files()).toEqual(['.ddcoterm-shims', 'b']);
  });

  test('syncShims makes the shims equal to the list, and the second time changes nothing', () => {
    addShims(['a', 'b'], box.context);
    addShims(['c'], {...box.context, version: '0.0.1'});
    expect(syncShims(['d', 'c', 'b'], box.context)).toEqual({
      added: ['d'],
      updated: ['c'],
      removed: ['a'],
      unchanged: ['b'],
    });
    expect(syncShims(['b', 'c', 'd'], box.context)).toEqual(changes({unchanged: ['b', 'c', 'd']}));
  });

  test('listShims is empty without a folder', () => {
    expect(listShims(box.context)).toEqual([]);
    expect(listForeignFiles(box.context)).toEqual([]);
  });

  test('says which folder cannot be used', () => {
    writeFileSync(overrides, 'a file');
    expect(() => addShims(['a'], box.context)).toThrow(withCode('SHIM_FOLDER'));
    expect(() => addShims(['a'], box.context)).toThrow(`"${overrides}": a file has its place`);
  });

  test('leaves nothing behind when writing fails', () => {
    addShims(['a'], box.context);
    rmSync(join(overrides, 'a'));
    mkdirSync(join(overrides, 'a'));
    expect(() => addShims(['a'], box.context)).toThrow();
    expect(files()).toEqual(['.ddcoterm-shims', 'a']);
  });
});
