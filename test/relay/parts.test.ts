/** The relay's pure parts, held against the TypeScript they mirror; under address and undefined-behaviour sanitizers. */
import {spawnSync} from 'node:child_process';
import {join} from 'node:path';
import {Cli} from 'clipanion';
import fc from 'fast-check';
import {planCommandLine} from '../../src/cli/plan.ts';
import {RecordCommand} from '../../src/cli/record-command.ts';
import {parseTags} from '../../src/cli/tags.ts';
import {parseHostArguments} from '../../src/host/arguments.ts';
import {withShellIntegration} from '../../src/host/shell-integration.ts';
import {encodeFrame, FrameDecoder} from '../../src/protocol/frame.ts';
import {describeWith} from '../support/programs.ts';
import {type Compiled, compile, relayFile} from './build-harness.ts';

const PARTS = [
  'cli_words.c',
  'command.c',
  'echo_evidence.c',
  'fd.c',
  'frame_decoder.c',
  'frame_queue.c',
  'json_scan.c',
  'json_writer.c',
  'options.c',
  'send_pace.c',
  'shell_integration.c',
];

/** The longest frame the relay takes from an agent. */
const MAX_AGENT_PAYLOAD = 16384 - 13;

describeWith(['cc'], 'parts of the relay', () => {
  let harness: Compiled;

  beforeAll(() => {
    harness = compile([join(__dirname, 'harness.c'), ...PARTS.map(relayFile)]);
  }, 60_000);
  afterAll(() => harness?.remove());

  function run(args: string[], input: string | Buffer = '', env: NodeJS.ProcessEnv = process.env): string[] {
    // Words of a shell are made to last until the shell itself: no leak.
    const options = {...env, ASAN_OPTIONS: 'detect_leaks=0'};
    const {status, stdout, stderr} = spawnSync(harness.file, args, {input, env: options, maxBuffer: 64 * 1024 * 1024});
    if (status !== 0) throw new Error(`harness ${args.join(' ')} ended with ${status}: ${stderr.toString('utf8')}`);
    return stdout.toString('utf8').split('\n').slice(0, -1);
  }

  const frame = fc.record({
    type: fc.integer({min: 0, max: 255}),
    elapsedUs: fc.nat(),
    payload: fc.uint8Array({maxLength: 3000}),
  });

  test('decodes frames however the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(frame, {maxLength: 8}), fc.array(fc.integer({min: 1, max: 4000})), (frames, cuts) => {
        const stream = Buffer.concat(frames.map(encodeFrame));
        const expected = new FrameDecoder()
          .push(stream)
          .map(({type, payload}) => `${type} ${payload.length} ${payload.reduce((sum, byte) => sum + byte, 0)}`);
        expect(run(['decode'], chunked(stream, cuts))).toEqual(expected);
      }),
      {numRuns: 40},
    );
  });

  test('gives up on what is too long to come from an agent', () => {
    const header = Buffer.alloc(13);
    header.writeUInt32LE(MAX_AGENT_PAYLOAD + 1, 0);
    expect(run(['decode'], chunked(header, []))).toEqual(['bad']);
    const longest = encodeFrame({type: 66, elapsedUs: 0, payload: Buffer.alloc(MAX_AGENT_PAYLOAD)});
    expect(run(['decode'], chunked(longest, [5000]))).toEqual([`66 ${MAX_AGENT_PAYLOAD} 0`]);
  });

  test('writes any bytes as JSON that Node reads as it reads the bytes', () => {
    const text = fc.oneof(
      fc.uint8Array({maxLength: 60}),
      fc.string({unit: 'binary'}).map((value) => Buffer.from(value)),
    );
    fc.assert(
      fc.property(fc.array(text, {minLength: 1, maxLength: 50}), (texts) => {
        const lines = run(['json'], texts.map((bytes) => `${Buffer.from(bytes).toString('hex')}\n`).join(''));
        const read = lines.map((line) => collapse(JSON.parse(line) as string));
        expect(read).toEqual(texts.map((bytes) => collapse(Buffer.from(bytes).toString('utf8'))));
      }),
      {numRuns: 40},
    );
  });

  test('understands command lines as the node host does', () => {
    const id = '0190a0b0-0000-7000-8000-00000000000f';
    const word = fc.oneof(
      fc.constantFrom(
        '--origin=shim',
        '--origin=shell',
        '--origin',
        '--origin=x',
        '--title=a b',
        '--title',
        '--title=',
      ),
      fc.constantFrom('--tag=a:b', '--tag=a:b:c', '--tag=:b', '--tag=a', `--session=${id}`, '--session=1', '--quiet'),
      fc.constantFrom(
        '--record-input',
        '--no-record-input',
        '--no-upload',
        '--quiet=1',
        '--',
        '-x',
        'kubectl',
        '/bin/ls',
        '--what',
        '',
      ),
      fc.string({maxLength: 5}).filter((text) => !text.includes('\0')),
    );
    fc.assert(
      fc.property(fc.array(fc.array(word, {minLength: 1, maxLength: 7}), {minLength: 20, maxLength: 60}), (lines) => {
        const input = lines.map((words) => `${words.map((text) => Buffer.from(text).toString('hex')).join(' ')}\n`);
        expect(run(['options'], input.join('')).map((line) => JSON.parse(line))).toEqual(lines.map(understood));
      }),
      {numRuns: 30},
    );
  });

  const lineOf = (words: string[]) => `${words.map((text) => Buffer.from(text).toString('hex')).join(' ')}\n`;

  test('understands command lines of ddcoterm as the command line in Node does, or leaves them to it', () => {
    const word = fc.oneof(
      fc.constantFrom(
        '--title',
        '--title=',
        '--title=a b',
        'x',
        '--tag',
        '--tag=a:b',
        ' k : v w ',
        'a:b:c',
        ':b',
        ' :x',
      ),
      fc.constantFrom('--quiet', '--no-upload', '--record-input', '--no-record-input', '--no-quiet', '--quiet=1', '-q'),
      fc.constantFrom('--', 'record', 'ls', 'psql', '--help', '-h', '--version', '-1', '-', ''),
    );
    const lines = fc.array(fc.array(word, {minLength: 1, maxLength: 6}), {minLength: 40, maxLength: 120});
    fc.assert(
      fc.property(lines, (all) => {
        const answers = run(['cli'], all.map(lineOf).join('')).map((line) => JSON.parse(line));
        for (const [index, answer] of answers.entries()) {
          if (answer !== null) expect({words: all[index], ...ofRecording(answer)}).toEqual(recordingAsked(all[index]!));
        }
      }),
      {numRuns: 30},
    );
  });

  test.each([
    [[]],
    [['record']],
    [['--title', 'a', '--tag', 'k:v', '--quiet', '--no-upload', '--record-input', '--', 'psql', '-h', 'x', '--', 'y']],
    [['record', '--title=a b', '--tag=k:v', '--no-record-input', '--']],
    [['--', 'ls', '']],
  ])('takes %j as a recording', (words) => {
    const [answer] = run(['cli'], words.length === 0 ? '-\n' : lineOf(words)).map((line) => JSON.parse(line));
    expect({words, ...ofRecording(answer)}).toEqual(recordingAsked(words));
  });

  test('starts shells with the words and variables that the node host starts them with', () => {
    const word = fc.oneof(
      fc.constantFrom(
        '-l',
        '-i',
        '-il',
        '-c',
        '-o',
        'vi',
        'posix',
        '-O',
        'extglob',
        '--norc',
        '--noprofile',
        '--login',
      ),
      fc.constantFrom('-login', '--rcfile', '/rc', '--init-file', '--noediting', '--posix', '-p', '+x', '+o', '-x1'),
      fc.constantFrom(
        '-f',
        '-ob',
        'norcs',
        'NO_RCS',
        '--interactive',
        '-C',
        'echo',
        '-d',
        '-C1',
        '--features=a',
        '-iN',
      ),
      fc.constantFrom('--', '-', '', 'script', '--debug-stack-frames', '--init-command', '-z', '-ü'),
    );
    const variables = fc.record(
      {
        ENV: fc.constant('/env'),
        HISTFILE: fc.constantFrom('', '/h'),
        ZDOTDIR: fc.constantFrom('', '/z'),
        POSIXLY_CORRECT: fc.constant(''),
        SHELLOPTS: fc.constantFrom('vi:posix', 'posix:vi', 'posixish', ''),
      },
      {requiredKeys: []},
    );
    const file = fc.constantFrom(
      '/bin/bash',
      '/opt/bash-5.2',
      '/x/-bash',
      '/bin/zsh',
      '/bin/fish',
      '/bin/rbash',
      'zsh5',
    );
    const lines = fc.array(fc.array(word, {minLength: 1, maxLength: 5}), {minLength: 40, maxLength: 120});
    const integrationDir = join(__dirname, '../../installer/shell-integration');
    fc.assert(
      fc.property(file, variables, lines, (shell, env, all) => {
        const answers = run(['shell', shell, integrationDir], all.map(lineOf).join(''), env).map((line) =>
          JSON.parse(line),
        );
        const expected = all.map((args) => {
          const start = withShellIntegration({file: shell, args, env, integrationDir, platform: 'linux'});
          const added = Object.entries(start.env).filter(([name, value]) => env[name as keyof typeof env] !== value);
          return {
            integration: start.integration ?? null,
            args: start.args,
            added: added.map(([name, value]) => `${name}=${value}`).sort(),
          };
        });
        expect(answers.map(({added, ...rest}) => ({...rest, added: added.sort()}))).toEqual(expected);
      }),
      {numRuns: 60},
    );
  });

  test.each([
    // keys, output, shown, and shown though echo is off by now
    ['a', 'Password: ', true, false],
    ['ls\r', 'ls\r\nPassword: ', true, true],
    ['ls\r', 'Password: \r\n', false, false],
    ['s\r', 'Password: ', true, false],
    ['a b\rc\r', 'a b\r\n> c\r\nPassword: ', true, true],
    ['a b\rc', 'a b\r\nc', true, false],
    ['\r', 'Password: ', true, true],
    ['\x1b[A\x7f', '', false, false],
    ['\x03', '^C', true, true],
    ['ls\n', 'lls\nls\n', true, true],
    ['hunter2\r', '\r\n', false, false],
  ])('takes the keys %j for shown or not in %j', (keys, output, isShown, isShownStrictly) => {
    const hex = (text: string) => Buffer.from(text, 'latin1').toString('hex');
    expect(run(['echo'], `${hex(keys)} ${hex(output)}\n`)).toEqual([`${Number(isShown)}${Number(isShownStrictly)}`]);
  });

  test.each([1, 2, 3])('keeps, merges and hands out frames in order (seed %i)', (seed) => {
    expect(Number(run(['queue', String(seed)])[0])).toBeGreaterThan(1_000_000);
  });

  /** Milliseconds, bytes that come then (0: all is sent), and when the next frames have to go. */
  test.each<[string, [now: number, bytes: number, timeout: number][]]>([
    [
      'a line goes when no other follows',
      [
        [100, 80, 10],
        [110, 0, -1],
        [500, 80, 10],
      ],
    ],
    [
      'lines that follow each other go five times a second',
      [
        [0, 80, 10],
        [9, 80, 10],
        [191, 80, 9],
        [200, 80, 0],
        [200, 0, -1],
        [209, 80, 10],
        [401, 80, 8],
      ],
    ],
    [
      'a burst may end first',
      [
        [0, 900_000, 10],
        [20, 900_000, 10],
        [595, 900_000, 5],
        [600, 100, 0],
      ],
    ],
    [
      'what the socket did not take goes on',
      [
        [0, 80, 10],
        [200, 80, 0],
        [201, 80, 0],
      ],
    ],
    [
      'a queue that fills up does not wait',
      [
        [0, 20_000_000, 10],
        [1, 9_900_000, 0],
      ],
    ],
  ])('%s', (_name, steps) => {
    const input = steps.map(([now, bytes]) => `${now} ${bytes}\n`).join('');
    expect(run(['pace'], input).map(Number)).toEqual(steps.map(([, , timeout]) => timeout));
  });

  test('stands random input for three seconds', () => {
    const seed = String(Date.now());
    expect(run(['fuzz', '3', seed])[0]).toMatch(/^\d+ rounds$/);
  });
});

