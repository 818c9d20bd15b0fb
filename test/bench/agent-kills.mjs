/**
 * The agent killed a hundred times, half of them with each host, under running commands and also while it starts: nothing may be lost, no
 * secret be on disk, no command wait. Three to four minutes.
 * DDCOTERM_BENCH_KILLS (with each host, default 50), DDCOTERM_BENCH_SEED.
 */
import {loadSource} from './support/load-source.mjs';
import {printTable} from './support/print-table.mjs';

const KILLS = Number(process.env.DDCOTERM_BENCH_KILLS ?? 50);
const SEED = Number(process.env.DDCOTERM_BENCH_SEED ?? Date.now() % 1_000_000);

const {createRandom, killSoak} = await loadSource('test/e2e/agent/soak/kill-soak.ts', 'test/upload/soak/soak.ts');
// Both at once: most of the time goes into waiting for the next agent.
const results = await Promise.all(
  ['relay', 'node'].map((host, index) =>
    killSoak({host, kills: KILLS, pauseMs: 1_000, random: createRandom(SEED + index), timeoutMs: 20 * 60_000}),
  ),
);
console.log(`seed ${SEED}, ${results.map(({ms}) => `${(ms / 1000).toFixed(0)} s`).join(' and ')}\n`);
const row = (name, read, bar) => [name, ...results.map(read), bar];
printTable(
  ['', 'relay', 'node host', 'bar'],
  [
    row('kills of the agent', ({kills}) => kills, '100 together'),
    row('commands', ({sessions}) => sessions, ''),
    row('lines that they printed', ({lines}) => lines, ''),
    row('commands with a recording or status that is not theirs', ({faults}) => faults.length, '0'),
    row('files that held a secret at some time', ({leaks}) => leaks.length, '0'),
    row('longest time that a command waited for its terminal, ms', ({longestWriteMs}) => longestWriteMs, ''),
  ],
);
for (const {faults, leaks} of results) for (const what of [...faults, ...leaks].slice(0, 10)) console.error(what);
process.exit(results.some(({faults, leaks}) => faults.length + leaks.length > 0) ? 1 : 0);
