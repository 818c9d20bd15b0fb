import {gunzipSync, gzipSync} from 'node:zlib';
import fc from 'fast-check';
import {
  CastDecoder,
  CastEncoder,
  type CastEvent,
  encodeCastHeader,
  encodeKeyframe,
  encodeMemberStart,
  encodeRedaction,
  encodeSafe,
  parseCastHeader,
  parseComment,
} from '../../src/cast/cast.ts';
import type {ProcessRemark, RedactedText} from '../../src/redact/redacted.ts';
import {makeSession, redacted} from '../support/records.ts';

/** Any code units, lone surrogates included. */
const text = fc.string({unit: 'binary'}).chain((plain) =>
  fc.array(fc.integer({min: 0xdc80, max: 0xdcff}), {maxLength: 3}).map((bytes) => {
    return (plain + String.fromCharCode(...bytes)) as RedactedText;
  }),
);
const count = fc.nat();
const size = fc.integer({min: 0, max: 0xffff});
const ending = fc.record({
  exitStatus: fc.option(fc.integer({min: 0, max: 255})),
  signal: fc.option(fc.constantFrom('SIGINT', 'SIGKILL')),
});

const event: fc.Arbitrary<CastEvent> = fc
  .oneof(
    fc.record({kind: fc.constantFrom('output' as const, 'input' as const), text}),
    fc.record({kind: fc.constant('resize' as const), columns: size, rows: size}),
    fc.record({kind: fc.constant('echo' as const), on: fc.boolean()}),
    fc.record({kind: fc.constantFrom('suspend' as const, 'resume' as const)}),
    fc.record({
      kind: fc.constant('capture' as const),
      descriptor: fc.constantFrom(0 as const, 1 as const, 2 as const),
      text,
    }),
    fc.record({
      kind: fc.constant('process-started' as const),
      pid: count,
      parentPid: count,
      executable: text,
      argv: fc.array(text),
      cwd: text,
      uid: count,
      effectiveUid: count,
    }),
    fc.record({
      kind: fc.constant('process-started' as const),
      pid: count,
      parentPid: count,
      executable: text,
      argv: fc.array(text),
      cwd: text,
      uid: count,
      effectiveUid: count,
      atUs: count,
      isCommand: fc.constant(true as const),
      remarks: fc.subarray<ProcessRemark>(['forked', 'replaced', 'argv-cut', 'argv-unknown']),
    }),
    ending.chain((fields) =>
      fc.record({kind: fc.constant('process-ended' as const), pid: count, ...constants(fields)}),
    ),
    ending.chain((fields) =>
      fc.record({kind: fc.constant('process-ended' as const), pid: count, atUs: count, ...constants(fields)}),
    ),
    fc.record({kind: fc.constant('note' as const), code: fc.string(), detail: text}),
    ending.chain((fields) => fc.record({kind: fc.constant('end' as const), ...constants(fields)})),
  )
  .map((fields) => ({...fields, elapsedUs: 0}));

function constants<T extends object>(fields: T): {[Key in keyof T]: fc.Arbitrary<T[Key]>} {
  const entries = Object.entries(fields).map(([key, value]) => [key, fc.constant(value)]);
  return Object.fromEntries(entries) as {[Key in keyof T]: fc.Arbitrary<T[Key]>};
}

/** Events in the order of their times, up to weeks apart. */
const events = fc.array(fc.tuple(fc.integer({min: 0, max: 2_000_000_000_000}), event), {maxLength: 20}).map((pairs) => {
  let elapsedUs = 0;
  return pairs.map(([pauseUs, item]): CastEvent => {
    elapsedUs += pauseUs;
    return {...item, elapsedUs};
  });
});

function decodeAll(lines: string, startUs = 0): {events: CastEvent[]; brokenLines: number} {
  const decoder = new CastDecoder(startUs);
  const found = lines.split('\n').map((line) => decoder.push(line));
  return {events: found.filter((item) => item !== null), brokenLines: decoder.brokenLines};
}

