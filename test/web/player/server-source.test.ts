/** The player's source against a real server: what of a damaged recording it still shows. */
import {openSync, writeSync} from 'node:fs';
import {recordingFile} from '../../../src/store/recording-files.ts';
import {answerRequestsBy} from '../../../src/web/api/client.ts';
import {ServerSource} from '../../../src/web/player/server-source.ts';
import {UiSandbox} from '../../review/server/support/ui-sandbox.ts';

const SECOND = 1_000_000;

let ui: UiSandbox;

beforeAll(async () => {
  ui = await UiSandbox.create();
  answerRequestsBy(async (path) => {
    const {status, text, headers} = await ui.api(path);
    return new Response(text, {status, headers: {'content-type': String(headers['content-type'])}});
  });
});

afterAll(() => ui.remove());

/** Members 0 to 3; the third begins with a keyframe. The named one is overwritten in the file. */
async function damagedSession(damaged: number): Promise<ServerSource> {
  const session = await ui.builder.addSession();
  for (const second of [0, 1, 2, 3]) {
    session.output(second * SECOND, `line ${second}\r\n`);
    if (second < 3) await session.cut({keyframe: second === 1});
  }
  const {id, recordingPath} = await session.end();
  const member = (await ui.builder.store.listMembers(id)).find(({sequence}) => sequence === damaged)!;
  const file = openSync(recordingFile(ui.paths, recordingPath!), 'r+');
  writeSync(file, Buffer.alloc(member.bytes - 20), 0, undefined, member.fileOffset + 15);
  return new ServerSource(id);
}

const {signal} = new AbortController();
const linesOf = (text: string): string[] => text.match(/line \d/g) ?? [];

describe('ServerSource', () => {
  test.each([
    [3, 2, null, ['line 2']],
    [2, 2, null, ['line 3']],
    [1, 0, 1, ['line 0']],
    [0, 0, 0, []],
  ])('leaves out member %i, which is damaged, and gives the rest of %i to %s', async (damaged, first, last, lines) => {
    const {text, hasHoles} = await (await damagedSession(damaged)).readText(first, last, signal);
    // A keyframe tells what was on the screen before, too.
    const written = text.split('\n').filter((line) => !line.startsWith('#'));
    expect([linesOf(written.join('\n')), hasHoles]).toEqual([lines, true]);
  });

  test('says nothing of holes where the damage is elsewhere', async () => {
    const {text, hasHoles} = await (await damagedSession(0)).readText(2, null, signal);
    expect([linesOf(text).includes('line 3'), hasHoles]).toEqual([true, false]);
  });
});
