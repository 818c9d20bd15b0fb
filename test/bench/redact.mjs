/**
 * How fast output passes the redactor: MB per second of CPU time (the machine may be shared), in
 * chunks of 64 KiB as a host sends them, released after each.
 */
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {build} from 'esbuild';

const CHUNK_BYTES = 64 * 1024;
const WANTED_BYTES = 16 * 1024 * 1024;
const ROUNDS = 3;

const {SessionRedactor, BUILT_IN_RULES} = await loadRedactor();
const TOKEN = 'ghp_x7Kq2mNvR4tYw8ZpA1cE3gI5kM7oQ9sUbD0f';
const COLOURS = [31, 32, 33, 36];

const workloads = {
  'plain log lines': {
    bar: 100,
    bytes: repeat(
      (n) => `2026-11-24T09:00:00.${n % 1000} INFO worker-${n % 16} request ${n} took ${n % 977} ms status 200\r\n`,
    ),
  },
  'the same with é, ✓ and 漢': {
    bytes: repeat((n) => `2026-11-24 café ✓ 漢字 request ${n} took ${n % 977} ms status 200 and so on and on\r\n`),
  },
  'coloured lines': {
    bytes: repeat(
      (n) =>
        `\x1b[${COLOURS[n % 4]}mINFO\x1b[0m worker-${n % 16} \x1b[1mrequest\x1b[m ${n} took ${n % 977} ms status 200\r\n`,
    ),
  },
  'lines with URLs': {
    bytes: repeat(
      (n) => `10.0.0.1 - - "GET https://example.com/static/app.js?id=${n} HTTP/1.1" 200 ${n % 9999} "Mozilla/5.0"\r\n`,
    ),
  },
  'one line in 20 with a secret': {
    bytes: repeat((n) =>
      n % 20 ? `INFO worker-${n % 16} request ${n} took ${n % 977} ms status 200\r\n` : `fetch with token=${TOKEN}\r\n`,
    ),
  },
  'one coloured line in 20 with one': {
    bytes: repeat((n) =>
      n % 20 ? `\x1b[32mINFO\x1b[m request ${n} took ${n % 977} ms status 200\r\n` : `\x1b[1mtoken=\x1b[m${TOKEN}\r\n`,
    ),
  },
  'progress with \\r': {bytes: repeat((n) => `\r${n} of 100000 [${'#'.repeat(n % 60)}]`)},
  'full-screen redraws': {
    bar: 15,
    bytes: repeat(
      (n) =>
        `\x1b[${(n % 38) + 1};1H\x1b[K\x1b[3${n % 8}m${n} process ${n % 977} \x1b[m  ${n % 100}.0  0.3 some command with arguments\x1b[K`,
    ),
  },
  'base64 on one line': {bytes: repeat(() => 'x7Kq2mNvR4tYw8ZpA1cE3gI5kM7oQ9sUbD0fH2jL4nP6rT8vX0zB1dF3hJ5lN7pR9')},
};

console.log('workload                            MB/s   bar');
for (const [name, {bytes, bar}] of Object.entries(workloads)) {
  const rate = Math.max(...Array.from({length: ROUNDS}, () => measure(bytes)));
  console.log(name.padEnd(34) + rate.toFixed(0).padStart(6) + String(bar ?? '').padStart(7));
}

function measure(bytes) {
  const redactor = new SessionRedactor({rules: BUILT_IN_RULES, startOffset: 0, columns: 120, rows: 40});
  const startedMs = performance.now();
  const startedCpuUs = cpuUs();
  let chars = 0;
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    const elapsedUs = (performance.now() - startedMs) * 1000;
    redactor.push({kind: 'output', elapsedUs, bytes: bytes.subarray(at, at + CHUNK_BYTES)}, at + CHUNK_BYTES);
    for (const event of redactor.release(elapsedUs).events) chars += event.text.length;
  }
  for (const event of redactor.finish().events) chars += event.text.length;
  if (chars === 0) throw new Error('Nothing came out');
  return bytes.length / (cpuUs() - startedCpuUs);
}

function cpuUs() {
  const {user, system} = process.cpuUsage();
  return user + system;
}

/** Lines, 1 MB of them, over and over. */
function repeat(line) {
  const block = [];
  for (let n = 0, bytes = 0; bytes < 1024 * 1024; n++) bytes += block.push(line(n)) && block.at(-1).length;
  const text = Buffer.from(block.join(''));
  return Buffer.concat(Array.from({length: Math.ceil(WANTED_BYTES / text.length)}, () => text));
}

async function loadRedactor() {
  const folder = mkdtempSync(join(tmpdir(), 'ddcoterm-bench-'));
  const outfile = join(folder, 'redact.mjs');
  const contents = `export * from './src/redact/session-redactor.ts'; export * from './src/redact/rules/index.ts';`;
  const resolveDir = new URL('../..', import.meta.url).pathname;
  await build({stdin: {contents, resolveDir, loader: 'ts'}, bundle: true, platform: 'node', format: 'esm', outfile});
  const module = await import(pathToFileURL(outfile).href);
  rmSync(folder, {recursive: true});
  return module;
}
