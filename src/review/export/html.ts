/**
 * `--format html`: one page that shows the session as the web app does, from a file and without a network. All that was
 * recorded is packed: none of it is markup, whatever it says. The policy lets the page's own script and style run and
 * nothing else, and lets it ask nobody.
 */
import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {gzip} from 'node:zlib';
import type {SessionRecord} from '../../store/records.ts';
import type {Store} from '../../store/store.ts';
import {exportPageMissing} from '../errors.ts';
import {listAll} from '../pages.ts';
import type {RecordingReader} from '../recording-reader.ts';
import {printable} from '../render/printable.ts';
import {eventJson, logHitJson, sessionJson} from '../render/records-json.ts';
import {describeSession} from '../render/session-table.ts';

const packAsync = promisify(gzip);

export interface HtmlSource {
  store: Store;
  session: SessionRecord;
  reader: RecordingReader;
  /** With `exported/page.js` and `exported/page.css`. */
  webFolder: string;
}

/** @throws {DdcotermError} EXPORT_PAGE_MISSING: the installation lacks the page. */
export async function* exportHtml({store, session, reader, webFolder}: HtmlSource): AsyncGenerator<string> {
  const script = readPart(webFolder, 'page.js');
  const style = readPart(webFolder, 'page.css');
  yield renderHead(session, script, style);
  yield* renderChunks(reader);
  // What is damaged is known once all was read.
  const {hasHoles} = reader;
  yield await renderPart(
    'index',
    await collectIndex(store, session, {durationUs: await reader.durationUs(), hasHoles}),
  );
  yield `<script>${script}</script></body></html>\n`;
}

function readPart(folder: string, name: string): string {
  const file = join(folder, 'exported', name);
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw exportPageMissing(file, error);
  }
}

function renderHead(session: SessionRecord, script: string, style: string): string {
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="dark light"><meta name="referrer" content="no-referrer">',
    `<title>${escapeHtml(printable(describeSession(session)))} · ddcoterm</title><style>${style}</style></head>`,
    '<body><noscript>This recording of a terminal needs JavaScript to be shown.</noscript>\n',
  ].join('');
}

const hashOf = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`;

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

async function collectIndex(
  store: Store,
  session: SessionRecord,
  recording: {durationUs: number; hasHoles: boolean},
): Promise<string> {
  const options = {query: null, sessionId: session.id, oldestFirst: true};
  const events = [];
  for await (const {event} of listAll((page) => store.listEvents(page), options)) events.push(eventJson(event));
  const logs = [];
  for await (const hit of listAll((page) => store.searchLogs(page), options)) logs.push(logHitJson(hit));
  const redactions = await store.listRedactions(session.id);
  // A page does not go on: what ran as it was written was cut there.
  const state = session.state === 'live' ? 'interrupted' : session.state;
  return JSON.stringify({session: sessionJson({...session, state}), ...recording, events, logs, redactions});
}

/** A part of its own for each stretch from a keyframe to the next, so that the page unpacks only what it shows. */
async function* renderChunks(reader: RecordingReader): AsyncGenerator<string> {
  let chunk: {sequence: number; startUs: number; texts: string[]} | null = null;
  const render = async ({sequence, startUs, texts}: NonNullable<typeof chunk>) =>
    await renderPart('chunk', texts.join(''), ` data-sequence="${sequence}" data-start-us="${startUs}"`);
  for await (const {member, text} of reader.readTexts()) {
    const {sequence, startUs, keyframe} = member;
    if (chunk !== null && keyframe) {
      yield await render(chunk);
      chunk = null;
    }
    chunk ??= {sequence, startUs, texts: []};
    chunk.texts.push(text);
  }
  if (chunk !== null) yield await render(chunk);
}

/** A block of data: browsers do not run it, and base64 has no character that could end it. */
async function renderPart(name: string, text: string, attributes = ''): Promise<string> {
  const packed = await packAsync(Buffer.from(text, 'utf8'));
  return `<script type="application/gzip" data-part="${name}"${attributes}>${packed.toString('base64')}</script>\n`;
}
