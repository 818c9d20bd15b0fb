/**
 * What following processes costs, and what it sees: the relay with `processes: none`, `auto` and `proc`, in turns.
 *
 *   node test/bench/processes.mjs     (after "npm run build"; needs cc, bash and util-linux' script)
 *
 * The agent is one that takes everything and does nothing. Of times the 10th percentile is compared: on a machine that does
 * other things as well, it is what the programs themselves take. The load is told.
 */
import {spawn, spawnSync} from 'node:child_process';
import {chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {loadavg, tmpdir} from 'node:os';
import {join, resolve} from 'node:path';

const ROOT = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../..');
const TURNS = Number(process.env.BENCH_TURNS ?? 30);
const {version} = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const WISHES = ['none', 'auto', 'proc'];

const folder = mkdtempSync(join(tmpdir(), 'ddcoterm-bench-'));
const clock = join(folder, 'clock');
spawnSync('cc', ['-O2', '-o', clock, join(ROOT, 'test/bench/relay-clock.c'), '-lutil'], {stdio: 'inherit'});

const HEADER = 13;
const frame = (type, payload) => {
  const bytes = Buffer.alloc(HEADER + payload.length);
  bytes.writeUInt32LE(payload.length, 0);
  bytes.writeUInt8(type, 4);
  payload.copy(bytes, HEADER);
  return bytes;
};

/** Welcomes, acknowledges, and counts what it is told. */
class Sink {
  starts = 0;
  ends = 0;
  unknown = 0;
  sources = new Set();

  constructor(path) {
    this.server = createServer((socket) => this.accept(socket)).listen(path, () => chmodSync(path, 0o600));
  }

  accept(socket) {
    let pending = Buffer.alloc(0);
    let offset = 0;
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      pending = Buffer.concat([pending, chunk]);
      while (pending.length >= HEADER && pending.length >= HEADER + pending.readUInt32LE(0)) {
        const end = HEADER + pending.readUInt32LE(0);
        const type = pending[4];
        if (type !== 1) offset += end;
        this.take(type, pending.subarray(HEADER, end));
        if (type === 1) socket.write(frame(64, Buffer.from('{"agentVersion":"bench","offset":0}')));
        pending = pending.subarray(end);
      }
      const ack = Buffer.alloc(8);
      ack.writeBigUInt64LE(BigInt(offset));
      socket.write(frame(65, ack));
    });
  }

  take(type, payload) {
    if (type === 1) this.sources.add(JSON.parse(payload).processes);
    if (type === 7) this.ends++;
    if (type !== 6) return;
    const {command, argv} = JSON.parse(payload);
    if (command) return;
    this.starts++;
    if (argv.length === 0) this.unknown++;
  }
}

const homes = Object.fromEntries(
  WISHES.map((wish) => {
    const home = join(folder, wish);
    for (const part of ['bin', 'run', 'log']) mkdirSync(join(home, part), {recursive: true, mode: 0o700});
    const relay = join(home, 'bin/relay');
    copyFileSync(join(ROOT, `dist/native/${process.platform}-${process.arch}/ddcoterm-relay`), relay);
    const settings = [`version=${version}`, 'stamp=none', `uid=${process.geteuid()}`, 'user=bench'];
    settings.push(`socket=${home}/run/agent.sock`, 'node=/nowhere', 'agent=/nowhere', `processes=${wish}`, 'end=1', '');
    writeFileSync(join(home, 'run/host-settings'), settings.join('\n'), {mode: 0o600});
    const env = {HOME: folder, PATH: '/usr/bin:/bin', TERM: 'xterm', DDCOTERM_HOME: home};
    return [wish, {relay, env, sink: new Sink(`${home}/run/agent.sock`)}];
  }),
);
await new Promise((done) => setTimeout(done, 200));

