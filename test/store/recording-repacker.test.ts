/** Each test: whatever happens on the way, index and file fit together, and not a character is lost. */
import {execFileSync} from 'node:child_process';
import {copyFileSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {type HomePaths, homePaths} from '../../src/config/home.ts';
import {RecordingWriter, readMember, recordingFile, recordingPathOf} from '../../src/store/recording-files.ts';
import {listQuicklyPacked, noteQuickPacking, repackRecording} from '../../src/store/recording-repacker.ts';
import type {SessionRecord} from '../../src/store/records.ts';
import {openStore} from '../../src/store/sqlite-store.ts';
import type {Store} from '../../src/store/store.ts';
import {makeSession} from '../support/records.ts';
import {createSandbox, type Sandbox} from '../support/sandbox.ts';

let sandbox: Sandbox;
let paths: HomePaths;
let store: Store;
let session: SessionRecord;
let texts: string[];

const hasTime = async () => true;
const lines = (name: string) =>
  Array.from({length: 5_000}, (_, n) => `${name}: line ${n} of ${(n * 7919) % 10_007}\n`).join('');
const recording = () => recordingFile(paths, session.recordingPath!);
const mark = () => join(paths.data, 'repacking', session.id);

beforeEach(async () => {
  sandbox = createSandbox('repacker');
  paths = homePaths(sandbox.env);
  store = await openStore(paths, {access: 'write'});
  const made = makeSession({state: 'ended'});
  session = {...made, recordingPath: recordingPathOf(made.id, made.startedAtMs)};
  await store.createSession(session);
  texts = ['first', 'second', 'third'].map(lines);
  const writer = await RecordingWriter.open(paths, session.recordingPath!);
  const members = [];
  for (const [sequence, text] of texts.entries()) {
    const place = await writer.appendMember(text, sequence === 0 ? 'small' : 'quick');
    members.push({
      sessionId: session.id,
      sequence,
      ...place,
      startUs: sequence,
      endUs: sequence + 1,
      keyframe: sequence === 0,
    });
  }
  await writer.close();
  const recordingBytes = statSync(recording()).size;
  await store.write({sessionId: session.id, session: {recordingBytes}, members});
  noteQuickPacking(paths, session.id);
});

afterEach(async () => {
  await store.close();
  sandbox.remove();
});

async function expectWhole(): Promise<void> {
  const members = await store.listMembers(session.id);
  const read = await Promise.all(members.map((member) => readMember(paths, session.recordingPath!, member)));
  expect(read).toEqual(texts);
  expect(execFileSync('zcat', [recording()], {encoding: 'utf8'})).toBe(texts.join(''));
  const {recordingBytes} = (await store.getSession(session.id))!;
  expect(recordingBytes).toBe(statSync(recording()).size);
}

/** What the disk holds when the index knows the new places and the file has not taken the old one's place. */
async function repackUpToTheRename(): Promise<void> {
  const before = join(sandbox.home, 'before');
  copyFileSync(recording(), before);
  await repackRecording(session.id, {paths, store, hasTime});
  copyFileSync(recording(), mark());
  copyFileSync(before, recording());
}

describe('repackRecording', () => {
  test('makes the recording smaller, keeps members and modes, and forgets the note', async () => {
    const {recordingBytes} = (await store.getSession(session.id))!;
    const before = await store.listMembers(session.id);
    expect(await repackRecording(session.id, {paths, store, hasTime})).toBe(true);
    await expectWhole();
    expect(statSync(recording()).size).toBeLessThan(recordingBytes * 0.95);
    expect(statSync(recording()).mode & 0o777).toBe(0o600);
    const after = await store.listMembers(session.id);
    const facts = (members: typeof after) => members.map(({fileOffset: _, bytes: __, ...rest}) => rest);
    expect(facts(after)).toEqual(facts(before));
    expect(await listQuicklyPacked(paths)).toEqual([]);
  });

  test('does nothing to a second note', async () => {
    await repackRecording(session.id, {paths, store, hasTime});
    const bytes = readFileSync(recording());
    noteQuickPacking(paths, session.id);
    await repackRecording(session.id, {paths, store, hasTime});
    await expectWhole();
    expect(readFileSync(recording()).equals(bytes)).toBe(true);
  });

  test.each([0, 1, 2, 3])('leaves all as it was when the time is over after %i members', async (count) => {
    let left = count;
    expect(await repackRecording(session.id, {paths, store, hasTime: async () => left-- > 0})).toBe(false);
    await expectWhole();
    expect(await listQuicklyPacked(paths)).toEqual([session.id]);
    await repackRecording(session.id, {paths, store, hasTime});
    await expectWhole();
  });

  test('begins anew where a crash left half a file', async () => {
    writeFileSync(mark(), readFileSync(recording()).subarray(0, 1_000));
    expect(await repackRecording(session.id, {paths, store, hasTime})).toBe(true);
    await expectWhole();
  });

  test('finishes what a crash left between index and file', async () => {
    await repackUpToTheRename();
    expect(await repackRecording(session.id, {paths, store, hasTime})).toBe(true);
    await expectWhole();
    expect(existsSync(mark())).toBe(false);
  });

  test('keeps its hands off a session that may go on', async () => {
    await store.write({sessionId: session.id, session: {state: 'interrupted'}});
    const before = readFileSync(recording());
    expect(await repackRecording(session.id, {paths, store, hasTime})).toBe(false);
    expect(readFileSync(recording()).equals(before)).toBe(true);
  });

  test('forgets what was deleted, and leaves nothing of it', async () => {
    writeFileSync(mark(), 'half a recording');
    await store.deleteSession(session.id, 'user');
    expect(await repackRecording(session.id, {paths, store, hasTime})).toBe(true);
    expect(readdirSync(join(paths.data, 'repacking'))).toEqual([]);
  });
});
