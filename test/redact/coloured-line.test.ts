import fc from 'fast-check';
import {ColouredLine} from '../../src/redact/coloured-line.ts';
import {redactedText, runFrames} from './support/stream.ts';

const TOKEN = 'ghp_x7Kq2mNvR4tYw8ZpA1cE3gI5kM7oQ9sUbD0f';
const SEQUENCES = ['\x1b[m', '\x1b[1;38;5;208m', '\x1b[K', '\x1b(B', '\x1b[?25l', '\x07', '\0'];
const withoutSequences = (text: string) => SEQUENCES.reduce((rest, sequence) => rest.replaceAll(sequence, ''), text);

const sequences = fc.array(fc.constantFrom(...SEQUENCES), {maxLength: 3}).map((found) => found.join(''));
const coloured = (text: string) =>
  fc
    .array(sequences, {minLength: text.length + 1, maxLength: text.length + 1})
    .map((between) => between.map((sequence, at) => sequence + (text[at] ?? '')).join(''));

test('what is shown is found in the line, whatever stands between', () => {
  const line = fc.string({unit: 'binary-ascii', maxLength: 20}).map((text) => text.replace(/[\0-\x1f\x7f]/g, '_'));
  fc.assert(
    fc.property(
      line.chain((text) => fc.tuple(fc.constant(text), coloured(text), fc.nat(20), fc.nat(20))),
      ([text, source, start, end]) => {
        const found = new ColouredLine(source);
        expect(found.shown).toBe(text);
        const places = found.placesOf(start, end);
        expect(places.map((place) => source.slice(place.start, place.end)).join('')).toBe(text.slice(start, end));
      },
    ),
  );
});

test('a secret is masked whatever colours stand in it, and nothing else changes', () => {
  const line = `used token=${TOKEN} and done`;
  fc.assert(
    fc.property(coloured(line), (source) => {
      const shown = redactedText(runFrames([`first\r\n${source}\r\nlast\r\n`]));
      const masked = `first\r\nused token=${'*'.repeat(TOKEN.length)} and done\r\nlast\r\n`;
      expect(withoutSequences(shown)).toBe(masked);
      expect(shown.replace(/[^\x1b\x07\0]/g, '')).toBe(source.replace(/[^\x1b\x07\0]/g, ''));
    }),
    {numRuns: 50},
  );
});

test('each masking in a coloured line is reported where it stands', () => {
  const batches = runFrames([`\x1b[1mtoken\x1b[m=\x1b[32m${TOKEN}\x1b[m\r\n`]);
  expect(batches.flatMap(({redactions}) => redactions.map(({ruleId}) => ruleId))).toEqual(['github-token']);
});

test('what a coloured line begins, plain lines end', () => {
  const key = [
    '-----BEGIN PRIVATE KEY-----',
    'MIIBVQIBADANBgkqhkiG9w0BAQEFAASCAT8wggE7AgEAAkEAq7BFUpkGp3+LQmlQ',
    '-----END PRIVATE KEY-----',
  ];
  const shown = redactedText(runFrames([`\x1b[31m${key[0]}\x1b[m\r\n${key[1]}\r\n${key[2]}\r\nbehind\r\n`]));
  expect(shown).not.toContain('MIIBVQIBADAN');
  expect(shown).toContain('behind');
});
