/**
 * The whole matrix of kinds of secrets × presentations, which takes some minutes: `npm run bench -- redaction-matrix`. It
 * writes docs/redaction-matrix.md. MATRIX_SEED=<number> shows the same secrets again, MATRIX_ONLY=<part of a name>
 * only some presentations, MATRIX_KIND=<part of a name> only some kinds, MATRIX_QUICK=1 none that take long; then nothing is
 * written.
 */
import {rmSync} from 'node:fs';
import {build} from 'esbuild';

const outfile = new URL('../../dist/redaction-matrix.mjs', import.meta.url).pathname;
await build({
  entryPoints: [new URL('../redact/matrix/main.ts', import.meta.url).pathname],
  bundle: true,
  platform: 'node',
  format: 'esm',
  external: ['node-pty'],
  outfile,
});
try {
  await import(outfile);
} finally {
  rmSync(outfile);
}
