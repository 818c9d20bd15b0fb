/**
 * `cat` of a long text on a terminal, recorded and redacted: rate beside direct execution and a minimal relay, memory, space on
 * disk, whether the recording is exact to the byte; and how soon Ctrl-C has an effect. Two minutes.
 * DDCOTERM_BENCH_MB (default 200), DDCOTERM_BENCH_INTERRUPTS (5).
 */
import {execFileSync, spawn} from 'node:child_process';
import {existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {gzipSync} from 'node:zlib';
import {compileBench} from './support/compile-bench.mjs';
import {floods} from './support/flood-texts.mjs';
import {loadSource} from './support/load-source.mjs';
import {printTable} from './support/print-table.mjs';
import {memoryOf} from './support/process-cost.mjs';
import {hashOfRecording, hashOfText} from './support/recording-hash.mjs';

const MEGABYTES = Number(process.env.DDCOTERM_BENCH_MB ?? 200);
const INTERRUPTS = Number(process.env.DDCOTERM_BENCH_INTERRUPTS ?? 5);
const SAMPLE_MS = 50;

const {askAgent, ReleaseHome} = await loadSource('src/cli/agent-control.ts', 'test/support/release-home.ts');

/** A home whose agent is there. */
async function openHome() {
  const home = new ReleaseHome('relay');
  const clock = compileBench('relay-clock.c', home.sandbox.home);
  const minimal = compileBench('relay-minimal.c', home.sandbox.home);
  execFileSync(clock, ['start', '1', home.host, 'true', '/bin/true'], {env: home.env});
  return {home, clock, minimal, agent: await delivered(home)};
}

/** @returns The agent's process id, once all is acknowledged and packed as small as it will be. */
async function delivered(home) {
  const waiting = join(home.paths.data, 'repacking');
  for (;;) {
    const status = await askAgent(home.paths, 'status').catch(() => null);
    const isPacked = !existsSync(waiting) || readdirSync(waiting).length === 0;
    if (status !== null && status.liveSessions === 0 && isPacked) return status.pid;
    await sleep(SAMPLE_MS);
  }
}

/** @returns Megabytes a second, and whether every byte came. */
async function rateOf({home, clock}, bytes, words, watch = () => undefined) {
  const child = spawn(clock, ['flood', String(bytes), ...words], {env: home.env, stdio: ['ignore', 'pipe', 'inherit']});
  const watching = setInterval(watch, SAMPLE_MS);
  let text = '';
  child.stdout.on('data', (chunk) => (text += chunk));
  await new Promise((done) => child.once('close', done));
  clearInterval(watching);
  const [rate, came] = text.trim().split(' ');
  return {rate: Number(rate), isWhole: came === 'whole'};
}

function pidsOf(executable) {
  return readdirSync('/proc').filter((name) => {
    try {
      return /^\d+$/.test(name) && readFileSync(`/proc/${name}/cmdline`, 'latin1').startsWith(`${executable}\0`);
    } catch {
      return false; // it has ended meanwhile
    }
  });
}

async function measure(name, text) {
  const place = await openHome();
  const {home, minimal, agent} = place;
  try {
    const file = join(home.sandbox.home, 'text');
    // The terminal makes CR LF of it.
    writeFileSync(file, Buffer.from(text.toString('latin1').replaceAll('\r\n', '\n'), 'latin1'));
    const direct = await rateOf(place, text.length, ['/bin/cat', file]);
    const least = await rateOf(place, text.length, [minimal, '/bin/cat', file]);
    let togetherMb = 0;
    let relayMb = 0;
    const ours = await rateOf(place, text.length, [home.host, 'cat', '/bin/cat', file], () => {
      const relays = pidsOf(home.host).reduce((sum, pid) => sum + memoryOf(pid).residentMb, 0);
      relayMb = Math.max(relayMb, relays);
      togetherMb = Math.max(togetherMb, relays + memoryOf(agent).residentMb);
    });
    await delivered(home);
    const recordings = readdirSync(home.paths.recordings, {recursive: true}).filter((path) => path.endsWith('.gz'));
    const sizes = recordings.map((path) => join(home.paths.recordings, path)).sort((a, b) => sizeOf(b) - sizeOf(a));
    const isRecorded = (await hashOfRecording(sizes[0])) === hashOfText(text);
    const ofGzip = sizeOf(sizes[0]) / gzipSync(text, {level: 6}).length;
    const bar = Math.min(60, 0.75 * least.rate);
    return [
      name,
      `${direct.rate.toFixed(0)} · ${least.rate.toFixed(0)} · ${ours.rate.toFixed(0)}`,
      `≥ ${bar.toFixed(0)}`,
      ours.isWhole && isRecorded ? 'yes' : 'NO',
      `${relayMb.toFixed(0)} + ${memoryOf(agent).peakMb.toFixed(0)}, at once ${togetherMb.toFixed(0)}`,
      ofGzip.toFixed(2),
    ];
  } finally {
    await home.remove();
  }
}

function sizeOf(file) {
  return statSync(file).size;
}

/** Microseconds, median and longest, from Ctrl-C until the command has it. */
async function interrupts() {
  const {home, minimal} = await openHome();
  try {
    const load = compileBench('agent-load.c', home.sandbox.home);
    const file = join(home.sandbox.home, 'stamp');
    const timesOf = (...words) => {
      rmSync(file, {force: true});
      const text = execFileSync(load, ['interrupts', String(INTERRUPTS), ...words, load, 'flood', file], {
        env: home.env,
      });
      return text.toString().trim().split(' ').map(Number);
    };
    const cells = [timesOf(), timesOf(minimal), timesOf(home.host, 'flood')];
    await delivered(home);
    return cells.map(([median, longest]) => `${(median / 1000).toFixed(1)}, ${(longest / 1000).toFixed(1)}`);
  } finally {
    await home.remove();
  }
}

const rows = [];
for (const [name, text] of Object.entries(floods(MEGABYTES))) rows.push(await measure(name, text));
printTable(
  [
    `cat of ${MEGABYTES} MB`,
    'MB/s: direct · minimal relay · recorded',
    'bar',
    'exact to the byte',
    'MB resident: relay + agent (bar: 150 together)',
    'on disk, of gzip -6 (bar 1.10)',
  ],
  rows,
);
console.log('');
const [direct, least, ours] = await interrupts();
printTable(
  ['Ctrl-C in a flood, ms: median, longest', 'direct', 'minimal relay', 'recorded', 'bar'],
  [['until the command has it', direct, least, ours, '5']],
);
