/** The parts of the relay that follow processes, under address and undefined-behaviour sanitizers. */
import {spawnSync} from 'node:child_process';
import {endianness} from 'node:os';
import {join} from 'node:path';
import fc from 'fast-check';
import {parseSessionInput} from '../../src/agent/session-input.ts';
import {FrameDecoder} from '../../src/protocol/frame.ts';
import {describeWith} from '../support/programs.ts';
import {type Compiled, compile, relayFile} from './build-harness.ts';

const PARTS = [
  'agent_client.c',
  'agent_socket.c',
  'agent_start.c',
  'fd.c',
  'failure_log.c',
  'frame_decoder.c',
  'frame_queue.c',
  'json_scan.c',
  'json_writer.c',
  'proc_event.c',
  'process_report.c',
  'process_table.c',
  'recording.c',
  'signal_set.c',
];

/** As `linux/cn_proc.h` has them. */
const FORK = 1;
const EXEC = 2;
const UID = 4;
const EXIT = 0x8000_0000;

const TOKEN = 77;

interface Message {
  what?: number;
  /** Behind the time. */
  data?: number[];
  ns?: bigint;
  index?: number;
  value?: number;
  ack?: number;
  type?: number;
  announced?: number;
  dataBytes?: number;
}

/** A datagram of the kernel: struct nlmsghdr, cn_msg, proc_event. */
function message(fields: Message): Buffer {
  const {what = FORK, data = [], ns = 5_000n, index = 1, value = 1, ack = 0, type = 3} = fields;
  const bytes = Buffer.alloc(52 + 4 * data.length);
  bytes.writeUInt32LE(fields.announced ?? bytes.length, 0);
  bytes.writeUInt16LE(type, 4);
  bytes.writeUInt32LE(index, 16);
  bytes.writeUInt32LE(value, 20);
  bytes.writeUInt32LE(ack, 28);
  bytes.writeUInt16LE(fields.dataBytes ?? bytes.length - 36, 32);
  bytes.writeUInt32LE(what, 36);
  bytes.writeBigUInt64LE(ns, 44);
  for (const [at, word] of data.entries()) bytes.writeUInt32LE(word >>> 0, 52 + 4 * at);
  return bytes;
}

