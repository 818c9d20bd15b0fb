/** Where recordings lie below `data/recordings`. The only way from a stored path to a file, so that none can lead outside. */
import {join} from 'node:path';
import type {HomePaths} from '../config/home.ts';
import {recordingPathInvalid} from './errors.ts';

const RECORDING_PATH = /^\d{4,6}\/\d{2}\/\d{2}\/[A-Za-z0-9][A-Za-z0-9_-]{0,127}\.cast\.gz$/;

/** `YYYY/MM/DD/<session>.cast.gz`, the day of the start in UTC. */
export function recordingPathOf(sessionId: string, startedAtMs: number): string {
  const day = new Date(startedAtMs).toISOString().slice(0, 10).replaceAll('-', '/');
  return `${day}/${sessionId}.cast.gz`;
}

/** @throws {DdcotermError} RECORDING_PATH_INVALID: not of that form. */
export function recordingFile(paths: HomePaths, recordingPath: string): string {
  if (!RECORDING_PATH.test(recordingPath)) throw recordingPathInvalid(recordingPath);
  return join(paths.recordings, recordingPath);
}
