/** Bundles the node host as `npm run build` does, into a folder of this test run. */
import {mkdirSync, mkdtempSync, readdirSync, rmSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {build} from 'esbuild';
import {type Compiled, compile, relayFile} from '../../../relay/build-harness.ts';

const ROOT = resolve(__dirname, '../../../..');

/** Set by the tests in `test/e2e/relay/`, which are these very tests with the relay as the host. */
export const RELAY_VARIABLE = 'DDCOTERM_TEST_RELAY';

export interface BuiltHost {
  /** Folder that holds `host.mjs`. */
  dist: string;
  /** The native relay, where that is the host under test. */
  relay?: string;
  remove(): void;
}

export const TEST_VERSION = '0.0.0-test';

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
    define: {DDCOTERM_VERSION: JSON.stringify(TEST_VERSION)},
    banner: {
      js: "import {createRequire as ddcotermRequire} from 'node:module'; const require = ddcotermRequire(import.meta.url);",
    },
    logLevel: 'silent',
  });
  const relay = compileRelayUnderTest();
  const remove = () => {
    relay?.remove();
    rmSync(dist, {recursive: true, force: true});
  };
  return {dist, remove, ...(relay && {relay: relay.file})};
}

function compileRelayUnderTest(): Compiled | null {
  const options = process.env[RELAY_VARIABLE];
  if (options === undefined) return null;
  const sources = readdirSync(join(ROOT, 'src/relay')).filter((name) => name.endsWith('.c'));
  return compile(sources.map(relayFile), {options: options.split(' ')});
}
