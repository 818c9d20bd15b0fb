import {statSync, truncateSync} from 'node:fs';
import {type HomePaths, homePaths} from '../../src/config/home.ts';
import {type ReadItem, RecordingReader} from '../../src/review/recording-reader.ts';
import {recordingFile} from '../../src/store/recording-files.ts';
import type {SessionRecord} from '../../src/store/records.ts';
import {createSandbox, type Sandbox} from '../support/sandbox.ts';
import {StoreBuilder} from '../support/store-builder.ts';

let sandbox: Sandbox;
let paths: HomePaths;
let builder: StoreBuilder;

beforeEach(async () => {
  sandbox = createSandbox('reader');
  paths = homePaths(sandbox.env);
  builder = await StoreBuilder.create(paths);
});

afterEach(async () => {
  await builder.close();
  sandbox.remove();
});

/** Four seconds, a member each; the third begins with a keyframe. */
async function fourMembers(): Promise<SessionRecord> {
  const session = await builder.addSession();
  for (const second of [1, 2, 3, 4]) {
    session.output(second * 1_000_000, `line ${second}\r\n`);
    if (second < 4) await session.cut({keyframe: second === 2});
  }
  return session.end(3);
}

const readerOf = (session: SessionRecord) => new RecordingReader(builder.store, paths, session);

/** `screen@us` with its first line, `o` events with their text. */
async function collectItems(items: AsyncIterable<ReadItem>): Promise<string[]> {
  const seen: string[] = [];
  for await (const item of items) {
    if (item.kind === 'screen')
      seen.push(`screen@${item.keyframe.us} ${JSON.stringify(item.keyframe.screen.slice(0, 6))}`);
    else if (item.kind === 'caught-up') seen.push('caught-up');
    else for (const event of item.events) seen.push(event.kind === 'output' ? event.text.trim() : event.kind);
  }
  return seen;
}

describe('RecordingReader', () => {
  test('yields a blank screen and everything from the start', async () => {
    const reader = readerOf(await fourMembers());
    expect(await collectItems(reader.read(0))).toEqual(['screen@0 ""', 'line 1', 'line 2', 'line 3', 'line 4', 'end']);
    expect(reader.problems.size).toBe(0);
    expect(await reader.durationUs()).toBe(4_000_000);
  });

  test.each([2_000_000, 2_500_000, 99_000_000])('starts at the keyframe before %i µs', async (fromUs) => {
    const reader = readerOf(await fourMembers());
    expect(await collectItems(reader.read(fromUs))).toEqual(['screen@2000000 "line 1"', 'line 3', 'line 4', 'end']);
  });

  test('follows a session until it ends, and says when it waits', async () => {
    const session = await builder.addSession();
    session.output(1000, 'one');
    await session.cut();
    const seen: string[] = [];
    const reader = readerOf(session.session);
    for await (const item of reader.read(0, {follow: true})) {
      if (item.kind === 'caught-up' && seen.includes('two')) await session.end(0);
      else if (item.kind === 'caught-up') {
        session.output(2000, 'two');
        await session.cut();
      } else if (item.kind === 'events') {
        for (const event of item.events) seen.push(event.kind === 'output' ? event.text : event.kind);
      }
    }
    expect(seen).toEqual(['one', 'two', 'end']);
    expect(reader.session.state).toBe('ended');
  });

  test('stops following when the signal is aborted', async () => {
    const session = await builder.addSession();
    session.output(1000, 'one');
    await session.cut();
    const abort = new AbortController();
    const seen: string[] = [];
    for await (const item of readerOf(session.session).read(0, {follow: true, signal: abort.signal})) {
      seen.push(item.kind);
      if (item.kind === 'caught-up') abort.abort();
    }
    expect(seen).toEqual(['screen', 'events', 'caught-up']);
    await session.close();
  });

  test('reads the file itself when the index lost its members, and says so', async () => {
    const session = await fourMembers();
    await builder.store.clearDerived(session.id);
    const reader = readerOf(session);
    expect(await collectItems(reader.read(2_500_000))).toEqual(['screen@2000000 "line 1"', 'line 3', 'line 4', 'end']);
    expect([...reader.problems].join()).toContain('index');
  });

  test('reads what is there of a file that was cut, and says so', async () => {
    const session = await fourMembers();
    const file = recordingFile(paths, session.recordingPath!);
    truncateSync(file, statSync(file).size - 10);
    const reader = readerOf(session);
    expect(await collectItems(reader.read(0))).toEqual(['screen@0 ""', 'line 1', 'line 2', 'line 3']);
    expect([...reader.problems].join()).toContain('cut');
  });

  test('goes on at the next keyframe behind a member that is broken', async () => {
    const session = await fourMembers();
    const [, broken] = await builder.store.listMembers(session.id);
    const {writeSync, openSync, closeSync} = await import('node:fs');
    const descriptor = openSync(recordingFile(paths, session.recordingPath!), 'r+');
    writeSync(descriptor, Buffer.alloc(20, 0xff), 0, 20, broken!.fileOffset + 12);
    closeSync(descriptor);
    const reader = readerOf(session);
    expect(await collectItems(reader.read(0))).toEqual([
      'screen@0 ""',
      'line 1',
      'screen@2000000 "line 1"',
      'line 3',
      'line 4',
      'end',
    ]);
    expect([...reader.problems].join()).toMatch(/left out/);
  });

  test('throws RECORDING_MISSING when the file is gone, RECORDING_ABSENT when there never was one', async () => {
    const session = await fourMembers();
    const {rmSync} = await import('node:fs');
    rmSync(recordingFile(paths, session.recordingPath!));
    await expect(collectItems(readerOf(session).read(0))).rejects.toMatchObject({code: 'RECORDING_MISSING'});
    const silent = await builder.addSession({recordingPath: null});
    expect(() => readerOf(silent.session)).toThrow(expect.objectContaining({code: 'RECORDING_ABSENT'}));
  });
});
