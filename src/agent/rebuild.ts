/** Builds the index anew from the recordings, after the database was lost or set aside as broken. */
import {readdirSync} from 'node:fs';
import {join, relative} from 'node:path';
import type {HomePaths} from '../config/home.ts';
import {systemErrorCode} from '../errors.ts';
import type {StatementPrompt} from '../recorder/prompt-tracker.ts';
import type {RedactText} from '../recorder/session-recorder.ts';
import type {Store} from '../store/store.ts';
import type {AgentLog} from './agent-log.ts';
import {readRecordedSession, replayRecording} from './repair.ts';

const RECORDING_SUFFIX = '.cast.gz';

export interface RebuildOptions {
  paths: HomePaths;
  store: Store;
  log: AgentLog;
  limits: {recordingBytes: number; logTextChars: number};
  redact: RedactText;
  promptOf: (command: string) => StatementPrompt | null;
}

/** @returns How many sessions the store knows again. A recording that cannot be read is passed over, with a line in the log. */
export async function rebuildStore(options: RebuildOptions): Promise<number> {
  let sessions = 0;
  for (const path of listRecordings(options.paths.recordings)) {
    try {
      if (await rebuildSession(options, path)) sessions++;
    } catch (error) {
      options.log.error(`Cannot read recording "${path}"`, error);
    }
  }
  return sessions;
}

async function rebuildSession(options: RebuildOptions, recordingPath: string): Promise<boolean> {
  const {paths, store, limits, redact} = options;
  const session = await readRecordedSession(paths, recordingPath);
  if (session === null || (await store.getSession(session.id)) !== null) return false;
  const prompt = options.promptOf(session.command);
  const {recorder, members, redactions} = await replayRecording({
    ...{paths, session, prompt, limits, redact},
    knownMembers: 0,
  });
  if (recorder.session.state === 'live') {
    recorder.interrupt(session.startedAtMs + recorder.session.durationUs / 1000);
  }
  const cut = recorder.take();
  await store.createSession(recorder.session);
  await store.write({...cut?.batch, sessionId: session.id, members, redactions});
  return true;
}

/** Paths below the recordings' folder, oldest day first. */
function listRecordings(folder: string): string[] {
  try {
    return readdirSync(folder, {recursive: true, withFileTypes: true})
      .filter((entry) => entry.isFile() && entry.name.endsWith(RECORDING_SUFFIX))
      .map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)))
      .sort();
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return [];
    throw error;
  }
}
