/** Bundles the node host as `npm run build` does, into a folder of this test run. */
import {mkdirSync, mkdtempSync, rmSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {build} from 'esbuild';

const ROOT = resolve(__dirname, '../../../..');

export interface BuiltHost {
  /** Folder that holds `host.mjs`. */
  dist: string;
  remove(): void;
}

/** Below node_modules, where native packages are found from the bundle. */
export async function buildHost(): Promise<BuiltHost> {
  const cache = join(ROOT, 'node_modules/.cache/ddcoterm');
  mkdirSync(cache, {recursive: true});
  const dist = mkdtempSync(join(cache, 'host-'));
  await build({
    entryPoints: [{in: join(ROOT, 'src/host/main.ts'), out: 'host'}],
    outdir: dist,
    outExtension: {'.js': '.mjs'},
    bundle: true,
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: ['node-pty'],
    define: {DDCOTERM_VERSION: '"0.0.0-test"'},
    banner: {
      js: "import {createRequire as ddcotermRequire} from 'node:module'; const require = ddcotermRequire(import.meta.url);",
    },
    logLevel: 'silent',
  });
  return {dist, remove: () => rmSync(dist, {recursive: true, force: true})};
}
