/** What the recorder makes of the marks of real shells, above all of lines that a shell hides from its history. */
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {SessionRecorder} from '../../../src/recorder/session-recorder.ts';
import type {RedactedText} from '../../../src/redact/redacted.ts';
import type {EventRecord} from '../../../src/store/records.ts';
import {describeWith} from '../../support/programs.ts';
import {makeSession} from '../../support/records.ts';
import {createSandbox, type Sandbox} from '../../support/sandbox.ts';
import {ShellUser} from './shell-user.ts';

/** The commands that the recorder tells, in their order. */
function recordedCommands(bytes: Buffer, columns: number, rows: number): [string, number | null][] {
  const recorder = new SessionRecorder({
    session: makeSession({state: 'live', columns, rows, endedAtMs: null, recordingPath: 'x.cast.gz'}),
    prompt: null,
    limits: {recordingBytes: 1_000_000, logTextChars: 100_000},
    redact: (text) => text as RedactedText,
  });
  const text = bytes.toString('utf8') as RedactedText;
  recorder.apply({events: [{kind: 'output', elapsedUs: 1, text}], redactions: [], safeOffset: 1});
  recorder.apply({
    events: [{kind: 'end', elapsedUs: 2, exitStatus: 0, signal: null}],
    redactions: [],
    safeOffset: 2,
  });
  const events: EventRecord[] = recorder.take()?.batch.events ?? [];
  return events.filter(({parentId}) => parentId !== null).map(({commandLine, exitStatus}) => [commandLine, exitStatus]);
}

describeWith(['bash'], 'the recorder, from the marks of bash', () => {
  let sandbox: Sandbox;
  let user: ShellUser | undefined;

  beforeEach(() => {
    sandbox = createSandbox('recorded');
  });
  afterEach(async () => {
    await user?.close();
    sandbox.remove();
  });

  test('knows every line, as typed, also those that the history does not keep', async () => {
    const long = `echo ${'0123456789 '.repeat(12)}end`;
    // Debian's default.
    writeFileSync(join(sandbox.home, '.bashrc'), "PS1='[$?] \\w\\n ready> '\nHISTCONTROL=ignoreboth\n");
    user = new ShellUser({shell: 'bash', sandbox, columns: 50, rows: 12});
    await user.waitForPrompt();
    const typed: [string, number][] = [
      ['echo one', 0],
      ['echo one', 0],
      [' echo hidden | wc -c; (exit 3)', 3],
      [long, 0],
      [long, 0],
      [' (exit 4)', 4],
      ['false', 1],
      ['false', 1],
    ];
    for (const [line] of typed) await user.type(line);
    expect(recordedCommands(user.pty.bytes, 50, 12)).toEqual(typed);
  });
});
