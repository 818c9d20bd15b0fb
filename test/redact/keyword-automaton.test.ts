import fc from 'fast-check';
import {KeywordAutomaton, type Word} from '../../src/redact/keyword-automaton.ts';
import {parseOpening} from '../../src/redact/opening.ts';

const KEYWORDS = ['token', 'to', 'secret', 'etsec', 'ken_', 'a', 'aab'];
const OPENINGS = ['SK[0-9a-f]{3}', '[ab]{2}x', 'ke[xyz]', '[0-9]{4}[ -][0-9]'];
const WORDS: Word[] = [...KEYWORDS, ...OPENINGS.map(parseOpening)].map((word, number) => [word, number]);
const PATTERNS = [...KEYWORDS.map((word) => new RegExp(word, 'i')), ...OPENINGS.map((opening) => new RegExp(opening))];

/** Few different characters, so that words overlap and stand at the end. */
const texts = fc.string({unit: fc.constantFrom(...'tokensecrab_xyzSK0129f -TO\n\té漢'), maxLength: 60});

const found = (text: string) => {
  const numbers = new Set<number>();
  automaton.collect(text, numbers);
  return [...numbers].sort((a, b) => a - b);
};

/** One for all texts: what it knows of earlier ones must not matter. */
const automaton = new KeywordAutomaton(WORDS);

test('finds the words that stand in a text', () => {
  fc.assert(
    fc.property(texts, (text) => {
      expect(found(text)).toEqual(PATTERNS.flatMap((pattern, number) => (pattern.test(text) ? [number] : [])));
    }),
    {numRuns: 2000},
  );
});

test('a text may come in pieces, as code points', () => {
  fc.assert(
    fc.property(fc.array(texts), (pieces) => {
      const numbers = new Set<number>();
      let state = 0;
      for (const piece of pieces) {
        state = automaton.collectCodes(
          [...piece].map((character) => character.codePointAt(0)!),
          state,
          numbers,
        );
      }
      expect([...numbers].sort((a, b) => a - b)).toEqual(found(pieces.join('')));
    }),
  );
});

test.each([
  ['my tok', 3],
  ['my TOKE', 4],
  ['my token', 5],
  ['my tokenx', 0],
  ['broken', 3], // of "ken_"
  ['SK12', 4],
  ['1234-', 5],
  ['nothing.', 0],
  ['tok\n', 0],
  ['', 0],
])('%j ends with the beginning of a word', (text, chars) => {
  expect(automaton.partialChars(text)).toBe(chars);
});

test('states are made only where a text leads', () => {
  const many: Word[] = Array.from({length: 400}, (_, number) => [
    parseOpening(`[a-z0-9]{2}${number}-[0-9a-f]{4}`),
    number,
  ]);
  const large = new KeywordAutomaton(many);
  const numbers = new Set<number>();
  large.collect(`${'lorem ipsum dolor '.repeat(100)}xy123-beef`, numbers);
  expect(numbers).toEqual(new Set([3, 23, 123]));
  expect(large.depth.length).toBeLessThan(100);
});
