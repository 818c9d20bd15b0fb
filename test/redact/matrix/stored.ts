/** Everything that would be kept of a session: what the redactor lets go, and what the recorder makes of it. */
import {createSessionRecord} from '../../../src/agent/session-from-hello.ts';
import {DEFAULT_CONFIG} from '../../../src/config/config.ts';
import {SessionRecorder} from '../../../src/recorder/session-recorder.ts';
import {knownFromStart} from '../../../src/redact/known-from-start.ts';
import type {RedactedBatch} from '../../../src/redact/redacted.ts';
import {BUILT_IN_RULES} from '../../../src/redact/rules/index.ts';
import {SessionRedactor} from '../../../src/redact/session-redactor.ts';
import {TextRedactor} from '../../../src/redact/text-redactor.ts';
import {Screen} from '../../../src/terminal/screen.ts';
import {makeHello} from '../../support/frame-host.ts';
import {USER_RULE} from './kinds.ts';
import type {Recorded} from './recorded.ts';

export const MATRIX_RULES = [...BUILT_IN_RULES, USER_RULE];
const texts = new TextRedactor(MATRIX_RULES);

/** A live session is looked at this often, microseconds. */
const FLUSH_US = 250_000;
/** So often at most in a pause. */
const MAX_FLUSHES = 24;

export interface Stored {
  /** Lines of the recording, rows of the database. */
  kept: string[];
  /** Output as it left, in pieces. */
  pieces: string[];
  columns: number;
  rows: number;
}

export interface StoreOptions {
  /** The agent dies after so many pieces, and another one goes on. */
  deathAfter?: number;
  /** Words of the session's own command line, and its tags. */
  argv?: string[];
  tags?: Record<string, string>;
}

/** Sends what was recorded through the redactor and the recorder, as an agent does. */
export function store(recorded: Recorded, options: StoreOptions = {}): Stored {
  const {columns, rows, inputs} = recorded;
  const {argv = ['bash'], tags = {}} = options;
  const hello = makeHello({name: argv[0]!, argv, tags, columns, rows, recordInput: true});
  const profile = {command: argv[0]!, about: '', secretFlags: []} as never;
  const start = createSessionRecord({hello, config: DEFAULT_CONFIG, profile, profileTags: {}, redactor: texts});
  const recorder = new SessionRecorder({
    session: start.session,
    prompt: null,
    limits: {recordingBytes: 1 << 30, logTextChars: 1 << 20},
    redact: (text) => texts.redactText(text).text,
  });
  const stored: Stored = {kept: [JSON.stringify(start.session)], pieces: [], columns, rows};
  const keep = (batch: RedactedBatch) => {
    recorder.apply(batch);
    stored.pieces.push(...batch.events.flatMap((event) => (event.kind === 'output' ? [event.text] : [])));
    const cut = recorder.take();
    if (cut !== null) stored.kept.push(cut.member?.text ?? '', JSON.stringify(cut.batch));
  };
  run(recorded, {argv, deathAfter: options.deathAfter, unfinishedLine: () => recorder.unfinishedLine}, keep);
  recorder.writeOpenLog();
  recorder.interrupt(Date.now());
  keep({events: [], redactions: [], safeOffset: inputs.length});
  return stored;
}

/** Offsets count inputs: each is a frame. */
function run(
  {columns, rows, inputs}: Recorded,
  {argv, deathAfter, unfinishedLine}: {argv: string[]; deathAfter: number | undefined; unfinishedLine: () => string},
  keep: (batch: RedactedBatch) => void,
): void {
  let isAlive = true;
  let safe = 0;
  const values = knownFromStart(MATRIX_RULES, {argv});
  let redactor = new SessionRedactor({rules: MATRIX_RULES, startOffset: 0, columns, rows, values});
  const see = (batch: RedactedBatch) => {
    safe = batch.safeOffset;
    keep(batch);
  };
  for (let at = 0; at < inputs.length; at++) {
    const input = inputs[at]!;
    redactor.push(input, at + 1);
    see(redactor.release(input.elapsedUs));
    if (isAlive && at + 1 === deathAfter) {
      redactor = new SessionRedactor({
        rules: MATRIX_RULES,
        startOffset: safe,
        columns,
        rows,
        unfinishedLine: unfinishedLine(),
      });
      at = safe - 1;
      isAlive = false;
      continue;
    }
    const next = inputs[at + 1]?.elapsedUs ?? input.elapsedUs;
    for (let tick = 1; tick <= MAX_FLUSHES && input.elapsedUs + tick * FLUSH_US < next; tick++) {
      see(redactor.release(input.elapsedUs + tick * FLUSH_US));
    }
  }
  see(redactor.finish());
}

/** What the terminal of a replay shows after each piece: rows, and rows joined where they were wrapped. */
export function* screensOf({pieces, columns, rows}: Stored): Generator<string> {
  const screen = new Screen(columns, rows);
  for (const piece of pieces) {
    screen.write(piece);
    let text = '';
    for (let row = 0; row < screen.rows; row++) {
      text += screen.rowText(row);
      if (!screen.rowWrapped(row)) text += '\n';
    }
    yield text;
  }
}
