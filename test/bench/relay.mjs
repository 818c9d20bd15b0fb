/**
 * What the native relay costs, beside direct execution, a minimal relay of the same making, and the recorders that are
 * installed of script, ttyrec, tlog-rec, termrec and asciinema: in the same run, in turns.
 *
 *   npm run build && npm run bench -- relay          (some 2 minutes; needs cc)
 *
 * BENCH_ROUNDS (300) is how often each quick thing is measured. Of times, the 10th percentile and the median are shown: the
 * first is what the programs themselves take on a machine that does other things as well. Bars are held against the medians
 * of an idle machine.
 */
import {spawn, spawnSync} from 'node:child_process';
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {BenchHome} from './support/relay-bench-home.mjs';

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 300);
const TURNS = 5;
const FLOOD_BYTES = 32 * 1024 * 1024;

const bench = new BenchHome();
const scratch = join(bench.folder, 'recorded');
const quoted = (words) => words.map((word) => `'${word}'`).join(' ');

/** How each of the others runs a command and records it, where it is installed. */
const OTHERS = Object.entries({
  script: (words) => ['/usr/bin/script', '-qec', quoted(words), scratch],
  ttyrec: (words) => ['/usr/bin/ttyrec', '-e', quoted(words), scratch],
  'tlog-rec': (words) => ['/usr/bin/tlog-rec', '--writer=file', `--file-path=${scratch}`, ...words],
  termrec: (words) => ['/usr/bin/termrec', '-f', 'ttyrec', '-e', quoted(words), scratch],
  asciinema: (words) => ['/usr/bin/asciinema', 'rec', '-q', '--overwrite', '-c', quoted(words), scratch],
}).filter(([, wrap]) => existsSync(wrap([])[0]));

/** tlog-rec runs no command where there is no /run/utmp; what it says instead is no time that the command told. */
function leaveOutBroken() {
  const isBroken = ([, wrap]) => Number(measure('prompt', 1, wrap([bench.clock, 'stamp']))[0]) > 10_000_000;
  for (const broken of OTHERS.filter(isBroken)) {
    console.log(`${broken[0]} is left out: it does not run commands here\n`);
    OTHERS.splice(OTHERS.indexOf(broken), 1);
  }
}

const rows = [];

function measure(what, amount, words, env = bench.env) {
  const {status, stdout, stderr} = spawnSync(bench.clock, [what, String(amount), ...words], {env, encoding: 'utf8'});
  if (status !== 0) throw new Error(`relay-clock ${what} ${words.join(' ')} ended with ${status}: ${stderr}`);
  return stdout.trim().split(' ');
}

/**
 * Each contender in turns, so that all of them see the same machine.
 *
 * @param contenders Words by name; or `{words, env, share}`: of slow ones a share of the rounds is enough.
 * @returns Both figures of relay-clock by name, each the median over the turns.
 */
function compare(what, amount, contenders, turns = TURNS) {
  const results = {};
  for (let turn = 0; turn < turns; turn++) {
    for (const [name, contender] of Object.entries(contenders)) {
      const {words, env, share = 1} = Array.isArray(contender) ? {words: contender} : contender;
      results[name] ??= [];
      results[name].push(measure(what, what === 'flood' ? amount : Math.max(2, amount * share), words, env));
    }
  }
  return Object.fromEntries(
    Object.entries(results).map(([name, all]) => [name, [0, 1].map((index) => middle(all.map((pair) => pair[index])))]),
  );
}

const middle = (values) => [...values].sort((a, b) => Number(a) - Number(b))[Math.floor(values.length / 2)];

/** All contenders with this command; `name` is the one that has a shim. */
const everybody = (command, name) => ({
  direct: command,
  minimal: [bench.minimal, ...command],
  relay: [bench.relay, 'bench', ...command],
  ...(name === undefined ? {} : {shim: [bench.shim(name), ...command.slice(1)]}),
  ...Object.fromEntries(OTHERS.map(([other, wrap]) => [other, {words: wrap(command), share: 0.1}])),
});