describe('CastEncoder and CastDecoder', () => {
  test('give back any events, to the microsecond and to the byte that was no UTF-8', () => {
    fc.assert(
      fc.property(events, (items) => {
        const encoder = new CastEncoder(0);
        const file = gunzipSync(gzipSync(items.map((item) => encoder.encode(item)).join(''))).toString('utf8');
        expect(decodeAll(file)).toEqual({events: items, brokenLines: 0});
      }),
    );
  });

  test('a member decodes alone, by the time its first comment names', () => {
    const encoder = new CastEncoder(5_000_000);
    const lines = encodeMemberStart({member: 3, startUs: 5_000_000}) + encoder.encode(output(5_250_000, 'x'));
    expect(decodeAll(lines).events).toEqual([output(5_250_000, 'x')]);
  });

  test('intervals add up without drift', () => {
    const encoder = new CastEncoder(0);
    const lines = Array.from({length: 1000}, (_, index) => encoder.encode(output((index + 1) / 3, 'x')));
    const seconds = lines.map((line) => (JSON.parse(line) as [number])[0]);
    expect(seconds.reduce((sum, interval) => sum + interval, 0)).toBeCloseTo(0.000333, 9);
  });

  test('writes the codes that asciinema knows', () => {
    const encoder = new CastEncoder(0);
    expect(encoder.encode(output(1_500_000, 'hi\r\n'))).toBe('[1.500000, "o", "hi\\r\\n"]\n');
    expect(encoder.encode({kind: 'resize', elapsedUs: 1_500_001, columns: 100, rows: 50})).toBe(
      '[0.000001, "r", "100x50"]\n',
    );
    expect(encoder.encodeMarker(2_000_000, 'ls')).toBe('[0.499999, "m", "ls"]\n');
    expect(encoder.encode({kind: 'end', elapsedUs: 2_000_000, exitStatus: 3, signal: null})).toBe(
      '[0.000000, "x", "3"]\n',
    );
  });

  test('writes bytes that were no UTF-8 as escapes', () => {
    expect(new CastEncoder(0).encode(output(0, '\udcff'))).toBe('[0.000000, "o", "\\udcff"]\n');
  });

  test.each([
    'nonsense',
    '[',
    '[]',
    '["0.1", "o", "x"]',
    '[-1, "o", "x"]',
    '[1e99, "o", "x"]',
    '[0.1, "o", 5]',
    '[0.1, "r", "axb"]',
    '[0.1, "r", "99999x1"]',
    '[0.1, "x", "SIGKILL"]',
    '[0.1, "p", "{}"]',
    '[0.1, "p", "null"]',
    '[0.1, "n", "[1,2]"]',
    '[0.1, "k", "[]"]',
  ])('skips and counts the broken line %s', (line) => {
    expect(decodeAll(`${line}\n[0.1, "o", "after"]`)).toMatchObject({
      events: [{kind: 'output', text: 'after'}],
      brokenLines: 1,
    });
  });

  test('keeps time over markers and codes of others', () => {
    const lines = '[1.0, "m", "label"]\n[1.0, "w", "unknown"]\n[1.0, "o", "x"]';
    expect(decodeAll(lines)).toEqual({events: [output(3_000_000, 'x')], brokenLines: 0});
  });

  test('any line is read or skipped, never thrown on', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (line) => {
        new CastDecoder(0).push(line);
        parseComment(line);
        parseCastHeader(line);
      }),
    );
  });
});

describe('comments', () => {
  test.each([
    [encodeMemberStart({member: 2, startUs: 17}), {kind: 'member', member: 2, startUs: 17}],
    [
      encodeKeyframe({us: 9, columns: 80, rows: 24, screen: redacted('\x1b[1m\n\udc80')}),
      {kind: 'keyframe', us: 9, columns: 80, rows: 24, screen: '\x1b[1m\n\udc80'},
    ],
    [encodeSafe({offset: 4096, us: 12}), {kind: 'safe', offset: 4096, us: 12}],
    [
      encodeRedaction({ruleId: 'jwt', elapsedUs: 4, place: 'output'}),
      {kind: 'redaction', redaction: {ruleId: 'jwt', elapsedUs: 4, place: 'output'}},
    ],
  ])('parseComment reads %j', (line, comment) => {
    expect(line.endsWith('\n')).toBe(true);
    expect(parseComment(line.trimEnd())).toEqual(comment);
  });

  test.each([
    '# a remark',
    '#safe {"offset":-1,"us":0}',
    '#safe {',
    '#keyframe {"us":0,"columns":70000,"rows":1,"screen":""}',
    '',
  ])('parseComment passes over %j', (line) => {
    expect(parseComment(line)).toBeNull();
  });
});

describe('encodeCastHeader', () => {
  const session = makeSession({
    title: redacted('deploy'),
    env: {TERM: redacted('xterm'), LANG: redacted('C')},
    columns: 0,
    rows: 0,
  });

  test('is a header of asciicast v3 with the variables recorders store', () => {
    expect(JSON.parse(encodeCastHeader(session))).toMatchObject({
      version: 3,
      term: {cols: 80, rows: 24, type: 'xterm'},
      timestamp: Math.floor(session.startedAtMs / 1000),
      title: 'deploy',
      env: {TERM: 'xterm'},
    });
  });

  test('holds the whole session', () => {
    expect(parseCastHeader(encodeCastHeader(session))?.session).toEqual(session);
  });

  test.each([
    [
      'a foreign header',
      '{"version":3,"term":{"cols":90,"rows":30},"timestamp":5}',
      {columns: 90, rows: 30, startedAtMs: 5000, session: null},
    ],
    [
      'a session of the wrong shape',
      '{"version":3,"ddcoterm":{"session":{"id":4}}}',
      {columns: 80, rows: 24, startedAtMs: null, session: null},
    ],
  ])('parseCastHeader makes the best of %s', (_, line, header) => {
    expect(parseCastHeader(line)).toEqual(header);
  });

  test.each(['', '{"version":2}', '[]', 'null', '{'])('parseCastHeader refuses %j', (line) => {
    expect(parseCastHeader(line)).toBeNull();
  });
});

function output(elapsedUs: number, value: string): CastEvent {
  return {kind: 'output', elapsedUs, text: redacted(value)};
}
