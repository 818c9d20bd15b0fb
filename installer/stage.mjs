/**
 * Lays out the release tree: what is installed and what is packed, one and the same.
 *
 *   node installer/stage.mjs FOLDER     (after "npm run build"; FOLDER must not exist)
 *
 * Plain JavaScript, since it runs before anything is installed.
 */
import {createHash} from 'node:crypto';
import {chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {dirname, join, relative, sep} from 'node:path';
import {fileURLToPath} from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Packages that stay outside the bundles, as they hold native addons, and what of them is needed at run time. */
const RUNTIME_PACKAGES = {
  'node-pty': ['package.json', 'LICENSE', 'lib', 'prebuilds', 'build/Release'],
  '@photostructure/sqlite': ['package.json', 'LICENSE', 'dist', 'prebuilds'],
  'node-gyp-build': ['package.json', 'LICENSE', 'index.js', 'node-gyp-build.js'],
};
/** Windows binaries, debug symbols, source maps, types; objects of a local build beside its addon. */
const NEEDLESS = /(?:^|\/)win32-[^/]+(?:$|\/)|\.(?:pdb|map|d\.[mc]?ts|o|a|d)$|\/obj\.target(?:$|\/)|\/\.deps(?:$|\/)/;

/** Our own files, by their place in the tree. */
const OWN_FILES = {
  dist: 'dist',
  LICENSE: 'LICENSE',
  'completions/ddcoterm.bash': 'completions/ddcoterm.bash',
  'completions/_ddcoterm': 'completions/_ddcoterm',
  'completions/ddcoterm.fish': 'completions/ddcoterm.fish',
  launchers: 'installer/launchers',
  'installer/uninstall.sh': 'installer/uninstall.sh',
  'installer/path.sh': 'installer/rc/path.sh',
  'installer/path.fish': 'installer/rc/path.fish',
};

/**
 * @param {string} target A folder that does not exist yet.
 * @returns {{version: string, digest: string}}
 */
export function stageRelease(target) {
  if (!existsSync(join(ROOT, 'dist', 'ddcoterm.mjs')))
    throw new Error('Cannot stage the release: run "npm run build" first');
  mkdirSync(target, {recursive: true});
  for (const [place, source] of Object.entries(OWN_FILES)) copy(join(ROOT, source), join(target, place));
  for (const [name, parts] of Object.entries(RUNTIME_PACKAGES)) stagePackage(name, parts, target);
  const version = stageManifest(target);
  const digest = digestTree(target);
  writeFileSync(join(target, 'tree.sha256'), `${digest}\n`);
  setModes(target);
  return {version, digest};
}

function stagePackage(name, parts, target) {
  const source = join(ROOT, 'node_modules', name);
  for (const part of parts) {
    if (existsSync(join(source, part))) copy(join(source, part), join(target, 'node_modules', name, part));
  }
}

function copy(from, to) {
  mkdirSync(dirname(to), {recursive: true});
  cpSync(from, to, {recursive: true, dereference: true, filter: (path) => !NEEDLESS.test(slashes(path))});
}

/** Node reads `type` from it; the rest tells people what they have. */
function stageManifest(target) {
  const {name, version, description, license, engines} = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const manifest = {name, version, description, license, type: 'module', private: true, engines};
  writeFileSync(join(target, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return version;
}

/** The same files give the same digest: so an installation knows that there is nothing to do. */
function digestTree(folder) {
  const hash = createHash('sha256');
  for (const file of listFiles(folder)) hash.update(`${slashes(relative(folder, file))}\0`).update(readFileSync(file));
  return hash.digest('hex');
}

function listFiles(folder) {
  return readdirSync(folder, {withFileTypes: true})
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? listFiles(join(folder, entry.name)) : [join(folder, entry.name)]));
}

/** Whatever the umask and the packages' modes were. */
function setModes(folder) {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, {withFileTypes: true})) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) setModes(path);
    else chmodSync(path, (statSync(path).mode & 0o100) !== 0 ? 0o755 : 0o644);
  }
}

const slashes = (path) => path.split(sep).join('/');

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const target = process.argv[2];
  if (!target || existsSync(target))
    throw new Error('Usage: node installer/stage.mjs FOLDER, which must not exist yet');
  stageRelease(target);
}