/** A row of times; the bars are what relay and shim may add to direct, in microseconds. */
function addTimes(title, result, bars) {
  const added = (name, index) => Math.round(Number(result[name][index]) - Number(result.direct[index]));
  const verdicts = Object.entries(bars).map(
    ([name, bar]) =>
      `${name} +${added(name, 1)} (p10 +${added(name, 0)}), bar ${bar}${added(name, 1) <= bar ? '' : ': OVER'}`,
  );
  rows.push([title, 'µs', cells(result), verdicts.join('; ')]);
}

const cells = (result) => Object.fromEntries(Object.entries(result).map(([name, pair]) => [name, pair.join(' / ')]));

function measureStarts() {
  const amount = ROUNDS / TURNS;
  addTimes('`true` on a terminal', compare('start', amount, everybody(['/bin/true'], 'true')), {
    relay: 1200,
    shim: 2000,
  });
  const lonely = {
    direct: ['/bin/true'],
    relay: {words: [bench.relay, 'bench', '/bin/true'], env: bench.withoutAgent()},
  };
  addTimes('the same, no agent to be had', compare('start', amount, lonely), {relay: 1200});
  addTimes('first byte of output', compare('first', amount, everybody(['/bin/echo', 'x'], 'echo')), {relay: 1500});
  addTimes('end to prompt', compare('prompt', amount, everybody([bench.clock, 'stamp'])), {relay: 400});
  const {direct, minimal, relay, shim} = everybody(['/bin/true'], 'true');
  addTimes('stdout no terminal', compare('pipe', amount, {direct, minimal, relay, shim}), {relay: 1500});
}

/** Where the shim stands aside it may cost one start of a shell. */
function measureBypass() {
  const result = compare('start', ROUNDS / TURNS, {
    direct: ['/bin/true'],
    'sh -c :': ['/bin/sh', '-c', ':'],
    bypass: {words: [bench.shim('true')], env: {...bench.env, DDCOTERM_DISABLE: '1'}},
    complete: [bench.shim('true'), '__complete'],
  });
  const shell = Number(result['sh -c :'][1]);
  const added = ['bypass', 'complete'].map((name) => Math.round(Number(result[name][1]) - Number(result.direct[1])));
  const note = `sh -c : ${result['sh -c :'].join(' / ')}; adds ${added.join(' and ')}, bar ${shell}${Math.max(...added) <= shell ? '' : ': OVER'}`;
  rows.push([
    'bypass: switched off; `__complete`',
    'µs',
    {direct: result.direct.join(' / '), shim: `${result.bypass.join(' / ')}; ${result.complete.join(' / ')}`},
    note,
  ]);
}

function measureEcho() {
  const {direct, minimal, relay} = everybody([bench.clock, 'pong']);
  const result = compare('echo', ROUNDS * 2, {direct, minimal, relay});
  const over = [0, 1].map((index) => Number(result.relay[index]) - Number(result.minimal[index]));
  const isOver = over[0] > 10 || over[1] > 50;
  rows.push([
    'echo of a key: p50 / p99',
    'µs',
    cells(result),
    `over minimal ${over.map((us) => `${us < 0 ? '' : '+'}${us}`).join(', ')}, bar 10, 50${isOver ? ': OVER' : ''}`,
  ]);
}

const TEXTS = {
  'log text': '2026-01-01T00:00:00.000Z INFO worker-7 request served path=/api/orders/42 status=200 took=12 ms\n',
  'coloured text':
    '2026-01-01T00:00:00.000Z \x1b[32mINFO\x1b[m \x1b[1mserved\x1b[0m path=\x1b[36m/api/orders/42\x1b[m status=200\n',
  'UTF-8': '2026-01-01 größer ≤ 12 µs — Ελληνικά, 日本語のログ, эхо: обслужен запрос №42 за 12 мс ✓\n',
};

