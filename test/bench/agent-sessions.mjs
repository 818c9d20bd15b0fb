/**
 * Fifty commands at once, a hundred lines a second each, for 20 s: what recording them costs, and whether anything of it is lost.
 * About a minute. DDCOTERM_BENCH_SESSIONS (default 50), DDCOTERM_BENCH_SECONDS (20).
 */
import {execFileSync, spawn} from 'node:child_process';
import {readdirSync, readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {compileBench} from './support/compile-bench.mjs';
import {loadSource} from './support/load-source.mjs';
import {printTable} from './support/print-table.mjs';
import {cpuSecondsOf, memoryOf} from './support/process-cost.mjs';
import {hashOfRecording, hashOfText} from './support/recording-hash.mjs';

const SESSIONS = Number(process.env.DDCOTERM_BENCH_SESSIONS ?? 50);
const SECONDS = Number(process.env.DDCOTERM_BENCH_SECONDS ?? 20);
const PER_SECOND = 100;

const {askAgent, ReleaseHome} = await loadSource('src/cli/agent-control.ts', 'test/support/release-home.ts');
const home = new ReleaseHome('relay');
const load = compileBench('agent-load.c', home.sandbox.home);
const minimal = compileBench('relay-minimal.c', home.sandbox.home);
const command = [load, 'lines', String(PER_SECOND), String(SECONDS)];

/** @returns CPU seconds of all that was started for it, the host's copies of commands included. */
async function run(words, watch = () => undefined) {
  const child = spawn(load, ['sessions', String(SESSIONS), ...words], {env: home.env, cwd: home.sandbox.home});
  const watching = setInterval(watch, 500);
  let text = '';
  child.stdout.on('data', (chunk) => (text += chunk));
  await new Promise((done) => child.once('exit', done));
  clearInterval(watching);
  const [bytes, cpuUs] = text.trim().split(' ').map(Number);
  return {bytes, cpuSeconds: cpuUs / 1e6};
}

async function delivered() {
  for (;;) {
    const status = await askAgent(home.paths, 'status');
    if (status !== null && status.liveSessions === 0) return status.pid;
    await sleep(100);
  }
}

try {
  execFileSync('script', ['-qec', `${home.host} true /bin/true`, '/dev/null'], {env: home.env});
  const agent = await delivered();
  const direct = await run(command);
  const least = await run([minimal, ...command]);
  // An agent lives on: what it takes to warm up is no part of it.
  await run([home.host, 'load', load, 'lines', String(PER_SECOND), '3']);
  await delivered();
  const relays = {private: 0, resident: 0};
  const cpuBefore = cpuSecondsOf(agent);
  const ours = await run([home.host, 'load', ...command], () => {
    const found = pidsOf(resolve(home.host)).map(memoryOf);
    relays.private = Math.max(relays.private, sum(found.map(({sharesMb}) => sharesMb)));
    relays.resident = Math.max(relays.resident, sum(found.map(({residentMb}) => residentMb)));
  });
  await delivered();
  const agentCpu = cpuSecondsOf(agent) - cpuBefore;
  const {peakMb} = memoryOf(agent);
  const hashes = await Promise.all(recordings().map(hashOfRecording));
  const expected = hashOfText(expectedText());
  const whole = hashes.filter((hash) => hash === expected).length;
  const ratio = (seconds) => `${(seconds / direct.cpuSeconds).toFixed(2)} × direct`;
  printTable(
    ['', 'measured', 'bar'],
    [
      ['recordings whole and in order', whole, String(SESSIONS)],
      ['CPU, directly', `${direct.cpuSeconds.toFixed(2)} s`, ''],
      ['CPU, minimal relay', `${least.cpuSeconds.toFixed(2)} s, ${ratio(least.cpuSeconds)}`, ''],
      [
        'CPU, recorded: relays and commands + agent',
        `${ours.cpuSeconds.toFixed(2)} + ${agentCpu.toFixed(2)} s, ${ratio(ours.cpuSeconds + agentCpu)}`,
        '≤ 3.5 × direct',
      ],
      ['agent, resident at most', `${peakMb.toFixed(0)} MB`, '< 150 MB'],
      ['relays and their monitors, together', `${relays.private.toFixed(0)} MB`, '< 30 MB'],
      ['the same with shared pages counted for each', `${relays.resident.toFixed(0)} MB`, ''],
    ],
  );
} finally {
  await home.remove();
}

/** As agent-load.c prints it, on a terminal. */
function expectedText() {
  const lines = Array.from({length: PER_SECOND * SECONDS}, (_, n) => {
    const number = String(n).padStart(7, '0');
    return `${number} INFO request served path=/api/orders/${n % 977} status=200 in ${n % 31} ms\r\n`;
  });
  return lines.join('');
}

function recordings() {
  const files = readdirSync(home.paths.recordings, {recursive: true}).map((name) => join(home.paths.recordings, name));
  // Those before started the agent and warmed it up.
  return files
    .filter((file) => file.endsWith('.gz'))
    .sort()
    .slice(1);
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

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}
