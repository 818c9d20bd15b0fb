import fc from 'fast-check';
import {KnownValues} from '../../src/redact/known-values.ts';
import {BUILT_IN_RULES} from '../../src/redact/rules/index.ts';
import {SessionRedactor} from '../../src/redact/session-redactor.ts';
import {leakOf, output, redactedText, redactFrames, withoutSequences} from './support/stream.ts';

const TOKEN = 'ghp_x7Kq2mNvR4tYw8ZpA1cE3gI5kM7oQ9sUbD0f';
const PASSWORD = 'q7Kq2m.NvR4tYw8Zp';
const mask = (text: string) => '*'.repeat(text.length);

describe('KnownValues › find', () => {
  test('finds each piece of eight characters, and nothing shorter', () => {
    const values = new KnownValues();
    values.add(TOKEN, 'github-token');
    expect(values.find(`a ${TOKEN.slice(9, 17)} b ${TOKEN.slice(20, 27)} c`)).toEqual([
      {start: 2, end: 10, ruleId: 'github-token'},
    ]);
    expect(values.find(TOKEN)).toEqual([{start: 0, end: TOKEN.length, ruleId: 'github-token'}]);
  });

  test('finds what a plain search finds, but for pieces of one or two characters', () => {
    const text = fc.string({unit: fc.constantFrom('a', 'b', 'c', 'ä'), maxLength: 40});
    fc.assert(
      fc.property(fc.array(text, {maxLength: 4}), text, (known, shown) => {
        const values = new KnownValues();
        for (const value of known) values.add(value, 'x');
        const covered = new Set(values.find(shown).flatMap(({start, end}) => indices(start, end)));
        const wanted = new Set<number>();
        for (let at = 0; at + 8 <= shown.length; at++) {
          const piece = shown.slice(at, at + 8);
          if (new Set(piece).size < 3) continue;
          if (known.some((value) => value.includes(piece))) for (const index of indices(at, at + 8)) wanted.add(index);
        }
        expect([...covered].sort()).toEqual([...wanted].sort());
      }),
    );
  });

  test('does not find the zeros of a key in everything else', () => {
    const values = new KnownValues();
    values.add('EAACx7Kq2mNv00000000000000001', 'x');
    expect(values.find('0000000000000000 0000000000')).toEqual([]);
    expect(values.find('q2mNv000')).toEqual([{start: 0, end: 8, ruleId: 'x'}]);
  });

  test('forgets the oldest when there are too many', () => {
    const values = new KnownValues();
    const nth = (n: number) => `value-${String(n).padStart(6, '0')}-${'x'.repeat(100)}`;
    for (let n = 0; n < 2000; n++) values.add(nth(n), 'x');
    expect(values.find('e-000001-')).toEqual([]);
    expect(values.find('e-001999-')).toHaveLength(1);
  });
});

const indices = (start: number, end: number) => Array.from({length: end - start}, (_, at) => start + at);

describe('SessionRedactor on values that it knows', () => {
  const named = `DB_PASSWORD=${PASSWORD}\r\n`;
  const maskedName = `DB_PASSWORD=${mask(PASSWORD)}\r\n`;

  test.each([
    ['alone', `${PASSWORD}\r\n`, `${mask(PASSWORD)}\r\n`],
    ['in part', `got ${PASSWORD.slice(3, 12)}…\r\n`, `got ${mask(PASSWORD.slice(3, 12))}…\r\n`],
    [
      'in colours',
      `${PASSWORD.slice(0, 5)}\x1b[1m${PASSWORD.slice(5)}\r\n`,
      `*****\x1b[1m${mask(PASSWORD.slice(5))}\r\n`,
    ],
    ['unfinished', PASSWORD, mask(PASSWORD)],
    ['on a screen', `\x1b[2;3H${PASSWORD}`, `\x1b[2;3H${mask(PASSWORD)}`],
    ['in a title', `\x1b]0;${PASSWORD.slice(0, 9)}…\x07`, `\x1b]0;${mask(PASSWORD.slice(0, 9))}…\x07`],
  ])('masks one that is shown again %s', (_how, again, masked) => {
    expect(redactFrames([named, again])).toBe(maskedName + masked);
    expect(redactFrames([named + again])).toBe(maskedName + masked);
    // One byte a frame: what left before eight characters were there cannot be masked any more.
    expect(leakOf(PASSWORD, withoutSequences(redactFrames([named, ...again])))).toBeNull();
  });

  test('masks one that was shown before it was named, as far as it has not left', () => {
    expect(redactFrames([`see ${PASSWORD} there\r\n${named}`])).toBe(`see ${mask(PASSWORD)} there\r\n${maskedName}`);
  });

  test('masks it in what was copied, in base64, and in what a process was started with', () => {
    const base64 = Buffer.from(PASSWORD).toString('base64');
    const redactor = new SessionRedactor({rules: BUILT_IN_RULES, startOffset: 0});
    redactor.push(output(`${named}\x1b]52;c;${base64}\x07${base64.slice(0, 16)}\r\n`), 1);
    const process = {pid: 2, parentPid: 1, uid: 0, effectiveUid: 0, elapsedUs: 5};
    const argv = ['tool', PASSWORD, `--x=${PASSWORD}`];
    redactor.push({kind: 'process-started', ...process, executable: '/bin/tool', argv, cwd: '/'}, 2);
    const {events} = redactor.finish();
    expect(redactedText([{events, redactions: [], safeOffset: 0}])).toBe(
      `${maskedName}\x1b]52;c;${Buffer.from(mask(PASSWORD)).toString('base64')}\x07${mask(base64.slice(0, 16))}\r\n`,
    );
    expect(events.at(-1)).toMatchObject({argv: ['tool', mask(PASSWORD), `--x=${mask(PASSWORD)}`]});
  });

  test('leaves words that stand elsewhere by chance', () => {
    const text = 'db_password=swordfish\r\nswordfish recipes\r\n';
    expect(redactFrames([text])).toBe(`db_password=${mask('swordfish')}\r\nswordfish recipes\r\n`);
  });
});