function measureFlood() {
  for (const [title, line] of Object.entries(TEXTS)) {
    const file = join(bench.folder, 'flood');
    const lines = Math.floor(FLOOD_BYTES / Buffer.byteLength(line));
    writeFileSync(file, line.repeat(lines));
    const bytes = (Buffer.byteLength(line) + 1) * lines; // a terminal adds a carriage return to each
    const command = ['/bin/cat', file];
    const {direct, minimal, relay, ...rest} = everybody(command);
    const result = compare('flood', bytes, {direct, minimal, relay}, 3);
    if (title === 'coloured text') Object.assign(result, compare('flood', bytes, rest, 1));
    const share = Number(result.relay[0]) / Number(result.minimal[0]);
    rows.push([
      `\`cat\` of 32 MB, ${title}`,
      'MB/s',
      floodCells(result),
      `${share.toFixed(2)} of minimal, bar 0.95${share >= 0.95 ? '' : ': OVER'}`,
    ]);
    settle();
  }
}

const floodCells = (result) =>
  Object.fromEntries(
    Object.entries(result).map(([name, [rate, isWhole]]) => [name, isWhole === 'whole' ? rate : `${rate} ${isWhole}`]),
  );

const status = () => JSON.parse(bench.ddcoterm('agent', 'status', '--json'));

/** The agent is done with what it got. */
function settle() {
  for (let looks = 0; looks < 300; looks++) {
    const before = agentTicks();
    spawnSync('sleep', ['0.3']);
    if (agentTicks() - before <= 1) return;
  }
}

/** Processor time of the agent, hundredths of a second. */
function agentTicks() {
  const fields = readFileSync(`/proc/${bench.agentPid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

function measureAgent() {
  settle();
  const before = agentTicks();
  for (let turn = 0; turn < TURNS; turn++) measure('start', ROUNDS / TURNS, [bench.relay, 'bench', '/bin/true']);
  settle();
  const each = ((agentTicks() - before) * 10) / ROUNDS;
  rows.push(['CPU of the agent, a short session', 'ms', {relay: each.toFixed(2)}, `bar 5${each <= 5 ? '' : ': OVER'}`]);
}

function descendants(pid) {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
  return children.flatMap((child) => [child, ...descendants(child)]);
}

async function measureIdle() {
  const idle = spawn('script', ['-qec', `'${bench.relay}' cat /bin/cat`, '/dev/null'], {
    env: bench.env,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  await new Promise((done) => setTimeout(done, 1_500));
  const pids = descendants(idle.pid).filter((pid) => readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('ddcoterm'));
  const read = (expression) =>
    pids.map((pid) => Number(expression.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]));
  const switches = () => read(/\nvoluntary_ctxt_switches:\s+(\d+)/).reduce((sum, count) => sum + count, 0);
  const resident = read(/VmRSS:\s+(\d+)/);
  const before = switches();
  await new Promise((done) => setTimeout(done, 5_000));
  const count = switches() - before;
  rows.push([
    'resident: relay + monitor',
    'kB',
    {relay: resident.join(' + ')},
    `bar 2048${resident.reduce((a, b) => a + b, 0) < 2048 ? '' : ': OVER'}`,
  ]);
  rows.push([
    'wake-ups in 5 s of idleness',
    '',
    {relay: count},
    `bar 0 (processes of others may wake it: see \`bench -- processes\`)`,
  ]);
  idle.kill();
}

function printTable() {
  const names = ['direct', 'minimal', 'relay', 'shim', ...OTHERS.map(([name]) => name)];
  const lines = [
    ['', '', ...names, 'added, and its bar'],
    ['---', '---', ...names.map(() => '---'), '---'],
  ];
  for (const [title, unit, row, note] of rows)
    lines.push([title, unit, ...names.map((name) => String(row[name] ?? '')), note]);
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  for (const line of lines) console.log(`| ${line.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`);
}

try {
  bench.clock = bench.compile('relay-clock.c');
  bench.minimal = bench.compile('relay-minimal.c');
  leaveOutBroken();
  bench.install();
  bench.agentPid = status().pid;
  measureStarts();
  measureBypass();
  measureEcho();
  measureFlood();
  measureAgent();
  await measureIdle();
  console.log('Times: 10th percentile / median. Bars: what may be added to direct, by the medians.\n');
  printTable();
} finally {
  bench.remove();
}