/** Chunks as the harness reads them, of these lengths and then the rest. */
function chunked(stream: Buffer, cuts: number[]): Buffer {
  const parts: Buffer[] = [];
  let at = 0;
  for (const cut of [...cuts, stream.length]) {
    const chunk = stream.subarray(at, at + cut);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(chunk.length);
    parts.push(length, chunk);
    at += chunk.length;
  }
  return Buffer.concat(parts);
}

/** How many U+FFFD stand for a run of broken bytes is a matter of taste. */
const collapse = (text: string): string => text.replaceAll(/\ufffd+/g, '\ufffd');

function understood(words: string[]) {
  try {
    const {origin, name, executable, args, title, session, tags, ...rest} = parseHostArguments(words);
    const flags =
      (rest.recordInput === undefined ? 0 : rest.recordInput ? 1 : 2) +
      (rest.upload === false ? 4 : 0) +
      (rest.quiet ? 8 : 0);
    const given = words.slice(0, words.length - args.length - 2).filter((text) => text.startsWith('--tag='));
    void tags;
    return {
      origin,
      name,
      executable,
      title: title ?? null,
      session: session ?? null,
      flags,
      tags: given.map((text) => text.slice('--tag='.length)),
      args,
    };
  } catch {
    return null;
  }
}

/** What the harness tells of a recording, in the words of `RecordCommand`. */
function ofRecording(answer: {title: string | null; flags: number; tags: string[]; args: string[]}) {
  const {title, flags, tags, args} = answer;
  return {
    title: title ?? undefined,
    tags: parseTags(tags),
    recordInput: [undefined, true, false][flags & 3],
    staysHere: (flags & 4) !== 0,
    quiet: (flags & 8) !== 0,
    command: args,
  };
}

/** What `ddcoterm` with these words records. */
function recordingAsked(words: string[]) {
  const plan = planCommandLine(words, new Set(['record', 'ls']));
  if (plan.kind !== 'command' || plan.args[0] !== 'record') throw new Error(`${JSON.stringify(words)} is no recording`);
  const command = Cli.from([RecordCommand]).process(plan.args, {env: {}} as never) as RecordCommand;
  const {title, tags, recordInput, quiet, staysHere} = command;
  return {words, title, tags: parseTags(tags), recordInput, staysHere, quiet, command: command.words};
}
