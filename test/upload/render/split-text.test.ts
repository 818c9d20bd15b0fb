import fc from 'fast-check';
import {beginningOf, jsonBytes} from '../../../src/upload/render/plain-text.ts';
import {splitText} from '../../../src/upload/render/split-text.ts';

const texts = fc
  .array(fc.oneof(fc.string({maxLength: 200}), fc.constantFrom('', '🦊'.repeat(60), '"\\'.repeat(50))), {maxLength: 40})
  .map((lines) => lines.join('\n'));

describe('splitText', () => {
  test('leaves alone what fits', () => {
    expect(splitText('one\ntwo', 100)).toEqual([{text: 'one\ntwo', firstLine: 0}]);
    expect(splitText('', 100)).toEqual([{text: '', firstLine: 0}]);
  });

  test('cuts at line ends', () => {
    expect(splitText('aaaa\nbbbb\ncccc', 11)).toEqual([
      {text: 'aaaa\nbbbb', firstLine: 0},
      {text: 'cccc', firstLine: 2},
    ]);
  });

  test('cuts a line that is too long, between characters', () => {
    const parts = splitText(`x\n${'🦊'.repeat(5)}\ny`, 9);
    expect(parts.map(({text}) => text)).toEqual(['x', '🦊🦊', '🦊🦊', '🦊\ny']);
    expect(parts.map(({firstLine}) => firstLine)).toEqual([0, 1, 1, 1]);
  });

  test('takes the longest beginning that fits, whatever the characters are', () => {
    const pieces = fc.constantFrom('a', '"', '\n', 'é', '🦊', '\ufffd', 'x'.repeat(5_000), '🦊'.repeat(3_000));
    const long = fc.array(pieces, {maxLength: 12}).map((parts) => parts.join(''));
    fc.assert(
      fc.property(long, fc.integer({min: 0, max: 20_000}), (text, limit) => {
        const beginning = beginningOf(text, limit);
        expect(text.startsWith(beginning)).toBe(true);
        expect(jsonBytes(beginning)).toBeLessThanOrEqual(limit);
        const [next = ''] = text.slice(beginning.length);
        expect(next === '' || jsonBytes(beginning + next) > limit).toBe(true);
        expect(beginning).not.toMatch(/\p{Surrogate}/u);
      }),
    );
  });

  test('cuts a line of megabytes in no time', () => {
    const startMs = performance.now();
    const parts = splitText('🦊"\\'.repeat(1_000_000), 16_000);
    expect(parts.length).toBe(500);
    expect(performance.now() - startMs).toBeLessThan(5_000);
  });

  test('loses nothing, and no part is longer than the limit', () => {
    fc.assert(
      fc.property(texts, fc.integer({min: 12, max: 400}), (text, limit) => {
        const parts = splitText(text, limit);
        for (const part of parts) expect(jsonBytes(part.text)).toBeLessThanOrEqual(limit);
        // Cut lines have no line end between their pieces.
        expect(
          parts
            .map((part) => part.text)
            .join('')
            .replaceAll('\n', ''),
        ).toBe(text.replaceAll('\n', ''));
        const lines = text.split('\n');
        for (const part of parts) expect(lines[part.firstLine]).toContain(part.text.split('\n')[0]);
      }),
    );
  });
});
