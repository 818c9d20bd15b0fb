/**
 * What the native relay costs, beside direct execution and a minimal relay of the same making; in the same run, in turns.
 *
 *   node test/bench/relay.mjs [--no-agent]     (after "npm run build"; needs cc)
 *
 * The agent is warm and records; with --no-agent there is none and none can be started. Of times the 10th percentile is
 * compared: on a machine that does other things as well, it is what the programs themselves take. The median stands behind.
 */
import {spawn, spawnSync} from 'node:child_process';
import {copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';

const ROOT = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../..');
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 300);
const withAgent = !process.argv.includes('--no-agent');
const {version} = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

const folder = mkdtempSync(join(tmpdir(), 'ddcoterm-bench-'));
const home = join(folder, '.ddcoterm');
const env = {HOME: folder, PATH: '/usr/bin:/bin', TERM: 'xterm', DDCOTERM_HOME: home};
const clock = join(folder, 'clock');
const minimal = join(folder, 'minimal');
const relay = join(home, 'bin/ddcoterm-host-linux-x64');

for (const part of ['bin', 'run', 'log']) mkdirSync(join(home, part), {recursive: true, mode: 0o700});
for (const [source, output] of [
  ['relay-clock.c', clock],
  ['relay-minimal.c', minimal],
])
  spawnSync('cc', ['-O2', '-o', output, join(ROOT, 'test/bench', source), '-lutil'], {stdio: 'inherit'});
copyFileSync(join(ROOT, `dist/native/${process.platform}-${process.arch}/ddcoterm-relay`), relay);
writeFileSync(
  join(home, 'run/host-settings'),
  [`version=${version}`, 'stamp=none', `uid=${process.geteuid()}`, 'user=bench', `socket=${home}/run/agent-v1.sock`]
    .concat([
      'on_failure=open',
      `node=${withAgent ? process.execPath : '/nowhere'}`,
      `agent=${ROOT}/dist/agent.mjs`,
      'capture=terminal',
      'end=1',
      '',
    ])
    .join('\n'),
  {mode: 0o600},
);

const agent = withAgent ? spawn(process.execPath, [join(ROOT, 'dist/agent.mjs')], {env, stdio: 'ignore'}) : null;
if (agent) await new Promise((done) => setTimeout(done, 1500));

const measure = (...words) => {
  const {status, stdout, stderr} = spawnSync(clock, words.map(String), {env, encoding: 'utf8'});
  if (status !== 0) throw new Error(`relay-clock ${words.join(' ')} ended with ${status}: ${stderr}`);
  return stdout.trim();
};

/** Each contender in turns, five times; the median of the medians. */
function compare(what, amount, command) {
  const contenders = {
    direct: command,
    minimal: [minimal, ...command],
    relay: [relay, 'bench', ...command],
  };
  const results = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
  for (let turn = 0; turn < 5; turn++) {
    for (const [name, words] of Object.entries(contenders)) results[name].push(measure(what, amount, ...words));
  }
  return Object.fromEntries(Object.entries(results).map(([name, texts]) => [name, middle(texts)]));
}

const middle = (texts) => [...texts].sort((a, b) => Number.parseFloat(a) - Number.parseFloat(b))[2];

const rows = [];
const add = (name, {direct, minimal: least, relay: ours}, note) => rows.push([name, direct, least, ours, note]);
const added = ({direct, relay: ours}) => `+${Number.parseFloat(ours) - Number.parseFloat(direct)} µs`;

const start = compare('start', ROUNDS / 5, ['/bin/true']);
add('/bin/true on a terminal, µs: p10 p50', start, `${added(start)} (bar 1200)`);
const first = compare('first', ROUNDS / 5, ['/bin/echo', 'x']);
add('first byte of output, µs: p10 p50', first, `${added(first)} (bar 1500)`);
const prompt = compare('prompt', ROUNDS / 5, [clock, 'stamp']);
add("command's end to prompt, µs", prompt, `${added(prompt)} (bar 400)`);
const pipe = compare('pipe', ROUNDS / 5, ['/bin/true']);
add('stdout no terminal, µs: p10 p50', pipe, `${added(pipe)} (bar 1500)`);
const echo = compare('echo', ROUNDS * 2, [clock, 'pong']);
add('echo of a key, µs: p50 p99', echo, 'bar +10, +50 over minimal');

const flood = join(folder, 'flood');
const line = `2026-01-01T00:00:00.000Z \x1b[32mINFO\x1b[m request served path=/api/orders/42 status=200 größe=1 µs\n`;
const lines = Math.floor((32 * 1024 * 1024) / Buffer.byteLength(line));
writeFileSync(flood, line.repeat(lines));
const bytes = (Buffer.byteLength(line) + 1) * lines;
const burst = compare('flood', bytes, ['/bin/cat', flood]);
add(
  'cat of 32 MB, MB/s',
  burst,
  `${(Number.parseFloat(burst.relay) / Number.parseFloat(burst.minimal)).toFixed(2)} of minimal (bar 0.95)`,
);

const idle = spawn('script', ['-qec', `${relay} cat /bin/cat`, '/dev/null'], {
  env,
  stdio: ['pipe', 'ignore', 'ignore'],
});
await new Promise((done) => setTimeout(done, 500));
const pids = spawnSync('pgrep', ['-f', `^${relay} cat`], {encoding: 'utf8'})
  .stdout.trim()
  .split('\n');
const resident = pids.map((pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]));
const switches = () =>
  pids.map((pid) => /\nvoluntary_ctxt_switches:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
const before = switches().join();
await new Promise((done) => setTimeout(done, 2000));
rows.push(['resident, relay and monitor, kB', '', '', resident.join(' + '), 'bar 2048']);
rows.push(['wake-ups in 2 s of idleness', '', '', before === switches().join() ? 'none' : 'SOME', 'bar none']);
idle.kill();

const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...rows.map((row) => String(row[column]).length), 8));
const table = [['', 'direct', 'minimal', 'relay', ''], ...rows];
for (const row of table)
  console.log(
    row
      .map((cell, column) => String(cell).padEnd(widths[column]))
      .join('  ')
      .trimEnd(),
  );
if (agent) await new Promise((done) => agent.once('exit', done).kill());
rmSync(folder, {recursive: true, force: true, maxRetries: 5});