/** Does not block: the sinks are served meanwhile. */
function run(words, env) {
  return new Promise((done, fail) => {
    const child = spawn(words[0], words.slice(1), {env, stdio: ['ignore', 'pipe', 'ignore']});
    let output = '';
    child.stdout.on('data', (text) => {
      output += text;
    });
    child.on('exit', (status) =>
      status === 0 ? done(output.trim()) : fail(new Error(`${words.join(' ')}: ${status}`)),
    );
  });
}

const percentile = (numbers, part) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length * part)];
const rows = [];

async function compare(title, words, turns, part = 0.1) {
  const results = Object.fromEntries(WISHES.map((wish) => [wish, []]));
  for (let turn = 0; turn < turns; turn++) {
    for (const [wish, {relay, env}] of Object.entries(homes))
      results[wish].push(Number.parseFloat(await run([clock, ...words(relay)], env)));
  }
  rows.push([title, ...WISHES.map((wish) => percentile(results[wish], part))]);
}

await compare('/bin/true on a terminal, µs', (relay) => ['start', '10', relay, 'true', '/bin/true'], TURNS);
await compare('/bin/true, stdout no terminal, µs', (relay) => ['pipe', '10', relay, 'true', '/bin/true'], TURNS);
await compare("command's end to prompt, µs", (relay) => ['prompt', '5', relay, 'clock', clock, 'stamp'], TURNS);
await compare('echo of a key, µs', (relay) => ['echo', '200', relay, 'clock', clock, 'pong'], Math.ceil(TURNS / 3));
const flood = join(folder, 'flood');
writeFileSync(flood, 'a line of what a program says while it works\n'.repeat(700_000));
const floodBytes = 700_000 * 46;
await compare('cat of 32 MB, MB/s', (relay) => ['flood', String(floodBytes), relay, 'cat', '/bin/cat', flood], 5, 0.5);

const loop = 'for ((i = 0; i < 1000; i++)); do /bin/true; sleep 0.005; done; :';
const seen = [];
for (const {relay, env, sink} of Object.values(homes)) {
  Object.assign(sink, {starts: 0, ends: 0, unknown: 0});
  await run([relay, 'bash', '/bin/bash', '-c', loop], env);
  await new Promise((done) => setTimeout(done, 300));
  seen.push(`${sink.starts} begun, ${sink.ends} ended, ${sink.unknown} without argv`);
}
rows.push(['of 2,000 short processes', ...seen]);

const contextSwitches = (pid) =>
  Number(/\nvoluntary_ctxt_switches:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);

async function wakeUps(ms, meanwhile) {
  const counts = [];
  for (const {relay, env} of Object.values(homes)) {
    const outer = spawn('script', ['-qec', `${relay} bench-idle /bin/cat`, '/dev/null'], {
      env,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    await new Promise((done) => setTimeout(done, 4000));
    const pattern = `^${relay} bench-idle`;
    const [pid] = spawnSync('pgrep', ['-of', pattern], {encoding: 'utf8'}).stdout.trim().split('\n');
    const before = contextSwitches(pid);
    await Promise.all([new Promise((done) => setTimeout(done, ms)), meanwhile()]);
    counts.push(contextSwitches(pid) - before);
    outer.kill();
  }
  return counts;
}
rows.push(['wake-ups in 5 s of idleness', ...(await wakeUps(5000, async () => undefined))]);
const others = () => run(['bash', '-c', 'for ((i = 0; i < 2000; i++)); do /bin/true; done'], process.env);
rows.push(["wake-ups beside 2,000 processes of others'", ...(await wakeUps(1000, others))]);

const table = [['', ...WISHES], ...rows];
const widths = table[0].map((_, column) => Math.max(...table.map((row) => String(row[column]).length)));
for (const row of table)
  console.log(
    row
      .map((cell, column) => String(cell).padEnd(widths[column]))
      .join('  ')
      .trimEnd(),
  );
console.log(
  `\nload ${loadavg()[0].toFixed(1)}; sources: ${WISHES.map((wish) => [...homes[wish].sink.sources]).join(', ')}`,
);
for (const {sink} of Object.values(homes)) sink.server.close();
rmSync(folder, {recursive: true, force: true, maxRetries: 5});
process.exit(0);
