/**
 * 2,000 short processes, one after the other: half of them over as soon as they began, half living for 5 ms. States the share
 * of which the command line was read. Every start, exec and end must be there.
 */
import {describeWith} from '../../support/programs.ts';
import type {ReceivedSession} from '../host/support/frame-server.ts';
import {useFreshRelay} from '../host/support/fresh-host.ts';
import {commandOf, describeWithConnector, lossesOf, type Program, programsOf} from './support/process-facts.ts';

const ROUNDS = 1000;
const SCRIPT = `for ((i = 0; i < ${ROUNDS}; i++)); do /bin/true $i; sleep 0.005; done; exit 9`;

/** A process that lives so long is to be known, microseconds. */
const LONG_US = 5_000;

const TIMEOUT_MS = 180_000;

const host = useFreshRelay();

async function record(processes: string): Promise<ReceivedSession> {
  await host.box.run([host.box.host, 'bash', '/bin/bash', '-c', SCRIPT], {env: {DDCOTERM_PROCESSES: processes}});
  return host.server.waitForEnd();
}

const isKnown = ({started}: Program): boolean => started.remarks?.includes('argv-unknown') !== true;
const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(1)} %`;

function tell(session: ReceivedSession, programs: readonly Program[]): void {
  const known = programs.filter(isKnown);
  const count = (word: string) => known.filter(({line}) => line.startsWith(word)).length;
  const lines = [
    `${session.hello.processes}: ${programs.length} of ${2 * ROUNDS} processes seen`,
    `  known by command line: ${percent(count('/bin/true'), ROUNDS)} of those that end at once, ` +
      `${percent(count('sleep'), ROUNDS)} of those that live 5 ms`,
    `  ends with a status: ${programs.filter(({end}) => end !== null && end !== '?').length}`,
    ...lossesOf(session).map((loss) => `  ${loss}`),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

describeWithConnector(['bash', 'sleep'], '2,000 short processes, as the kernel reports them', () => {
  test(
    'every start and end is told, and of 95 % of those that live 5 ms the command line',
    async () => {
      const session = await record('auto');
      const programs = programsOf(session);
      tell(session, programs);
      const {pid} = commandOf(session);
      expect(programs).toHaveLength(2 * ROUNDS);
      expect(programs.every(({parentPid, end}) => parentPid === pid && end === 'exit 0')).toBe(true);
      expect(new Set(programs.map((program) => program.pid)).size).toBe(2 * ROUNDS);
      const long = programs.filter(({startUs, endUs}) => endUs! - startUs >= LONG_US);
      expect(long.length).toBeGreaterThanOrEqual(ROUNDS);
      expect(long.filter(isKnown).length / long.length).toBeGreaterThanOrEqual(0.95);
      // What was not read is counted.
      const unknown = programs.filter((program) => !isKnown(program)).length;
      expect(lossesOf(session)).toEqual(
        unknown === 0
          ? []
          : [`process-events-missed: ${unknown} processes were gone before their command line could be read`],
      );
    },
    TIMEOUT_MS,
  );
});

describeWith(['bash', 'python3', 'cc'], '2,000 short processes, by looks at /proc', () => {
  test(
    'what is seen is what it is',
    async () => {
      const session = await record('proc');
      const programs = programsOf(session).filter(({started}) => !started.remarks?.includes('forked'));
      tell(session, programs);
      expect(programs.length).toBeGreaterThan(0);
      expect(programs.every(({line}) => /^(\/bin\/true \d+|sleep 0\.005|true|sleep|)$/.test(line))).toBe(true);
    },
    TIMEOUT_MS,
  );
});
