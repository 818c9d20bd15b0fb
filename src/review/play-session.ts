/** `ddcoterm play`. */
import type {ReadStream, WriteStream} from 'node:tty';
import type {HomePaths} from '../config/home.ts';
import type {EventRecord, SessionRecord} from '../store/records.ts';
import type {Store} from '../store/store.ts';
import {idleMalformed, numberOutside} from './errors.ts';
import {listCommands} from './list-commands.ts';
import {Film} from './player/film.ts';
import {Player} from './player/player.ts';
import {SafeOutput} from './player/safe-output.ts';
import {UserTerminal} from './player/user-terminal.ts';
import {RecordingReader} from './recording-reader.ts';
import {showsCaptures, terminalText} from './terminal-text.ts';
import {parseDuration, parsePosition, splitPosition} from './time-spec.ts';

export interface PlaySource {
  store: Store;
  paths: HomePaths;
  session: SessionRecord;
  /** Told what of the recording is missing. */
  onProblem(problem: string): void;
}

export interface PlayRequest {
  /** Where to begin; absent: at the start, of a session that is followed at its live end. */
  at?: string | undefined;
  follow: boolean;
}

/** Beyond it a day passes in a minute. */
const MAX_SPEED = 1_000;
const MIN_SPEED = 0.01;

/** @throws {DdcotermError} NUMBER_OUTSIDE. */
export function parseSpeed(text: string): number {
  const speed = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (speed >= MIN_SPEED && speed <= MAX_SPEED) return speed;
  throw numberOutside('--speed', text, MIN_SPEED, MAX_SPEED);
}

/**
 * @returns Microseconds; null for `off`.
 * @throws {DdcotermError} IDLE_MALFORMED.
 */
export function parseIdleLimit(text: string): number | null {
  if (text === 'off') return null;
  const ms = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : parseDuration(text);
  if (ms === null) throw idleMalformed(text);
  return ms * 1000;
}

/** @param keyboard Null: nobody can press a key; it plays to the end. */
export async function playOnTerminal(
  source: PlaySource,
  request: PlayRequest & {speed: string; idle: string},
  {output, keyboard}: {output: WriteStream; keyboard: ReadStream | null},
): Promise<void> {
  const {store, paths, session} = source;
  const [speed, idleLimitUs] = [parseSpeed(request.speed), parseIdleLimit(request.idle)];
  const reader = new RecordingReader(store, paths, session);
  const start = await startOf(reader, request, await listCommands(store, session.id));
  const terminal = new UserTerminal(
    output,
    keyboard,
    (keys) => player.press(keys),
    () => player.repaint(),
  );
  const nowMs = () => performance.now();
  const player = new Player(terminal, {
    reader,
    listCommands: () => listCommands(store, session.id),
    startUs: start.us,
    startLine: start.line,
    speed,
    idleLimitUs,
    nowMs,
  });
  terminal.enter();
  try {
    await player.run();
  } finally {
    terminal.leave();
  }
  const picture = player.lastPicture();
  if (picture !== null) await terminal.write(picture);
  for (const problem of reader.problems) source.onProblem(problem);
}

/** Where no terminal reads: all output at once, without what would reprogram the terminal it ends up on. */
export async function* playAsText(source: PlaySource, request: PlayRequest): AsyncGenerator<string> {
  const {store, paths, session} = source;
  const reader = new RecordingReader(store, paths, session);
  const {us: startUs} = await startOf(reader, request, await listCommands(store, session.id));
  const safe = new SafeOutput();
  for await (const text of outputFrom(reader, startUs, request.follow)) {
    const harmless = safe.push(text);
    if (harmless !== '') yield harmless;
  }
  const reset = safe.end();
  if (reset !== '') yield reset;
  for (const problem of reader.problems) source.onProblem(problem);
}

/** What the screen showed at `startUs`, then everything after it. */
async function* outputFrom(reader: RecordingReader, startUs: number, follow: boolean): AsyncGenerator<string> {
  if (startUs > 0) {
    const film = new Film(reader);
    await film.seek(startUs);
    film.close();
    yield film.screen.serialize();
  }
  const isCaptureShown = showsCaptures(reader.session);
  for await (const item of reader.read(startUs, {follow})) {
    if (item.kind !== 'events') continue;
    for (const event of item.events) {
      const text = startUs > 0 && event.elapsedUs <= startUs ? null : terminalText(event, isCaptureShown);
      if (text !== null) yield text;
    }
  }
}

/** @returns `line`: where to stand still; only a terminal shows it apart from what was written with it. */
async function startOf(
  reader: RecordingReader,
  {at, follow}: PlayRequest,
  commands: EventRecord[],
): Promise<{us: number; line: string}> {
  const durationUs = await reader.durationUs();
  const {startedAtMs, state} = reader.session;
  if (at === undefined) return {us: follow && state === 'live' ? durationUs : 0, line: ''};
  const {moment, line} = splitPosition(at);
  const scope = {startedAtMs, durationUs, commandStartsUs: commands.map(({startUs: us}) => us)};
  return {us: parsePosition(moment, scope), line};
}