describeWith(['cc'], 'parts of the relay that follow processes', () => {
  let harness: Compiled;

  beforeAll(() => {
    expect(endianness()).toBe('LE'); // the messages below are
    harness = compile([join(__dirname, 'process-harness.c'), ...PARTS.map(relayFile)]);
  }, 60_000);
  afterAll(() => harness?.remove());

  function run(args: string[], input: string | Buffer = ''): Buffer {
    const {status, stdout, stderr} = spawnSync(harness.file, args, {input, maxBuffer: 64 * 1024 * 1024});
    if (status !== 0) throw new Error(`harness ${args.join(' ')} ended with ${status}: ${stderr.toString('utf8')}`);
    return stdout;
  }

  const parse = (messages: Buffer[]): string[] =>
    run(['parse', String(TOKEN)], messages.map((bytes) => `${bytes.toString('hex')}\n`).join(''))
      .toString('utf8')
      .split('\n')
      .slice(0, -1);

  test.each<[string, Message, string]>([
    ['a fork', {what: FORK, data: [10, 11, 12, 12]}, 'fork pid=12 parent=11 value=0 at=5'],
    ['a thread that begins', {what: FORK, data: [10, 10, 12, 10]}, 'other pid=0 parent=0 value=0 at=5'],
    ['an exec', {what: EXEC, data: [12, 12], ns: 7_999n}, 'exec pid=12 parent=0 value=0 at=7'],
    ['an exit', {what: EXIT, data: [12, 12, 0x300, 17, 11, 11]}, 'exit pid=12 parent=0 value=768 at=5'],
    ['an exit as older kernels tell it', {what: EXIT, data: [12, 12, 9, 17]}, 'exit pid=12 parent=0 value=9 at=5'],
    ['a thread that ends', {what: EXIT, data: [13, 12, 0, 17]}, 'other pid=0 parent=0 value=0 at=5'],
    ['a change of user', {what: UID, data: [12, 12, 0, 0]}, 'other pid=0 parent=0 value=0 at=5'],
    ['our answer', {what: 0, data: [0], ack: TOKEN + 1}, 'answer pid=0 parent=0 value=0 at=5'],
    ['our refusal', {what: 0, data: [1], ack: TOKEN + 1}, 'answer pid=0 parent=0 value=1 at=5'],
    ["somebody else's answer", {what: 0, data: [0], ack: TOKEN}, 'other pid=0 parent=0 value=0 at=5'],
    ['a fork that is cut', {what: FORK, data: [10, 11, 12]}, 'other pid=0 parent=0 value=0 at=5'],
    [
      'data that are announced shorter',
      {what: EXEC, data: [12, 12], dataBytes: 20},
      'other pid=0 parent=0 value=0 at=5',
    ],
    ['data that are announced longer', {what: EXEC, data: [12, 12], dataBytes: 25}, 'bad'],
    ['a message that is announced longer', {what: EXEC, data: [12, 12], announced: 61}, 'bad'],
    ['a message that is announced shorter', {what: EXEC, data: [12, 12], announced: 59}, 'bad'],
    ['another type', {what: EXEC, data: [12, 12], type: 2}, 'bad'],
    ['another connector', {what: EXEC, data: [12, 12], index: 2}, 'bad'],
    ['a process 0', {what: EXEC, data: [0, 0]}, 'other pid=0 parent=0 value=0 at=5'],
    ['a negative process', {what: EXEC, data: [-1, -1]}, 'other pid=-1 parent=0 value=0 at=5'],
  ])('reads %s', (_, fields, expected) => {
    expect(parse([message(fields)])).toEqual([expected]);
  });

  test('believes no length: a message cut anywhere is none', () => {
    const whole = message({what: EXIT, data: [12, 12, 0, 17, 11, 11]});
    const cuts = Array.from({length: whole.length}, (_, length) => whole.subarray(0, length));
    expect(new Set(parse(cuts))).toEqual(new Set(['bad']));
  });

  test('reads random bytes without a word', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({maxLength: 160}), {minLength: 20, maxLength: 50}), (messages) => {
        expect(parse(messages.map((bytes) => Buffer.from(bytes)))).toHaveLength(messages.length);
      }),
      {numRuns: 20},
    );
  });

  test('asks the kernel as it wants to be asked, and takes its leave', () => {
    const [listen, ignore] = run(['request', String(TOKEN)])
      .toString('utf8')
      .trim()
      .split('\n')
      .map((line) => Buffer.from(line, 'hex'));
    expect([listen!.length, listen!.readUInt32LE(0), listen!.readUInt16LE(4), listen!.readUInt32LE(28)]).toEqual([
      40, 40, 3, 77,
    ]);
    expect([listen!.readUInt16LE(32), listen!.readUInt32LE(36), ignore!.readUInt32LE(36)]).toEqual([4, 1, 2]);
  });

  test.each([1, 2, 3])('keeps a table of processes as a plain list would (seed %i)', (seed) => {
    expect(run(['table', String(seed)]).toString('utf8')).toBe('0 left\n');
  });

  test('writes frames that the agent reads, whatever the words are', () => {
    const word = fc
      .oneof(
        fc.uint8Array({maxLength: 30}),
        fc.string({unit: 'binary'}).map((text) => Buffer.from(text)),
      )
      .map((bytes) => Buffer.from(bytes).filter((byte) => byte !== 0));
    fc.assert(
      fc.property(fc.array(word, {minLength: 1, maxLength: 20}), (words) => {
        const [started, ended] = framesOf(words);
        const texts = words.map((bytes) => collapse(Buffer.from(bytes).toString('utf8')));
        expect(started).toMatchObject({
          kind: 'process-started',
          pid: 7,
          parentPid: 6,
          uid: 5,
          effectiveUid: 4,
          atUs: 3,
        });
        expect((started as unknown as {argv: string[]}).argv.map(collapse)).toEqual(texts);
        expect(ended).toMatchObject({kind: 'process-ended', pid: 7, exitStatus: null, signal: 'SIGSEGV', atUs: 9});
      }),
      {numRuns: 30},
    );
  });

  test('has room for the longest command line, of bytes that take most', () => {
    const [started] = framesOf([Buffer.alloc(32 * 1024 - 1, 1)]);
    expect(started).toMatchObject({argv: ['\x01'.repeat(32 * 1024 - 1)]});
  });

  function framesOf(words: Uint8Array[]) {
    const input = Buffer.concat(words.flatMap((bytes) => [bytes, Buffer.of(0)]));
    return new FrameDecoder().push(run(['report'], input)).map(parseSessionInput);
  }

  test('stands random messages for two seconds', () => {
    expect(run(['fuzz', '2', String(Date.now())]).toString('utf8')).toMatch(/^\d+ rounds\n$/);
  });
});

/** How many U+FFFD stand for a run of broken bytes is a matter of taste. */
const collapse = (text: string): string => text.replaceAll(/\ufffd+/g, '\ufffd');
