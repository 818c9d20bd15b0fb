/** Each hit of each rule, shown in all ways in which a program may write it line by line. */
import {BUILT_IN_RULES} from '../../src/redact/rules/index.ts';
import {TextRedactor} from '../../src/redact/text-redactor.ts';
import {type RunOptions, redactFrames, withoutSequences} from './support/stream.ts';

const texts = new TextRedactor(BUILT_IN_RULES);
const hits = BUILT_IN_RULES.flatMap((rule) => rule.hits.map((hit, index) => [`${rule.id} ${index}`, hit] as const));

/** What a terminal gets for these lines, and what may be seen of it. */
const shown = (hit: string) => `before\r\n${hit.replaceAll('\n', '\r\n')}\r\n$ `;
const expected = (hit: string) => `before\r\n${texts.redactText(hit).text.replaceAll('\n', '\r\n')}\r\n$ `;
const cutAt = (text: string, at: number) => [text.slice(0, at), text.slice(at)];

/** Of a token's prefix, which everybody knows, so much may have left before it was recognised. */
const KNOWN_PREFIX_CHARS = 7;

/** Differences between what came out and what should, beside a prefix that left early; empty is good. */
function difference(out: string, wanted: string, original: string): string {
  if (out === wanted) return '';
  if (out.length !== wanted.length)
    return `${out.length} characters instead of ${wanted.length}: ${JSON.stringify(out)}`;
  const patched = wanted.replace(/\*+/g, (mask, at: number) => {
    const early = [...mask].findIndex((_star, index) => out[at + index] === '*');
    return early > 0 && early <= KNOWN_PREFIX_CHARS ? original.slice(at, at + early) + mask.slice(early) : mask;
  });
  return out === patched ? '' : JSON.stringify(out);
}

function check(hit: string, frames: string[], options: RunOptions = {}): string {
  return difference(withoutSequences(redactFrames(frames, options)), expected(hit), shown(hit));
}

describe.each(hits)('SessionRedactor masks %s', (_name, hit) => {
  const stream = shown(hit);

  test('in one frame', () => {
    expect(redactFrames([stream])).toBe(expected(hit));
  });

  test('one byte a frame, also when they come slowly', () => {
    expect(check(hit, [...stream])).toBe('');
    expect(check(hit, [...stream], {paceUs: 2_000_000})).toBe('');
  });

  test('when the session ends behind it', () => {
    const end = stream.slice(0, -4);
    const out = redactFrames([...end]);
    expect(difference(out, expected(hit).slice(0, -4), end)).toBe('');
  });
});

/** Rules of one kind differ in nothing that these look at: some of them are enough. */
const EACH_NTH = 7;
const typical = hits.filter((_hit, index) => index % EACH_NTH === 0);

describe.each(typical)('SessionRedactor masks %s', (_name, hit) => {
  const stream = shown(hit);

  test('cut in two at any place', () => {
    expect([...stream].map((_character, at) => check(hit, cutAt(stream, at))).filter(Boolean)).toEqual([]);
  });

  test('with a colour before any of its characters', () => {
    const coloured = [...stream].map((_character, at) => cutAt(stream, at).join('\x1b[1;31m'));
    expect(coloured.map((text) => check(hit, [text])).filter(Boolean)).toEqual([]);
  });

  test('with a colour before each of its characters, one byte a frame', () => {
    const coloured = [...stream].map((character) => `\x1b[38;5;208m${character}`).join('');
    expect(check(hit, [coloured])).toBe('');
    expect(check(hit, [...coloured])).toBe('');
  });

  test('on a terminal on which it wraps', () => {
    expect(check(hit, [...stream], {columns: 11})).toBe('');
    expect(check(hit, [`\x1b[m${stream}`], {columns: 11})).toBe('');
  });

  test('behind a line that is rewritten with carriage returns', () => {
    const progress = ' 10%\r 50%\r100%\r\n';
    expect(redactFrames([progress + stream])).toBe(progress + expected(hit));
  });

  test('with line feeds alone', () => {
    expect(redactFrames([stream.replaceAll('\r', '')])).toBe(expected(hit).replaceAll('\r', ''));
  });
});
