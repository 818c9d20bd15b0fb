/** Runs the whole matrix and writes the page of the documentation; see test/bench/redaction-matrix.mjs. */
import {writeFileSync} from 'node:fs';
import {cpus} from 'node:os';
import {KINDS} from './kinds.ts';
import {runMatrix} from './matrix.ts';
import {renderPage} from './page.ts';
import {PRESENTATIONS} from './presentations.ts';
import {percent, shareOf} from './table.ts';

const {MATRIX_SEED, MATRIX_ONLY = '', MATRIX_KIND = '', MATRIX_QUICK} = process.env;
const seed = Number(MATRIX_SEED ?? Date.now() % 1_000_000);
const presentations = PRESENTATIONS.filter(
  ({name, group, isSlow}) =>
    new RegExp(MATRIX_ONLY).test(`${group}: ${name}`) && !(MATRIX_QUICK !== undefined && isSlow),
);
const kinds = Object.keys(KINDS).filter((kind) => kind.includes(MATRIX_KIND));
console.log(`seed ${seed}: ${kinds.length} kinds × ${presentations.length} presentations`);

const cells = await runMatrix({
  seed,
  presentations,
  kindsOf: () => kinds,
  parallel: cpus().length * 2,
  onCell: ({presentation, kind, leak, error}) => {
    if (error !== null) console.log(`failed  ${presentation.name} × ${kind}: ${error}`);
    else if (leak !== null) console.log(`leak    ${presentation.name} × ${kind}: ${leak}`);
  },
});
const share = shareOf(cells);
console.log(`${share.leaked} of ${share.shown} leak: ${percent(share)}`);
if (MATRIX_ONLY === '' && MATRIX_KIND === '' && MATRIX_QUICK === undefined) {
  writeFileSync('docs/redaction-matrix.md', renderPage(cells));
}
