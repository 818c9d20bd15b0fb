/**
 * A hundred thousand entries through an intake that fails in every way and an agent that is killed again and again: each
 * must arrive, once unless its answer was lost. About two minutes.
 * DDCOTERM_BENCH_ENTRIES (default 100000), DDCOTERM_BENCH_KILLS (20), DDCOTERM_BENCH_FAULTS (percent of requests, 30),
 * DDCOTERM_BENCH_SEED.
 */
import {loadSource} from './support/load-source.mjs';
import {printTable} from './support/print-table.mjs';

const number = (name, fallback) => Number(process.env[`DDCOTERM_BENCH_${name}`] ?? fallback);
const ENTRIES = number('ENTRIES', 100_000);
const SEED = number('SEED', Date.now() % 1_000_000);

const {soak} = await loadSource('test/upload/soak/soak.ts');
const result = await soak({
  // A command is an entry with its output, now and then three, and one as a process.
  commands: Math.ceil(ENTRIES / 2),
  ...{outputChars: 600, processes: 'logs', seed: SEED, timeoutMs: 30 * 60_000},
  ...{faultPercent: number('FAULTS', 30), kills: number('KILLS', 20)},
});
console.log(
  `seed ${SEED}: ${result.requests} requests, ${result.faults} of them failed on purpose, agent killed ${result.kills} times, ${(result.ms / 1000).toFixed(0)} s\n`,
);
const {missing, duplicates, violations} = result;
printTable(
  ['', 'measured', 'bar'],
  [
    ['entries', result.expected, '≥ 100,000'],
    ['missing', missing.length, '0'],
    ['left in the outbox or set aside', result.left, '0'],
    ['twice though the answer came', duplicates.length, '0'],
    ['twice because an answer was lost', result.repeated, 'by their id'],
    ['beyond a published limit', violations.length, '0'],
  ],
);
const isLost = missing.length + duplicates.length + violations.length + result.left > 0;
if (isLost)
  console.error({missing: missing.slice(0, 5), duplicates: duplicates.slice(0, 5), violations: violations.slice(0, 5)});
process.exit(isLost ? 1 : 0);
