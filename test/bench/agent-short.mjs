/**
 * What a short session costs the agent: a loop of commands that are over at once, on a terminal; and what an idle agent costs.
 * Half a minute. DDCOTERM_BENCH_ROUNDS (default 300).
 */
import {execFileSync} from 'node:child_process';
import {setTimeout as sleep} from 'node:timers/promises';
import {compileBench} from './support/compile-bench.mjs';
import {loadSource} from './support/load-source.mjs';
import {printTable} from './support/print-table.mjs';
import {cpuSecondsOf, memoryOf, wakeUpsOf} from './support/process-cost.mjs';

const ROUNDS = Number(process.env.DDCOTERM_BENCH_ROUNDS ?? 300);
const IDLE_MS = 5_000;

const {askAgent, ReleaseHome} = await loadSource('src/cli/agent-control.ts', 'test/support/release-home.ts');
const home = new ReleaseHome('relay');
const load = compileBench('agent-load.c', home.sandbox.home);

function loop(rounds, script) {
  const words = ['/bin/sh', '-c', `i=0; while [ $i -lt ${rounds} ]; do i=$((i+1)); ${script}; done`];
  execFileSync(load, ['sessions', '1', ...words], {env: home.env, cwd: home.sandbox.home});
}

async function delivered() {
  for (;;) {
    const status = await askAgent(home.paths, 'status');
    if (status !== null && status.liveSessions === 0) return status.pid;
    await sleep(100);
  }
}

/** Milliseconds of the agent for one session. */
async function costOf(script) {
  loop(ROUNDS, script);
  const agent = await delivered();
  const before = cpuSecondsOf(agent);
  loop(ROUNDS, script);
  await delivered();
  return ((cpuSecondsOf(agent) - before) * 1000) / ROUNDS;
}

try {
  const silent = await costOf(`${home.host} true /bin/true`);
  const speaking = await costOf(`${home.host} echo /bin/echo 'pod/web-1   1/1   Running   0   3d21h'`);
  const piped = await costOf(`${home.host} true /bin/true | cat`);
  const agent = await delivered();
  await sleep(1_000);
  const [wakeUps, cpu] = [wakeUpsOf(agent), cpuSecondsOf(agent)];
  await sleep(IDLE_MS);
  const ms = (value) => `${value.toFixed(1)} ms`;
  printTable(
    ['CPU of the agent', 'measured', 'bar'],
    [
      ['true on a terminal', ms(silent), '≤ 5 ms'],
      ['echo on a terminal', ms(speaking), '≤ 5 ms'],
      ['true into a pipe', ms(piped), '≤ 5 ms'],
      [`idle for ${IDLE_MS / 1000} s: wake-ups`, wakeUpsOf(agent) - wakeUps, '0'],
      [`idle for ${IDLE_MS / 1000} s: CPU`, ms((cpuSecondsOf(agent) - cpu) * 1000), '0'],
      ['resident', `${memoryOf(agent).residentMb.toFixed(0)} MB`, ''],
    ],
  );
} finally {
  await home.remove();
}
