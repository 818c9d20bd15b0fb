import type {StatementPrompt} from '../../src/recorder/prompt-tracker.ts';
import {SessionRecorder} from '../../src/recorder/session-recorder.ts';
import type {RedactedEvent, RedactedText} from '../../src/redact/redacted.ts';
import type {EventRecord, LogRecord, SessionRecord} from '../../src/store/records.ts';
import {makeSession} from '../support/records.ts';

const text = (plain: string): RedactedText => plain as RedactedText;
const MARK = (body: string) => `\x1b]133;${body}\x07`;
const LINE = (commandLine: string) => `\x1b]633;E;${commandLine}\x07`;

interface Outcome {
  session: SessionRecord;
  events: EventRecord[];
  logs: LogRecord[];
  members: string[];
}

interface Options {
  prompt?: StatementPrompt;
  session?: Partial<SessionRecord>;
  limits?: {recordingBytes: number; logTextChars: number};
}

/** Strings are output, 100 ms apart. */
function record(steps: (string | RedactedEvent)[], options: Options = {}): Outcome {
  const recorder = new SessionRecorder({
    session: makeSession({state: 'live', recordingPath: '2026/11/24/x.cast.gz', ...fresh, ...options.session}),
    prompt: options.prompt ?? null,
    limits: options.limits ?? {recordingBytes: 1_000_000, logTextChars: 100_000},
    redact: text,
  });
  const outcome: Outcome = {session: recorder.session, events: [], logs: [], members: []};
  steps.forEach((step, index) => {
    const event: RedactedEvent =
      typeof step === 'string' ? {kind: 'output', elapsedUs: (index + 1) * 100_000, text: text(step)} : step;
    recorder.apply({events: [event], redactions: [], safeOffset: index + 1});
    const cut = recorder.take();
    if (cut?.member) outcome.members.push(cut.member.text);
    outcome.events = merge(outcome.events, cut?.batch.events ?? []);
    outcome.logs = merge(outcome.logs, cut?.batch.logs ?? []);
  });
  return outcome;
}

const fresh = {endedAtMs: null, durationUs: 0, exitStatus: null, signal: null, outputBytes: 0, commandCount: 1};
const end = (elapsedUs: number, exitStatus: number | null = 0): RedactedEvent => ({
  kind: 'end',
  elapsedUs,
  exitStatus,
  signal: null,
});

function merge<T extends {id: string}>(known: T[], changed: T[]): T[] {
  const byId = new Map(known.map((item) => [item.id, item]));
  for (const item of changed) byId.set(item.id, {...item});
  return [...byId.values()];
}

const logOf = ({logs, events}: Outcome, commandLine: string): string | undefined =>
  logs.find((log) => log.eventId === events.find((event) => event.commandLine === commandLine)?.id)?.text;

