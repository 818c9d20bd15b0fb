// What recording costs: start-up of a shimmed command, throughput of a flood, size on disk, memory of the agent.
// Everything is compared with direct execution in the same run; the machine's own speed drifts.
// Run by `npm run bench -- main-job` after `npm run build`.
import {execFileSync, spawnSync} from 'node:child_process';
import {copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {gzipSync} from 'node:zlib';
import nodePty from 'node-pty';

const ROOT = new URL('../..', import.meta.url).pathname;
const START_UP_RUNS = 20;
const FLOOD_BYTES = 200 * 1024 * 1024;

const home = mkdtempSync(join(tmpdir(), 'ddcoterm-bench-'));
const programs = join(home, 'programs');
const ddcotermHome = join(home, '.ddcoterm');
const env = {
  HOME: home,
  PATH: `${join(ddcotermHome, 'overrides')}:${programs}:${dirname(process.execPath)}:/usr/bin:/bin`,
  TERM: 'xterm-256color',
  LANG: 'C.UTF-8',
  SHELL: '/bin/bash',
  // node or relay: which host the shims take.
  ...(process.env.DDCOTERM_HOST ? {DDCOTERM_HOST: process.env.DDCOTERM_HOST} : {}),
};

try {
  mkdirSync(programs);
  // Names of their own: a shim takes the place of a name on PATH.
  copyFileSync('/bin/true', join(programs, 'noop'));
  copyFileSync('/bin/cat', join(programs, 'flood'));
  const installed = spawnSync(
    'sh',
    [join(ROOT, 'installer/install.sh'), '--yes', '--no-modify-path', '--shims', 'noop,flood'],
    {env, encoding: 'utf8'},
  );
  if (installed.status !== 0) throw new Error(`Cannot install: ${installed.stdout}${installed.stderr}`);

  const rows = [];
  const startUp = await compare(START_UP_RUNS, 'noop');
  rows.push(
    ['start-up of true, direct', `${startUp.directMs.toFixed(1)} ms`],
    ['start-up of true, through the shim', `${startUp.shimMs.toFixed(1)} ms`],
  );
  const flood = join(home, 'flood.log');
  const lines = [];
  for (let line = 0; lines.length * 100 < FLOOD_BYTES; line++) {
    lines.push(
      `2026-11-24T09:00:${String(line % 60).padStart(2, '0')}.${line % 1000} INFO worker-${line % 16} request ${line} took ${line % 977} ms status 200\n`.padEnd(
        100,
        ' ',
      ),
    );
  }
  writeFileSync(flood, lines.join(''));
  const floodBytes = statSync(flood).size;
  const cat = await compare(1, 'flood', flood);
  const rate = (ms) => `${(floodBytes / 1024 / 1024 / (ms / 1000)).toFixed(0)} MB/s`;
  rows.push(
    [`cat of ${(floodBytes / 1024 / 1024).toFixed(0)} MB, direct`, rate(cat.directMs)],
    ['through the shim', rate(cat.shimMs)],
  );
  const status = JSON.parse(
    execFileSync(join(ddcotermHome, 'bin/ddcoterm'), ['agent', 'status', '--json'], {env, encoding: 'utf8'}),
  );
  rows.push(['agent, resident', `${(status.residentBytes / 1024 / 1024).toFixed(0)} MB`]);
  await settled();
  const recordings = listFiles(join(ddcotermHome, 'data/recordings')).reduce(
    (sum, file) => sum + statSync(file).size,
    0,
  );
  rows.push(
    ['recordings on disk', `${(recordings / 1024 / 1024).toFixed(1)} MB`],
    ['gzip -6 of the raw stream', `${(gzipSync(lines.join(''), {level: 6}).length / 1024 / 1024).toFixed(1)} MB`],
  );
  const width = Math.max(...rows.map(([what]) => what.length));
  for (const [what, figure] of rows) console.log(`${what.padEnd(width)}  ${figure}`);
} finally {
  spawnSync(join(ddcotermHome, 'bin/ddcoterm'), ['agent', 'stop'], {env});
  rmSync(home, {recursive: true, force: true, maxRetries: 5});
}

/** Milliseconds a run of the program took, directly and through its shim: medians of alternating runs on one terminal. */
async function compare(runs, name, ...args) {
  const script = `
    TIMEFORMAT=%3R
    for i in $(seq ${runs + 1}); do
      for program in ${join(programs, name)} ${join(ddcotermHome, 'overrides', name)}; do
        { time "$program" ${args.join(' ')} 2>&3; } 3>&2 2>>${join(home, 'times')}
      done
    done`;
  await runInTerminal('bash', ['-c', script]);
  const times = execFileSync('cat', [join(home, 'times')], {encoding: 'utf8'})
    .trim()
    .split('\n')
    .map(Number)
    .slice(2);
  rmSync(join(home, 'times'));
  const median = (offset) => {
    const sorted = times.filter((_, index) => index % 2 === offset).sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] * 1000;
  };
  return {directMs: median(0), shimMs: median(1)};
}

function runInTerminal(file, args) {
  return new Promise((resolve) => {
    const pty = nodePty.spawn(file, args, {cols: 120, rows: 40, env, cwd: home, encoding: null});
    pty.onData(() => undefined);
    pty.onExit(resolve);
  });
}

/** Waits until the agent has written all it has. */
async function settled() {
  for (let tries = 0; tries < 300; tries++) {
    const live = JSON.parse(
      execFileSync(join(ddcotermHome, 'bin/ddcoterm'), ['agent', 'status', '--json'], {env, encoding: 'utf8'}),
    );
    if (live.liveSessions === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error('Sessions are still being written after a minute');
}

function listFiles(folder) {
  return readdirSync(folder, {recursive: true, withFileTypes: true})
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}
