/** Parts of the source and of the tests' support, for benchmarks that are plain JavaScript. */
import {mkdirSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';
import {build} from 'esbuild';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/**
 * @param modules Paths from the root of the checkout.
 * @returns What they export, together.
 */
export async function loadSource(...modules) {
  // Beside the packages that stay outside of the bundle.
  const folder = join(ROOT, 'node_modules', '.bench');
  const outfile = join(folder, `${process.pid}-${Date.now()}.mjs`);
  mkdirSync(folder, {recursive: true});
  await build({
    stdin: {
      contents: modules.map((path) => `export * from ${JSON.stringify(`./${path}`)};`).join('\n'),
      ...{resolveDir: ROOT, loader: 'ts'},
    },
    ...{outfile, bundle: true, format: 'esm', platform: 'node', target: 'node20', logLevel: 'error'},
    packages: 'external',
    // Tests run as CommonJS; those of test/support find dist/ from there.
    define: {DDCOTERM_VERSION: '"bench"', __dirname: JSON.stringify(join(ROOT, 'test/support'))},
  });
  try {
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(outfile, {force: true});
  }
}
