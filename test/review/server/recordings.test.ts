import {appendFileSync, mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync} from 'node:fs';
import {dirname} from 'node:path';
import {gunzipSync, gzipSync} from 'node:zlib';
import type {MembersJson} from '../../../src/review/api/types.ts';
import {parseRange} from '../../../src/review/server/byte-range.ts';
import {recordingFile} from '../../../src/store/recording-files.ts';
import {makeSession} from '../../support/records.ts';
import {UiSandbox} from './support/ui-sandbox.ts';

const SECOND = 1_000_000;

let ui: UiSandbox;
/** Ten minutes: a member a second, a keyframe every ten. */
let id: string;

beforeAll(async () => {
  ui = await UiSandbox.create();
  const session = await ui.builder.addSession();
  for (let second = 0; second < 600; second++) {
    session.output(second * SECOND + 500_000, `line ${second}\r\n`);
    await session.cut({keyframe: second % 10 === 9});
  }
  await session.end();
  id = session.id;
});

afterAll(async () => ui.remove());

const members = (search: string) => ui.json<MembersJson>(`/sessions/${id}/members?${search}`);
const sequences = async (search: string) => (await members(search)).items.map(({sequence}) => sequence);
const codeOf = (text: string): string => (JSON.parse(text) as {code: string}).code;

describe('members', () => {
  test('come in pages', async () => {
    const first = await members('limit=400');
    expect([first.items.length, first.next]).toEqual([400, 399]);
    const second = await members('limit=400&after=399');
    expect([second.items[0]!.sequence, second.items.length, second.next]).toEqual([400, 201, null]);
  });

  test('around a moment begin with the keyframe before it', async () => {
    expect(await sequences(`fromUs=${305 * SECOND}&toUs=${305 * SECOND}`)).toEqual([300, 301, 302, 303, 304, 305]);
    expect(await sequences(`fromUs=0&toUs=0`)).toEqual([0]);
    expect((await sequences(`fromUs=${9999 * SECOND}`))[0]).toBe(600);
  });

  test('may be only those where a player can start', async () => {
    const found = await sequences('keyframes=true');
    expect(found.slice(0, 4)).toEqual([0, 10, 20, 30]);
  });

  test('are what the file holds where the index does not know them', async () => {
    const lost = await ui.builder.addSession();
    lost.output(SECOND, 'known\r\n');
    await lost.cut({keyframe: true});
    lost.output(2 * SECOND, 'unknown\r\n');
    await lost.end();
    await ui.builder.store.clearDerived(lost.id);
    const found = await ui.json<MembersJson>(`/sessions/${lost.id}/members`);
    expect(found.items.map(({sequence, keyframe}) => [sequence, keyframe])).toEqual([
      [0, true],
      [1, true],
    ]);
    const reply = await ui.api(`/sessions/${lost.id}/members/1`);
    expect(reply.text).toContain('unknown');
  });
});

describe('the text of a member', () => {
  test('is sent as it lies on the disk where the reader takes gzip', async () => {
    const packed = await ui.api(`/sessions/${id}/members/7`, {headers: {'accept-encoding': 'gzip, br'}});
    expect(packed.headers).toMatchObject({'content-encoding': 'gzip', 'content-type': 'application/x-asciicast'});
    expect(packed.text).toContain('line 7');
    const plain = await ui.api(`/sessions/${id}/members/7`, {headers: {'accept-encoding': 'gzip;q=0'}});
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(plain.text).toBe(packed.text);
  });

  test('of several comes in one reply', async () => {
    const {text} = await ui.api(`/sessions/${id}/members/10?through=19`);
    expect(text.match(/"member":\d+/g)).toEqual(Array.from({length: 10}, (_, index) => `"member":${10 + index}`));
    expect(text).toContain('#keyframe');
  });
});

