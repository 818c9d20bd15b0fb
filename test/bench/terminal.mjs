/** How fast the terminal room is: MB/s of what programs write, in chunks of 64 KiB as a host sends them. */
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {build} from 'esbuild';

const CHUNK_BYTES = 64 * 1024;
const WANTED_BYTES = 32 * 1024 * 1024;
const ROUNDS = 3;

const terminal = await loadTerminal();

const workloads = {
  'plain log lines': {bar: 60, bytes: repeat(plainLine)},
  'coloured lines': {bar: 30, bytes: repeat(colouredLine)},
  'lines with é, ✓ and 漢': {bytes: repeat(unicodeLine)},
  'full-screen redraws': {bar: 20, bytes: repeat(redraw)},
  'cell by cell, CSI H each': {bytes: repeat(scattered)},
  'progress with \\r': {bytes: repeat((n) => `\r\x1b[K${n} of 100000 [${'#'.repeat(n % 60)}]`)},
  'random bytes': {bytes: randomBytes(WANTED_BYTES / 4)},
};

console.log('workload                     decode   tokens   screen   with listener   (MB/s)   bar');
for (const [name, {bytes, bar}] of Object.entries(workloads)) {
  const rates = [decode, tokenize, show, record].map((run) => best(() => run(bytes), bytes.length));
  const cells = rates.map((rate, index) => rate.toFixed(0).padStart([8, 9, 9, 16][index]));
  console.log(name.padEnd(27) + cells.join('') + (bar === undefined ? '' : String(bar).padStart(17)));
}

function decode(bytes) {
  const decoder = new terminal.Utf8Decoder();
  for (const chunk of chunksOf(bytes)) decoder.push(chunk);
}

function tokenize(bytes) {
  const decoder = new terminal.Utf8Decoder();
  const tokenizer = new terminal.Tokenizer();
  let count = 0;
  for (const chunk of chunksOf(bytes)) count += tokenizer.push(decoder.push(chunk)).length;
  return count;
}

function show(bytes) {
  feed(new terminal.Screen(120, 40), bytes);
}

/** As the recorder does: it takes every row that scrolls off. */
function record(bytes) {
  let chars = 0;
  const screen = new terminal.Screen(120, 40, {
    onScrollOff: (text) => {
      chars += text.length;
    },
    onLineFeed: () => {},
    onClear: () => {
      for (let row = 0; row < screen.rows; row++) chars += screen.rowText(row).length;
    },
  });
  feed(screen, bytes);
  return chars;
}

function feed(screen, bytes) {
  const decoder = new terminal.Utf8Decoder();
  for (const chunk of chunksOf(bytes)) screen.write(decoder.push(chunk));
}

function* chunksOf(bytes) {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES);
}

function best(run, byteCount) {
  let fastestMs = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const startedAt = performance.now();
    run();
    fastestMs = Math.min(fastestMs, performance.now() - startedAt);
  }
  return byteCount / 1e6 / (fastestMs / 1000);
}

function repeat(piece) {
  const pieces = [];
  for (let length = 0, n = 0; length < WANTED_BYTES; n++) {
    const bytes = Buffer.from(piece(n));
    pieces.push(bytes);
    length += bytes.length;
  }
  return Buffer.concat(pieces);
}

function plainLine(n) {
  const filler = 'handled request path=/api/v1/items/list duration=12.5ms status=200 client=10.0.0.7 agent=curl'.repeat(
    2,
  );
  return `2024-01-01T00:00:00.${n} INFO service[${n % 97}]: ${filler.slice(0, 40 + (n % 70))}\r\n`;
}

function colouredLine(n) {
  return `\x1b[2m12:00:${n % 60}\x1b[0m \x1b[32mINFO\x1b[0m \x1b[1;36mservice\x1b[0m id=\x1b[33m${n}\x1b[0m ${'message text '.repeat(3 + (n % 4))}\x1b[38;5;208m${n % 7}ms\x1b[m\r\n`;
}

function unicodeLine(n) {
  return `✓ café ${n} — 漢字 and some text that is plain, then ─│┌┐ and more plain text ${'é'.repeat(n % 20)}\r\n`;
}

function redraw(n) {
  const rows = Array.from(
    {length: 39},
    (_, row) =>
      `\x1b[${row + 1};1H\x1b[7m${row + n}\x1b[m \x1b[34m~\x1b[m line of text number ${n * row} with some words in it\x1b[K`,
  );
  return `\x1b[?25l${rows.join('')}\x1b[40;1H\x1b[1m-- INSERT --\x1b[m\x1b[?25h`;
}

function scattered(n) {
  return `\x1b[${1 + ((n * 7) % 40)};${1 + ((n * 31) % 119)}H\x1b[3${n % 8}m${n % 10}`;
}

function randomBytes(length) {
  const bytes = Buffer.alloc(length);
  let state = 12345;
  for (let at = 0; at < length; at++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    bytes[at] = state >>> 16;
  }
  return bytes;
}

async function loadTerminal() {
  const folder = mkdtempSync(join(tmpdir(), 'ddcoterm-bench-'));
  const outfile = join(folder, 'terminal.mjs');
  const contents = ['utf8', 'tokens', 'screen'].map((name) => `export * from './src/terminal/${name}.ts';`).join('\n');
  const resolveDir = new URL('../..', import.meta.url).pathname;
  await build({
    stdin: {contents, resolveDir},
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    outfile,
  });
  const loaded = await import(pathToFileURL(outfile).href);
  rmSync(folder, {recursive: true});
  return loaded;
}
