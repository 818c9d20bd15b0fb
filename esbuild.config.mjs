// Bundles: CLI, agent, node host and installer, with the chunks they share. Native addons stay outside and are found beside
// them. Files are replaced one by one and only where they changed: what runs from dist/ meanwhile is not pulled away.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import {dirname, join, relative} from 'node:path';
import {build} from 'esbuild';
import {compileRelay, relayPlatform} from './src/relay/compile.mjs';
import {buildWeb} from './src/web/build.mjs';

const OUT = 'dist';
const {version} = JSON.parse(readFileSync(new URL('./package.json', import.meta.url), 'utf8'));

const {outputFiles} = await build({
  entryPoints: [
    {in: 'src/cli/main.ts', out: 'ddcoterm'},
    {in: 'src/agent/main.ts', out: 'agent'},
    {in: 'src/host/main.ts', out: 'host'},
    {in: 'src/policy/luau-worker.ts', out: 'policy-worker'},
    {in: 'src/review/server/store-worker.ts', out: 'store-worker'},
    {in: 'installer/main.ts', out: 'installer'},
  ],
  outdir: OUT,
  write: false,
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

const wanted = new Map(outputFiles.map(({path, contents}) => [relative('.', path), Buffer.from(contents)]));
for (const [name, contents] of await buildWeb(version)) wanted.set(join(OUT, 'web', name), contents);
for (const file of listFiles('installer/shell-integration')) {
  wanted.set(join(OUT, 'shell-integration', relative('installer/shell-integration', file)), readFileSync(file));
}
const relay = join(OUT, 'native', relayPlatform(), 'ddcoterm-relay');
const compiled = compileRelay(version);
if ('binary' in compiled) wanted.set(relay, compiled.binary);
else console.log(`Without the native relay (${compiled.reason}): the node host serves`);
// Chunks first: an entry never names one that is not there yet.
const byKind = [...wanted].sort(([a], [b]) => Number(b.includes('/chunks/')) - Number(a.includes('/chunks/')));
for (const [file, contents] of byKind) replace(file, contents, file === relay ? 0o755 : 0o644);
// Names that end in a number are another build's, on their way; relays of other platforms were brought for packing.
const isKept = (file) => wanted.has(file) || /\.\d+$/.test(file) || (file !== relay && /^dist\/native\//.test(file));
for (const file of listFiles(OUT)) if (!isKept(file)) rmSync(file, {force: true});

function replace(file, contents, mode) {
  if (existsSync(file) && readFileSync(file).equals(contents)) return;
  mkdirSync(dirname(file), {recursive: true});
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, contents);
  chmodSync(temporary, mode);
  renameSync(temporary, file);
}

function listFiles(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, {recursive: true})
    .map((name) => join(folder, name))
    .filter((file) => statSync(file).isFile());
}