describe('SessionRecorder', () => {
  test('gives the command of a session as one event with its status and its text', () => {
    const outcome = record(['one\r\n', 'two\r\n', end(500_000, 3)], {
      session: {argv: [text('printf'), text('one\\ntwo\\n')]},
    });
    expect(outcome.events).toHaveLength(1);
    expect(outcome.events[0]).toMatchObject({exitStatus: 3, startUs: 0, endUs: 500_000, name: 'printf'});
    expect(outcome.logs.map((log) => log.text)).toEqual(['one\ntwo']);
    expect(outcome.session).toMatchObject({state: 'ended', exitStatus: 3, durationUs: 500_000});
  });

  test('resolves progress bars, backspaces and colours as a person saw them', () => {
    const outcome = record(['10 %\r 50 %\r100 %\r\n', 'hel0\blo\r\n', '\x1b[31mred\x1b[0m\r\n', end(400_000)]);
    expect(outcome.logs[0]!.text).toBe('100 %\nhello\nred');
  });

  test('joins what the terminal wrapped', () => {
    const long = 'x'.repeat(30);
    const outcome = record([`${long}\r\nend\r\n`, end(200_000)], {session: {columns: 20, rows: 5}});
    expect(outcome.logs[0]!.text).toBe(`${long}\nend`);
  });

  test('keeps lines that scrolled away, with the time they were shown', () => {
    const steps = Array.from({length: 50}, (_, line) => `line ${line}\r\n`);
    const outcome = record([...steps, end(6_000_000)], {session: {rows: 5}});
    const [log] = outcome.logs;
    expect(log!.text.split('\n')).toHaveLength(50);
    expect(log!.lineTimes.find(([line]) => line === 20)).toEqual([20, 2_100_000]);
  });

  test('splits a marked shell into its commands, byte for byte', () => {
    const outcome = record([
      `${MARK('A')}$ ${MARK('B')}`,
      'ls -l\r\n',
      `${LINE('ls -l')}${MARK('C')}`,
      'total 0\r\n',
      `${MARK('D;0')}${MARK('A')}$ ${MARK('B')}`,
      'false\r\n',
      `${LINE('false')}${MARK('C')}${MARK('D;1')}${MARK('A')}$ ${MARK('B')}`,
      end(900_000),
    ]);
    const typed = outcome.events.filter((event) => event.parentId !== null);
    expect(typed.map(({commandLine, exitStatus}) => [commandLine, exitStatus])).toEqual([
      ['ls -l', 0],
      ['false', 1],
    ]);
    expect(logOf(outcome, 'ls -l')).toBe('total 0');
    expect(outcome.session.commandCount).toBe(3);
    expect(outcome.logs.map((log) => log.text).join()).not.toContain('$');
  });

  test('reads the command line from the screen where the shell does not send it', () => {
    const outcome = record([
      `${MARK('A')}> ${MARK('B')}`,
      'echo hi\r\n',
      `${MARK('C')}hi\r\n${MARK('D;0')}`,
      end(400_000),
    ]);
    expect(outcome.events.map((event) => event.commandLine)).toContain('echo hi');
  });

  test.each([
    ['an end mark twice', `${LINE('true')}${MARK('C')}${MARK('D;0')}${MARK('D;7')}`],
    ['an end mark without a command', `${MARK('D')}${MARK('A')}${MARK('B')}${LINE('true')}${MARK('C')}${MARK('D;0')}`],
  ])('is not misled by %s', (_what, marks) => {
    const outcome = record([marks, end(200_000)]);
    const typed = outcome.events.filter((event) => event.parentId !== null);
    expect(typed.map(({commandLine, exitStatus}) => [commandLine, exitStatus])).toEqual([['true', 0]]);
  });

  test('does not end a command for the marks of a shell inside it', () => {
    const outcome = record([
      `${LINE('ssh web1')}${MARK('C')}`,
      `${MARK('A')}remote> ${MARK('B')}`,
      `ls\r\n${MARK('C')}file\r\n${MARK('D;0')}${MARK('A')}remote> ${MARK('B')}`,
      `exit\r\n${MARK('C')}${MARK('D;7')}`,
      `${MARK('D;255')}\x1b]633;P;Cwd=/\x07${MARK('A')}$ ${MARK('B')}`,
      end(900_000),
    ]);
    const typed = outcome.events.filter((event) => event.parentId !== null);
    expect(typed.map(({commandLine, exitStatus}) => [commandLine, exitStatus])).toEqual([['ssh web1', 255]]);
    expect(logOf(outcome, 'ssh web1')).toContain('file');
  });

  test('ends a command without a status when its shell draws the next prompt', () => {
    const prompt = `\x1b]633;P;Cwd=/\x07${MARK('A')}$ ${MARK('B')}`;
    const outcome = record([`${LINE('exec bash')}${MARK('C')}`, prompt, end(300_000)]);
    expect(outcome.events[1]).toMatchObject({commandLine: 'exec bash', exitStatus: null, endUs: 200_000});
  });

  test('keeps what a full-screen program showed, not its drawing', () => {
    const outcome = record([
      'before\r\n',
      '\x1b[?1049h\x1b[H\x1b[2J\x1b[3;5Hstatus: ok\x1b[5;1Hline two',
      '\x1b[?1049l',
      'after\r\n',
      end(2_000_000),
    ]);
    expect(
      outcome.logs[0]!.text.split('\n')
        .map((line) => line.trim())
        .filter(Boolean),
    ).toEqual(['before', 'status: ok', 'line two', 'after']);
  });

  test('keeps what stood on the screen before it was cleared', () => {
    const outcome = record(['first\r\n', '\x1b[H\x1b[2J', 'second\r\n', end(400_000)]);
    expect(outcome.logs[0]!.text).toBe('first\nsecond');
  });

  describe('at the prompt of a client', () => {
    const prompt = {first: '\\w+=[#>] ', continuation: '\\w+[-(][#>] ', terminator: ';'};
    const outcome = record(
      [
        'psql (15)\r\n\r\n',
        'app=# ',
        'select 1;\r\n',
        ' ?column? \r\n----------\r\n        1\r\n(1 row)\r\n\r\n',
        'app=# ',
        'select\r\n',
        'app-# 2;\r\n',
        '(1 row)\r\n\r\napp=# ',
        '\\q\r\n',
        end(1_200_000),
      ],
      {prompt, session: {argv: [text('psql')]}},
    );

    test('gives each statement as an event', () => {
      expect(outcome.events.map((event) => event.commandLine)).toEqual(['psql', 'select 1;', 'select\n2;', '\\q']);
    });

    test('gives each statement its output', () => {
      expect(logOf(outcome, 'select 1;')).toBe(' ?column?\n----------\n        1\n(1 row)');
      expect(logOf(outcome, 'select\n2;')).toBe('(1 row)');
      expect(logOf(outcome, 'psql')).toBe('psql (15)');
    });

    test('ends a statement when the prompt is back, not when the next one is typed', () => {
      expect(outcome.events[1]).toMatchObject({startUs: 300_000, endUs: 500_000});
    });
  });

  test('gives what a command without a terminal printed as text, but not what is no text', () => {
    const capture = (elapsedUs: number, descriptor: 0 | 1 | 2, plain: string): RedactedEvent => ({
      kind: 'capture',
      elapsedUs,
      descriptor,
      text: text(plain),
    });
    const outcome = record([
      capture(1, 0, 'typed\n'),
      capture(2, 1, 'one\ntwo\n'),
      capture(3, 1, 'ELF\0\0'),
      capture(4, 2, 'oops\n'),
      end(9),
    ]);
    expect(outcome.logs.map((log) => log.text)).toEqual(['one\ntwo\noops']);
  });

  test('tells titles, directories and reports once each', () => {
    const outcome = record([
      '\x1b]0;me@host\x07\x1b]7;file://host/srv\x07',
      '\x1b]0;me@host\x07\x1b]1337;RemoteHost=me@host\x07',
      end(300_000),
    ]);
    expect(outcome.session.disclosures.map(({kind, value}) => [kind, value])).toEqual([
      ['title', 'me@host'],
      ['cwd', '/srv'],
      ['iterm2', 'RemoteHost=me@host'],
    ]);
  });

  test('keeps the screen once a second beyond its limit, and says so', () => {
    const steps = Array.from({length: 100}, (_, line) => `${String(line).padEnd(98, '.')}\r\n`);
    const outcome = record([...steps, end(10_100_000)], {limits: {recordingBytes: 1_000, logTextChars: 100_000}});
    const recording = outcome.members.join('');
    expect(recording.length).toBeLessThan(60_000);
    expect(recording.match(/\\u001bc/g)!.length).toBeGreaterThanOrEqual(8);
    expect(recording).toContain('99.....');
    expect(outcome.session.notes.map((note) => note.code)).toEqual(['recording-limit']);
    expect(outcome.logs[0]!.text.split('\n')).toHaveLength(100);
  });

  test('keeps beginning and end of captured streams beyond its limit, and says so', () => {
    const line = (number: number) => `line ${number} ${'.'.repeat(1_000)}\n`;
    const captured = Array.from({length: 1_000}, (_, number): RedactedEvent => {
      return {kind: 'capture', elapsedUs: number, descriptor: number % 2 === 0 ? 1 : 2, text: text(line(number))};
    });
    const outcome = record([...captured, end(2_000)], {limits: {recordingBytes: 10_000, logTextChars: 10_000}});
    const recording = outcome.members.join('');
    const kept = [...recording.matchAll(/line (\d+) /g)].map((match) => Number(match[1]));
    expect(kept.slice(0, 10)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(kept.slice(-200)).toEqual(Array.from({length: 200}, (_, index) => 800 + index));
    expect(kept.length).toBeLessThan(300);
    expect(recording).not.toContain('\\u001bc');
    expect(outcome.session.notes.map((note) => note.code)).toEqual(['recording-limit']);
    expect(outcome.session.outputBytes).toBeGreaterThan(1_000_000);
  });

  test('begins later members with a keyframe when a lot was shown', () => {
    const block = `${'y'.repeat(78)}\r\n`.repeat(20_000);
    const outcome = record([block, 'done\r\n', end(1_000_000)], {limits: {recordingBytes: 1e9, logTextChars: 1_000}});
    expect(outcome.members[1]).toContain('#keyframe');
  });

  test('yields the same rows when its recording is replayed', () => {
    const steps: (string | RedactedEvent)[] = [
      `${LINE('ls')}${MARK('C')}`,
      'a\r\n',
      `${MARK('D;0')}${MARK('A')}$ `,
      {
        kind: 'process-started',
        elapsedUs: 400_000,
        pid: 7,
        parentPid: 1,
        executable: text('/bin/ls'),
        argv: [text('ls')],
        cwd: text('/'),
        uid: 0,
        effectiveUid: 0,
      },
      end(600_000),
    ];
    const session = {id: makeSession().id};
    expect(record(steps, {session}).events).toEqual(record(steps, {session}).events);
  });
});
