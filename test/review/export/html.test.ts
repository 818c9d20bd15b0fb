import {mkdirSync, statSync, truncateSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {gunzipSync} from 'node:zlib';
import {homePaths} from '../../../src/config/home.ts';
import {exportHtml} from '../../../src/review/export/html.ts';
import {RecordingReader} from '../../../src/review/recording-reader.ts';
import {recordingFile} from '../../../src/store/recording-files.ts';
import type {SessionRecord} from '../../../src/store/records.ts';
import {redacted} from '../../support/records.ts';
import {createSandbox, type Sandbox} from '../../support/sandbox.ts';
import {StoreBuilder} from '../../support/store-builder.ts';

let sandbox: Sandbox;
let builder: StoreBuilder;
let session: SessionRecord;

beforeEach(async () => {
  sandbox = createSandbox('html');
  builder = await StoreBuilder.create(homePaths(sandbox.env));
  const folder = join(sandbox.home, 'exported');
  mkdirSync(folder);
  for (const name of ['page.js', 'page.css']) writeFileSync(join(folder, name), '');
  const added = await builder.addSession({title: redacted('safe\u202egpj.exe')});
  added.output(1000, 'first\r\n');
  await added.cut();
  added.output(2000, 'second\r\n');
  session = await added.end();
});

afterEach(async () => {
  await builder.close();
  sandbox.remove();
});

const fileOf = (): string => recordingFile(homePaths(sandbox.env), session.recordingPath!);

async function render(): Promise<string> {
  const reader = new RecordingReader(builder.store, homePaths(sandbox.env), session);
  let page = '';
  const source = {store: builder.store, session, reader, webFolder: sandbox.home};
  for await (const chunk of exportHtml(source)) page += chunk;
  return page;
}

function indexOf(page: string): {hasHoles: boolean} {
  const [, packed = ''] = /data-part="index">([^<]*)</.exec(page) ?? [];
  return JSON.parse(gunzipSync(Buffer.from(packed, 'base64')).toString()) as {hasHoles: boolean};
}

describe('exportHtml', () => {
  test('names the page without what would turn its letters around', async () => {
    expect(await render()).toContain('<title>safe\\u202egpj.exe');
  });

  test('tells whoever opens the page that a part of the recording is lost', async () => {
    expect(indexOf(await render()).hasHoles).toBe(false);
    truncateSync(fileOf(), statSync(fileOf()).size - 10);
    expect(indexOf(await render()).hasHoles).toBe(true);
  });
});