describe('for players', () => {
  const cast = (search = '') => ui.api(`/sessions/${id}/cast${search}`);

  test('the recording is plain asciicast, of the version that was asked for', async () => {
    const newest = await cast();
    expect(newest.headers).toMatchObject({
      'content-type': 'application/x-asciicast',
      'content-disposition': `attachment; filename="${id}.cast"`,
    });
    const [header, first] = newest.text.split('\n');
    expect([JSON.parse(header!), JSON.parse(first!)]).toMatchObject([{version: 3}, [0.5, 'o', 'line 0\r\n']]);
    expect(newest.text).not.toMatch(/^#/m);
    const old = await cast('?version=2');
    expect(JSON.parse(old.text.split('\n')[0]!)).toMatchObject({version: 2, width: 80, height: 24});
    expect((await cast('?version=1')).status).toBe(400);
  });
});

describe('the recording', () => {
  test('whole, and by ranges', async () => {
    const whole = await ui.api(`/sessions/${id}/recording`);
    expect(whole.headers).toMatchObject({
      'content-type': 'application/gzip',
      'accept-ranges': 'bytes',
      'content-disposition': `attachment; filename="${id}.cast.gz"`,
    });
    expect(gunzipSync(whole.body).toString()).toContain('line 599');
    const [, second] = (await members('limit=2')).items;
    const range = `bytes=${second!.fileOffset}-${second!.fileOffset + second!.bytes - 1}`;
    const part = await ui.api(`/sessions/${id}/recording`, {headers: {range}});
    expect([part.status, part.headers['content-range']]).toEqual([
      206,
      `${range.replace('=', ' ')}/${whole.body.length}`,
    ]);
    expect(gunzipSync(part.body).toString()).toContain('line 1');
    const outside = await ui.api(`/sessions/${id}/recording`, {headers: {range: 'bytes=99999999-'}});
    expect([outside.status, codeOf(outside.text)]).toEqual([416, 'RANGE_OUTSIDE']);
    const head = await ui.api(`/sessions/${id}/recording`, {method: 'HEAD'});
    expect([head.status, head.headers['content-length'], head.body.length]).toEqual([
      200,
      String(whole.body.length),
      0,
    ]);
  });

  test.each<[string | undefined, ReturnType<typeof parseRange>]>([
    [undefined, null],
    ['bytes=0-9', {start: 0, end: 9}],
    ['bytes=90-', {start: 90, end: 99}],
    ['bytes=-5', {start: 95, end: 99}],
    ['bytes=-500', {start: 0, end: 99}],
    ['bytes=50-5000', {start: 50, end: 99}],
    ['bytes=100-', 'outside'],
    ['bytes=-0', 'outside'],
    ['bytes=9-5', null],
    ['bytes=0-1,5-6', null],
    ['bytes=-', null],
    ['lines=1-2', null],
    ['bytes=99999999999999999999-', null],
  ])('range %s of 100 bytes', (header, expected) => {
    expect(parseRange(header, 100)).toEqual(expected);
  });
});

describe('a hostile store', () => {
  /** A session whose file is not ours. */
  async function plant(content: Buffer, recordingPath?: string): Promise<string> {
    const session = makeSession({state: 'ended'});
    session.recordingPath = recordingPath ?? `2026/01/02/${session.id}.cast.gz`;
    await ui.builder.store.createSession(session);
    const members = [
      {sessionId: session.id, sequence: 0, fileOffset: 0, bytes: content.length, startUs: 0, endUs: 1, keyframe: true},
    ];
    await ui.builder.store.write({sessionId: session.id, members});
    if (recordingPath === undefined) {
      const file = recordingFile(ui.paths, session.recordingPath);
      mkdirSync(dirname(file), {recursive: true});
      writeFileSync(file, content);
    }
    return session.id;
  }

  const gzip = {headers: {'accept-encoding': 'gzip'}};

  test('a member that unpacks to a gigabyte is not sent on', async () => {
    const bomb = await plant(gzipSync(Buffer.alloc(100 * 1024 * 1024)));
    const packed = await ui.api(`/sessions/${bomb}/members/0`, gzip);
    expect([packed.status, codeOf(packed.text)]).toEqual([413, 'MEMBER_TOO_LARGE']);
    const plain = await ui.api(`/sessions/${bomb}/members/0`);
    expect([plain.status, codeOf(plain.text)]).toEqual([413, 'MEMBER_TOO_LARGE']);
  });

  test.each([
    ['no gzip', Buffer.from('#!/bin/sh\n')],
    ['cut', gzipSync('x'.repeat(1000)).subarray(0, 20)],
  ])('a member that is %s', async (_, content) => {
    const broken = await plant(content);
    for (const options of [gzip, {}]) {
      const reply = await ui.api(`/sessions/${broken}/members/0`, options);
      expect([reply.status, codeOf(reply.text)]).toEqual([422, 'RECORDING_BROKEN']);
    }
  });

  test.each(['../../../../etc/passwd', '/etc/passwd', '2026/01/02/../../../config.yaml'])(
    'a path that leads outside: %s',
    async (path) => {
      const outside = await plant(Buffer.alloc(9), path);
      for (const part of ['recording', 'members', 'members/0']) {
        const reply = await ui.api(`/sessions/${outside}/${part}`);
        expect([part, reply.status, codeOf(reply.text)]).toEqual([part, 422, 'RECORDING_PATH_INVALID']);
      }
    },
  );

  test('a link in the place of the file', async () => {
    const linked = await plant(gzipSync('x'));
    const file = recordingFile(ui.paths, `2026/01/02/${linked}.cast.gz`);
    rmSync(file);
    symlinkSync('/etc/passwd', file);
    for (const part of ['recording', 'members/0']) {
      const reply = await ui.api(`/sessions/${linked}/${part}`);
      expect(reply.status).toBeGreaterThanOrEqual(400);
      expect(reply.text).not.toContain('root:');
    }
  });

  test('a file that is gone, and one that is cut', async () => {
    const gone = await plant(gzipSync('x'));
    rmSync(recordingFile(ui.paths, `2026/01/02/${gone}.cast.gz`));
    for (const part of ['recording', 'members', 'members/0', 'cast']) {
      const reply = await ui.api(`/sessions/${gone}/${part}`);
      expect([part, reply.status, codeOf(reply.text)]).toEqual([part, 404, 'RECORDING_MISSING']);
    }
    const cut = await plant(gzipSync('x'));
    truncateSync(recordingFile(ui.paths, `2026/01/02/${cut}.cast.gz`), 5);
    expect(await ui.json<MembersJson>(`/sessions/${cut}/members`)).toMatchObject({items: [], hasHoles: true});
    expect(await members('limit=1')).toMatchObject({hasHoles: false});
  });

  test('a session without a recording', async () => {
    const session = makeSession({recordingPath: null});
    await ui.builder.store.createSession(session);
    for (const part of ['recording', 'members', 'members/0']) {
      const reply = await ui.api(`/sessions/${session.id}/${part}`);
      expect([reply.status, codeOf(reply.text)]).toEqual([404, 'RECORDING_ABSENT']);
    }
  });

  test('what is behind the last member', async () => {
    const more = await plant(gzipSync('x'));
    appendFileSync(recordingFile(ui.paths, `2026/01/02/${more}.cast.gz`), 'rubbish');
    expect((await ui.api(`/sessions/${more}/members`)).status).toBe(200);
  });
});
