/** `ddcoterm export`. */
import {createWriteStream} from 'node:fs';
import {realpath, rename, rm, stat} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';
import {Readable} from 'node:stream';
import {pipeline} from 'node:stream/promises';
import type {HomePaths} from '../../config/home.ts';
import type {SessionRecord} from '../../store/records.ts';
import type {Store} from '../../store/store.ts';
import {exportFormatUnknown, exportNotWritable} from '../errors.ts';
import {listCommands} from '../list-commands.ts';
import {RecordingReader} from '../recording-reader.ts';
import {findWebFolder} from '../server/static-files.ts';
import {type CastVersion, exportCast} from './cast.ts';
import {exportHtml} from './html.ts';
import {exportJson} from './session-json.ts';
import {exportSvg} from './svg.ts';
import {exportTranscript} from './transcript.ts';

export const EXPORT_FORMATS = ['cast3', 'cast2', 'txt', 'json', 'html', 'svg'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** @throws {DdcotermError} EXPORT_FORMAT_UNKNOWN. */
export function parseExportFormat(text: string): ExportFormat {
  const format = EXPORT_FORMATS.find((known) => known === text);
  if (format === undefined) throw exportFormatUnknown(text, EXPORT_FORMATS);
  return format;
}

export interface ExportRequest {
  store: Store;
  paths: HomePaths;
  session: SessionRecord;
  format: ExportFormat;
  /** Told what of the recording is missing. */
  onProblem(problem: string): void;
}

/** What is there now: a live session is exported up to this moment. */
export async function* exportSession(request: ExportRequest): AsyncGenerator<string> {
  const {store, session, format} = request;
  if (format === 'txt') yield* exportTranscript(store, session);
  else if (format === 'json') yield* exportJson(store, session);
  else if (format === 'svg') yield* exportFilm(request);
  else if (format === 'html') yield* exportPage(request);
  else yield* exportRecording(format === 'cast3' ? 3 : 2, request);
}

/**
 * @param file Readable by its owner only; an older one is replaced once the new one is whole. What is no plain file, as
 *   /dev/stdout, is written to as it is.
 * @throws {DdcotermError} EXPORT_NOT_WRITABLE.
 */
export async function writeExport(file: string, chunks: AsyncIterable<string>): Promise<void> {
  const place = await findPlace(file);
  if (place === null) return await pour(file, file, chunks);
  const unfinished = join(dirname(place), `.${basename(place)}.${process.pid}`);
  try {
    await pour(file, unfinished, chunks);
    await rename(unfinished, place);
  } catch (error) {
    await rm(unfinished, {force: true});
    throw error;
  }
}

/** @returns Where a plain file is, or will be; null: something else is there. */
async function findPlace(file: string): Promise<string | null> {
  const found = await stat(file).catch(() => null); // not there: it will be made
  if (found === null) return file;
  return found.isFile() ? await realpath(file) : null;
}

/** @param file As the user named it. */
async function pour(file: string, place: string, chunks: AsyncIterable<string>): Promise<void> {
  const target = createWriteStream(place, {mode: 0o600});
  let writeFailure: unknown = null;
  target.once('error', (error) => {
    writeFailure = error;
  });
  try {
    await pipeline(Readable.from(chunks), target);
  } catch (error) {
    throw error === writeFailure ? exportNotWritable(file, error) : error;
  }
}

async function* exportFilm({store, paths, session, onProblem}: ExportRequest): AsyncGenerator<string> {
  const reader = new RecordingReader(store, paths, session);
  yield* exportSvg(session, reader.read(0));
  for (const problem of reader.problems) onProblem(problem);
}

async function* exportPage({store, paths, session, onProblem}: ExportRequest): AsyncGenerator<string> {
  const reader = new RecordingReader(store, paths, session);
  yield* exportHtml({store, session, reader, webFolder: findWebFolder()});
  for (const problem of reader.problems) onProblem(problem);
}

async function* exportRecording(version: CastVersion, request: ExportRequest): AsyncGenerator<string> {
  const {store, paths, session, onProblem} = request;
  const reader = new RecordingReader(store, paths, session);
  const commands = await listCommands(store, session.id);
  yield* exportCast(version, {session, items: reader.read(0), commands});
  for (const problem of reader.problems) onProblem(problem);
}
