/**
 * Kinds of secrets × presentations, each in a session of its own: nothing that is kept shows eight characters of one. Of
 * the presentations that take long only some kinds are shown here; all of them by `npm run bench -- redaction-matrix`.
 */
import {describeWith} from '../../support/programs.ts';
import {KINDS} from './kinds.ts';
import {runMatrix} from './matrix.ts';
import type {Presentation} from './presentation.ts';
import {PRESENTATIONS} from './presentations.ts';
import {shareOf} from './table.ts';

const SEED = Number(process.env.MATRIX_SEED ?? Date.now() % 1_000_000);
/** A machine that is busy takes longer over a key than the one that wrote the table. */
const MAX_SHARE = 0.2;

const kinds = Object.keys(KINDS);

/** Other kinds in each presentation, so that together they cover all. */
function someKinds(presentation: Presentation): string[] {
  const at = PRESENTATIONS.indexOf(presentation);
  const count = presentation.isSlow ? 1 : 2;
  return Array.from({length: count}, (_, n) => kinds[(at * 5 + n * 8) % kinds.length]!);
}

describeWith(['bash', 'zsh', 'fish', 'less', 'vim', 'tmux', 'git', 'perl', 'watch'], 'the redaction matrix', () => {
  test(`leaks no more than it did (seed ${SEED})`, async () => {
    const cells = await runMatrix({seed: SEED, presentations: PRESENTATIONS, kindsOf: someKinds});
    const {shown, leaked} = shareOf(cells);
    expect(shown).toBeGreaterThan(100);
    expect(leaked / shown).toBeLessThan(MAX_SHARE);
  }, 600_000);
});
