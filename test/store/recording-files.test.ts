import {execFileSync, spawnSync} from 'node:child_process';
import {appendFileSync, mkdirSync, readFileSync, statSync, symlinkSync, truncateSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {gzipSync} from 'node:zlib';
import fc from 'fast-check';
import {type HomePaths, homePaths} from '../../src/config/home.ts';
import {
  RecordingWriter,
  readMember,
  recordingFile,
  recordingPathOf,
  scanMembers,
} from '../../src/store/recording-files.ts';
import {SOME_TIME_MS} from '../support/records.ts';
import {createSandbox, type Sandbox} from '../support/sandbox.ts';

const PATH = '2026/01/02/01900000-0000-7000-8000-000000000001.cast.gz';

let sandbox: Sandbox;
let paths: HomePaths;
let file: string;

beforeEach(() => {
  sandbox = createSandbox('recordings');
  paths = homePaths(sandbox.env);
  file = recordingFile(paths, PATH);
});

afterEach(() => sandbox.remove());

async function writeMembers(texts: string[], endOffset = 0): Promise<{fileOffset: number; bytes: number}[]> {
  const writer = await RecordingWriter.open(paths, PATH, endOffset);
  const places = [];
  for (const text of texts) places.push(await writer.appendMember(text));
  await writer.close();
  return places;
}

async function scan(): Promise<{texts: string[]; places: {fileOffset: number; bytes: number}[]; cutBytes: number}> {
  let cutBytes = 0;
  const members = [];
  for await (const member of scanMembers(paths, PATH, {onCut: ({bytes}) => (cutBytes = bytes)})) members.push(member);
  return {
    texts: members.map(({text}) => text),
    places: members.map(({fileOffset, bytes}) => ({fileOffset, bytes})),
    cutBytes,
  };
}

function writeRaw(bytes: Buffer): void {
  mkdirSync(dirname(file), {recursive: true});
  writeFileSync(file, bytes);
}

describe('RecordingWriter', () => {
  test('appends members that zcat reads as one file and readMember one by one', async () => {
    const texts = ['line 1\n', 'ünï 2\n', ''];
    const places = await writeMembers(texts);
    expect(execFileSync('zcat', [file], {encoding: 'utf8'})).toBe(texts.join(''));
    expect(await Promise.all(places.map((place) => readMember(paths, PATH, place)))).toEqual(texts);
    expect((await scan()).places).toEqual(places);
  });

  test('keeps files and folders to their owner', async () => {
    await writeMembers(['x']);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    for (let folder = dirname(file); folder !== paths.root; folder = dirname(folder)) {
      expect(statSync(folder).mode & 0o777).toBe(0o700);
    }
  });

  test('goes on behind the last good member and drops what a crash left', async () => {
    const [first] = await writeMembers(['one\n']);
    appendFileSync(file, gzipSync('half').subarray(0, 12));
    await writeMembers(['two\n'], first!.bytes);
    expect(await scan()).toMatchObject({texts: ['one\n', 'two\n'], cutBytes: 0});
  });

  test('refuses to go on where the file is shorter than it should be', async () => {
    await writeMembers(['one\n']);
    await expect(RecordingWriter.open(paths, PATH, 10_000)).rejects.toMatchObject({code: 'RECORDING_BROKEN'});
  });

  // The size limit of `ulimit -f` stands in for a full disk: writes are short, then refused.
  test('takes back a member for which there was no room, and says STORE_FULL', () => {
    const script = `
      const {RecordingWriter} = await import(process.argv[1]);
      const paths = {recordings: process.argv[2]};
      const writer = await RecordingWriter.open(paths, process.argv[3]);
      await writer.appendMember('one');
      const noise = Array.from({length: 60_000}, () => String.fromCharCode(33 + Math.random() * 90)).join('');
      for (let tries = 0; tries < 2; tries++) await writer.appendMember(noise).catch((error) => console.log(error.code));
      await writer.appendMember('two');
      await writer.close();`;
    const bundle = join(sandbox.home, 'writer.mjs');
    execFileSync('npx', [
      'esbuild',
      'src/store/recording-files.ts',
      '--bundle',
      '--format=esm',
      '--platform=node',
      `--outfile=${bundle}`,
    ]);
    const {stdout, stderr} = spawnSync(
      'sh',
      [
        '-c',
        'ulimit -f 16; exec "$@"',
        'sh',
        process.execPath,
        '--input-type=module',
        '-e',
        script,
        '--',
        bundle,
        paths.recordings,
        PATH,
      ],
      {encoding: 'utf8'},
    );
    expect({stdout, stderr}).toEqual({stdout: 'STORE_FULL\nSTORE_FULL\n', stderr: ''});
    expect(execFileSync('zcat', [file], {encoding: 'utf8'})).toBe('onetwo');
  });

  test('names a folder that may not be written, or a file in its place', async () => {
    mkdirSync(dirname(paths.recordings), {recursive: true});
    writeFileSync(paths.recordings, '');
    await expect(RecordingWriter.open(paths, PATH)).rejects.toMatchObject({
      code: 'RECORDING_UNUSABLE',
      message: expect.stringContaining(file),
    });
  });

  test('does not follow a link in its place', async () => {
    const target = join(sandbox.home, 'target');
    writeFileSync(target, 'precious');
    mkdirSync(dirname(file), {recursive: true});
    symlinkSync(target, file);
    await expect(RecordingWriter.open(paths, PATH)).rejects.toMatchObject({code: 'RECORDING_UNUSABLE'});
    expect(readFileSync(target, 'utf8')).toBe('precious');
  });
});

describe('scanMembers', () => {
  test('finds the members again, however long they are', async () => {
    const noise = Array.from({length: 3_000_000}, (_, index) =>
      String.fromCharCode(33 + (((index * 7919) % 8009) % 90)),
    ).join('');
    const texts = ['a\n', noise, 'b\n'];
    const places = await writeMembers(texts);
    expect(await scan()).toEqual({texts, places, cutBytes: 0});
  });

  test('yields the whole members of a file cut anywhere, and tells how much was cut', async () => {
    const places = await writeMembers(['one\n', 'two\n', 'three\n']);
    const {size} = statSync(file);
    for (let end = size; end >= 0; end--) {
      truncateSync(file, end);
      const whole = places.filter(({fileOffset, bytes}) => fileOffset + bytes <= end);
      const goodBytes = whole.reduce((sum, {bytes}) => sum + bytes, 0);
      expect(await scan()).toMatchObject({places: whole, cutBytes: end - goodBytes});
    }
  });

  test('stops before a member that is damaged anywhere', async () => {
    const [first, second] = await writeMembers(['one\n', 'a text of some length, and more\n']);
    const bytes = readFileSync(file);
    for (let index = first!.bytes; index < first!.bytes + second!.bytes; index++) {
      // Of the header's ten bytes those of time, flags of the compressor and system mean nothing.
      if (index >= first!.bytes + 4 && index < first!.bytes + 10) continue;
      const damaged = Buffer.from(bytes);
      damaged[index]! ^= 0xff;
      writeRaw(damaged);
      expect(await scan()).toMatchObject({texts: ['one\n'], cutBytes: second!.bytes});
    }
  });

  test('reads members that others wrote, with all optional header fields', async () => {
    const plain = gzipSync('foreign\n');
    const head = Buffer.from(plain.subarray(0, 10));
    head[3] = 2 + 4 + 8 + 16;
    const optional = Buffer.concat([Buffer.from([3, 0, 1, 2, 3]), Buffer.from('name\0comment\0')]);
    const crc = Buffer.alloc(2);
    const member = Buffer.concat([head, optional, crc, plain.subarray(10)]);
    writeRaw(Buffer.concat([plain, plain]));
    expect((await scan()).texts).toEqual(['foreign\n', 'foreign\n']);
    writeRaw(member);
    // zlib verifies the header's checksum, so a wrong one is damage.
    expect(await scan()).toMatchObject({texts: [], cutBytes: member.length});
    head[3] = 4 + 8 + 16;
    writeRaw(Buffer.concat([head, optional, plain.subarray(10)]));
    expect((await scan()).texts).toEqual(['foreign\n']);
  });

  test('refuses a decompression bomb', async () => {
    const bomb = gzipSync(Buffer.alloc(65 * 1024 * 1024));
    writeRaw(Buffer.concat([gzipSync('one\n'), bomb]));
    expect(await scan()).toMatchObject({texts: ['one\n'], cutBytes: bomb.length});
    await expect(
      readMember(paths, PATH, {fileOffset: gzipSync('one\n').length, bytes: bomb.length}),
    ).rejects.toMatchObject({
      code: 'RECORDING_BROKEN',
    });
  });

  test('any bytes end the walk, never break it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({maxLength: 100}), async (tail) => {
        writeRaw(Buffer.concat([gzipSync('one\n'), tail]));
        const {texts} = await scan();
        expect(texts[0]).toBe('one\n');
      }),
    );
  });

  test('an empty file has no members', async () => {
    writeRaw(Buffer.alloc(0));
    expect(await scan()).toEqual({texts: [], places: [], cutBytes: 0});
  });
});

