/**
 * What a flood costs the agent: frames as the relay sends them go straight into a real agent's socket, 32 MiB ahead of what
 * is acknowledged, as much as the relay keeps. CPU time tells more than the rate does: the machine may be shared.
 *
 *   node test/bench/agent-flood.mjs [MB]          (after "npm run build"; AGENT=FILE measures another bundle)
 */
import {spawn} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {existsSync, mkdtempSync, readdirSync, rmSync, statSync} from 'node:fs';
import {connect} from 'node:net';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {gzipSync} from 'node:zlib';
import {floods} from './support/flood-texts.mjs';
import {cpuSecondsOf, memoryOf} from './support/process-cost.mjs';
import {hashOfRecording, hashOfText} from './support/recording-hash.mjs';

const ROOT = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../..');
const AGENT = process.env.AGENT ?? join(ROOT, 'dist/agent.mjs');
const FLOOD_MB = Number(process.argv[2] ?? 100);
/** The relay merges what waits into frames up to this size. */
const FRAME_BYTES = 256 * 1024;
const WINDOW_BYTES = 32 * 1024 * 1024;
const HEADER_BYTES = 13;
const OUTPUT = 2;
const END = 10;
const ACK = 65;

async function measure(text) {
  const home = mkdtempSync(join(tmpdir(), 'ddcoterm-bench-'));
  const env = {HOME: home, DDCOTERM_HOME: join(home, '.ddcoterm'), PATH: '/usr/bin:/bin'};
  const args = process.env.CPU_PROF ? ['--cpu-prof', `--cpu-prof-dir=${process.env.CPU_PROF}`] : [];
  const agent = spawn(process.execPath, [...args, AGENT], {env, stdio: 'ignore'});
  const ended = new Promise((done) => agent.once('exit', done));
  try {
    const host = await Host.connect(join(home, '.ddcoterm/run/agent-v1.sock'));
    const startedCpu = cpuSecondsOf(agent.pid);
    const startedAt = performance.now();
    await host.flood(text);
    const seconds = (performance.now() - startedAt) / 1000;
    const cpuSeconds = cpuSecondsOf(agent.pid) - startedCpu;
    const {peakMb} = memoryOf(agent.pid);
    host.close();
    await settled(join(home, '.ddcoterm/data'));
    const [file] = listFiles(join(home, '.ddcoterm/data/recordings'));
    const isWhole = (await hashOfRecording(file)) === hashOfText(text);
    return {seconds, cpuSeconds, peakMb, recordedBytes: statSync(file).size, isWhole};
  } finally {
    agent.kill();
    await ended;
    rmSync(home, {recursive: true, force: true, maxRetries: 5});
  }
}

/** A host that sends as fast as it may. */
class Host {
  #socket;
  #acked = 0;
  #sent = 0;
  #wake = () => undefined;

  static async connect(path) {
    const host = new Host();
    host.#socket = await dial(path);
    host.#socket.on('data', (chunk) => host.#read(chunk));
    const hello = Buffer.from(JSON.stringify(helloOf()));
    host.#socket.write(Buffer.concat([header(hello.length, 1, 0), hello]));
    return host;
  }

  async flood(bytes) {
    const startedAt = performance.now();
    const elapsedUs = () => Math.round((performance.now() - startedAt) * 1000);
    for (let at = 0; at < bytes.length; at += FRAME_BYTES) {
      const payload = bytes.subarray(at, at + FRAME_BYTES);
      await this.#until(() => this.#sent - this.#acked + payload.length + HEADER_BYTES <= WINDOW_BYTES);
      await this.#send(payload, OUTPUT, elapsedUs());
    }
    await this.#send(Buffer.from([0, 0]), END, elapsedUs());
    await this.#until(() => this.#acked >= this.#sent);
  }

  close() {
    this.#socket.destroy();
  }

  async #send(payload, type, elapsedUs) {
    this.#sent += HEADER_BYTES + payload.length;
    this.#socket.write(header(payload.length, type, elapsedUs));
    if (!this.#socket.write(payload)) await new Promise((drained) => this.#socket.once('drain', drained));
  }

  /** WELCOME and ACK are small: they come in one piece each. */
  #read(chunk) {
    for (let at = 0; at + HEADER_BYTES <= chunk.length; at += HEADER_BYTES + chunk.readUInt32LE(at)) {
      if (chunk[at + 4] === ACK) this.#acked = Number(chunk.readBigUInt64LE(at + HEADER_BYTES));
    }
    this.#wake();
  }

  async #until(isThere) {
    while (!isThere()) await new Promise((resolveWait) => (this.#wake = resolveWait));
  }
}

function header(payloadBytes, type, elapsedUs) {
  const bytes = Buffer.alloc(HEADER_BYTES);
  bytes.writeUInt32LE(payloadBytes, 0);
  bytes[4] = type;
  bytes.writeBigUInt64LE(BigInt(elapsedUs), 5);
  return bytes;
}

function helloOf() {
  const time = Date.now().toString(16).padStart(12, '0');
  const tail = randomBytes(8).toString('hex');
  return {
    session: `${time.slice(0, 8)}-${time.slice(8)}-7abc-8${tail.slice(0, 3)}-${tail.slice(3, 15)}`,
    ...{hostKind: 'relay', hostVersion: '0.1.0', origin: 'shim', name: 'cat', executable: '/bin/cat', argv: ['cat']},
    ...{
      cwd: '/',
      env: {},
      tty: '/dev/pts/1',
      streams: ['tty', 'tty', 'tty'],
      pty: '/dev/pts/2',
      columns: 120,
      rows: 40,
    },
    ...{startedAtMs: Date.now(), user: 'bench', effectiveUser: 'bench', host: 'bench', pid: process.pid},
    ...{parent: null, parentSession: null, recordInput: false, upload: false, capture: 'terminal'},
  };
}

async function dial(path) {
  for (;;) {
    const socket = await new Promise((resolveDial) => {
      const candidate = connect(path);
      candidate.once('connect', () => resolveDial(candidate));
      candidate.once('error', () => resolveDial(null));
    });
    if (socket !== null) return socket;
    await new Promise((resolveWait) => setTimeout(resolveWait, 20));
  }
}

/** What was written in haste is packed better afterwards: until nothing waits for it any more. */
async function settled(data) {
  const waiting = join(data, 'repacking');
  while (existsSync(waiting) && readdirSync(waiting).length > 0) {
    await new Promise((resolveWait) => setTimeout(resolveWait, 100));
  }
}

function listFiles(folder) {
  return readdirSync(folder, {recursive: true, withFileTypes: true})
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

console.log('flood      MB/s   CPU ns/byte   resident MB, peak   recording, of gzip -6   whole');
for (const [name, text] of Object.entries(floods(FLOOD_MB))) {
  const {seconds, cpuSeconds, peakMb, recordedBytes, isWhole} = await measure(text);
  const ofGzip = recordedBytes / gzipSync(text, {level: 6}).length;
  const cells = [
    (text.length / 1e6 / seconds).toFixed(0).padStart(5),
    ((cpuSeconds * 1e9) / text.length).toFixed(1).padStart(14),
    peakMb.toFixed(0).padStart(20),
    ofGzip.toFixed(2).padStart(24),
    (isWhole ? 'yes' : 'NO').padStart(8),
  ];
  console.log(name.padEnd(10) + cells.join(''));
}
