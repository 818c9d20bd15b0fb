// Bundles: one for the CLI, one for the agent, one for the node host, one for the installer. Native addons stay outside and are found beside them.
import {cpSync, existsSync, readFileSync, rmSync} from 'node:fs';
import {build} from 'esbuild';

const {version} = JSON.parse(readFileSync(new URL('./package.json', import.meta.url), 'utf8'));

rmSync('dist', {recursive: true, force: true});
const entries = {
  ddcoterm: 'src/cli/main.ts',
  agent: 'src/agent/main.ts',
  host: 'src/host/main.ts',
  installer: 'installer/main.ts',
};
await build({
  entryPoints: Object.entries(entries)
    .filter(([, file]) => existsSync(file))
    .map(([out, file]) => ({in: file, out})),
  outdir: 'dist',
  outExtension: {'.js': '.mjs'},
  bundle: true,
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  format: 'esm',
  platform: 'node',
  target: 'node20',
  external: ['node-pty', '@photostructure/sqlite'],
  define: {DDCOTERM_VERSION: JSON.stringify(version)},
  // CommonJS packages inside an ES module bundle ask for `require`.
  banner: {
    js: "import {createRequire as ddcotermRequire} from 'node:module'; const require = ddcotermRequire(import.meta.url);",
  },
  legalComments: 'none',
  logLevel: 'warning',
});
for (const assets of ['shell-integration']) {
  if (existsSync(`installer/${assets}`)) cpSync(`installer/${assets}`, `dist/${assets}`, {recursive: true});
}