describe('recordingFile', () => {
  test.each([
    '../x.cast.gz',
    '2026/01/02/../../../x.cast.gz',
    '/etc/passwd',
    '2026/01/02/.cast.gz',
    '2026/01/02/a/b.cast.gz',
    '2026/01/02/a.cast.gz\0',
    '2026/01/02/a.cast.gz\n',
    '2026/1/2/a.cast.gz',
    '',
  ])('refuses %j', async (path) => {
    expect(() => recordingFile(paths, path)).toThrow(expect.objectContaining({code: 'RECORDING_PATH_INVALID'}));
    await expect(RecordingWriter.open(paths, path)).rejects.toMatchObject({code: 'RECORDING_PATH_INVALID'});
    await expect(readMember(paths, path, {fileOffset: 0, bytes: 1})).rejects.toMatchObject({
      code: 'RECORDING_PATH_INVALID',
    });
  });

  test('takes what recordingPathOf makes', () => {
    const path = recordingPathOf('01900000-0000-7000-8000-000000000001', SOME_TIME_MS);
    expect(path).toBe(PATH);
    expect(recordingFile(paths, path)).toBe(join(paths.recordings, path));
  });
});

test('readMember tells a missing file from a damaged one', async () => {
  await expect(readMember(paths, PATH, {fileOffset: 0, bytes: 5})).rejects.toMatchObject({code: 'RECORDING_MISSING'});
  await writeMembers(['one']);
  await expect(readMember(paths, PATH, {fileOffset: 3, bytes: 5})).rejects.toMatchObject({code: 'RECORDING_BROKEN'});
});
