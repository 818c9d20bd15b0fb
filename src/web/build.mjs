// Bundles the front end: files whose names carry a hash, and a page that names them. Beside it the exported page's script and
// style, each in one piece.
import {readFileSync} from 'node:fs';
import {basename} from 'node:path';
import {build} from 'esbuild';

const HERE = new URL('.', import.meta.url).pathname;

const common = {
  absWorkingDir: HERE,
  outdir: 'out',
  write: false,
  bundle: true,
  platform: 'browser',
  target: ['chrome110', 'firefox115', 'safari17'],
  jsx: 'automatic',
  jsxImportSource: 'preact',
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
  // Its package.json names a file for bundlers that it does not have.
  alias: {'@xterm/headless': '@xterm/headless/lib-headless/xterm-headless.mjs'},
};

/** @returns {Promise<Map<string, Buffer>>} Files by their path below `web/`. */
export async function buildWeb(version) {
  const options = {...common, define: {DDCOTERM_VERSION: JSON.stringify(version)}};
  const app = await build({
    ...options,
    entryPoints: [{in: 'main.tsx', out: 'app'}, 'icon.svg'],
    loader: {'.svg': 'copy'},
    entryNames: 'assets/[name]-[hash]',
    chunkNames: 'assets/[name]-[hash]',
    splitting: true,
    format: 'esm',
    metafile: true,
  });
  const files = new Map();
  for (const {path, contents} of app.outputFiles) files.set(`assets/${basename(path)}`, Buffer.from(contents));
  files.set('index.html', Buffer.from(renderPage([...files.keys()], importsOf(app.metafile))));
  const exported = await build({...options, entryPoints: [{in: 'exported/main.tsx', out: 'page'}], format: 'iife'});
  for (const {path, contents} of exported.outputFiles) {
    files.set(`exported/${basename(path)}`, forElement(Buffer.from(contents).toString('utf8')));
  }
  return files;
}

/** Stands inside of an element: nothing in it may look like its end, or like a comment that hides it. */
function forElement(text) {
  const mistake = /<\/(?:script|style)|<!--/i.exec(text);
  if (mistake !== null) throw new Error(`The exported page cannot hold "${mistake[0]}"`);
  return Buffer.from(text.trimEnd());
}

/** What the entry cannot begin without: asked for at once, not when the entry was read. */
function importsOf({outputs}) {
  const entry = Object.values(outputs).find(({entryPoint}) => entryPoint === 'main.tsx');
  return entry.imports.filter(({kind}) => kind === 'import-statement').map(({path}) => `/assets/${basename(path)}`);
}

function renderPage(names, imports) {
  const find = (pattern) => `/${names.find((name) => pattern.test(name))}`;
  return readFileSync(`${HERE}index.html`, 'utf8')
    .replace('%ICON%', find(/\/icon-\w+\.svg$/))
    .replace('%STYLE%', find(/\/app-\w+\.css$/))
    .replace('%IMPORTS%', imports.map((href) => `<link rel="modulepreload" href="${href}">`).join('\n'))
    .replace('%SCRIPT%', find(/\/app-\w+\.js$/));
}
