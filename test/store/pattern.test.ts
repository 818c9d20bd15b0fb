/** Patterns of queries in memory, against SQLite's GLOB. */
import fc from 'fast-check';
import {Database} from '../../src/store/database.ts';
import {createPatternTest, parsePattern, toGlob} from '../../src/store/pattern.ts';

const database = Database.openInMemory();
afterAll(() => database.close());

const isGlob = (text: string, glob: string): boolean => database.get('SELECT ? GLOB ? AS fits', text, glob)!.fits === 1;

describe('createPatternTest', () => {
  test.each([
    ['web-*', 'web-1', true],
    ['web-*', 'web-', true],
    ['web-?', 'web-', false],
    ['?', '😀', true],
    ['a*a', 'a', false],
    ['*a*a', 'aa', true],
    ['\\*', '*', true],
    ['*.log', 'a.log.1', false],
    ['[a*', '[abc', true],
  ])('%s over %s: %s', (pattern, text, fits) => {
    expect(createPatternTest(parsePattern(pattern, false))(text)).toBe(fits);
  });

  test('says what SQLite says', () => {
    const letters = fc.stringMatching(/^[ab😀[]{0,8}$/u);
    const pattern = fc.array(fc.constantFrom('*', '?', 'a', 'b', '😀', '['), {minLength: 1, maxLength: 8});
    fc.assert(
      fc.property(letters, pattern, (text, pieces) => {
        const parts = parsePattern(pieces.join(''), false);
        expect(createPatternTest(parts)(text)).toBe(isGlob(text, toGlob(parts)));
      }),
      {numRuns: 2000},
    );
  });

  test.each(['*a', '*?a', '*a?b'])('takes no time for many of %s over a long text', (piece) => {
    const fits = createPatternTest(parsePattern(`${piece.repeat(40)}*z`, false));
    const startedAt = performance.now();
    expect(fits('ab'.repeat(2000))).toBe(false);
    // Trying every way would take longer than the universe is old.
    expect(performance.now() - startedAt).toBeLessThan(5000);
  });
});
