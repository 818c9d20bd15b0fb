/**
 * Commands by the thousand through an agent that is killed again and again, to an intake that fails in every way. In the end
 * each entry must be there, and no more than once unless its answer was lost.
 */
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {askAgent} from '../../../src/cli/agent-control.ts';
import {homePaths} from '../../../src/config/home.ts';
import {openStore} from '../../../src/store/sqlite-store.ts';
import {AgentProcess} from '../../support/agent-process.ts';
import {makeEvent, makeLog, makeSession} from '../../support/records.ts';
import {createSandbox, type Sandbox} from '../../support/sandbox.ts';
import {type Fault, INTAKE_KEY, Intake} from '../intake/intake.ts';

export interface SoakOptions {
  commands: number;
  /** Characters of output of one command. */
  outputChars: number;
  /** Beside each command's log: as log, as event, or both. */
  processes: 'logs' | 'events' | 'both';
  /** Of a hundred requests. */
  faultPercent: number;
  kills: number;
  seed: number;
  timeoutMs: number;
}

export interface SoakResult {
  expected: number;
  missing: string[];
  /** Came more than once, though their answer reached the agent. */
  duplicates: string[];
  /** Came more than once because an answer was lost. */
  repeated: number;
  violations: string[];
  requests: number;
  faults: number;
  kills: number;
  ms: number;
}

/** A session has so many commands. */
const COMMANDS_A_SESSION = 100;

const POLL_MS = 100;

export async function soak(options: SoakOptions): Promise<SoakResult> {
  const sandbox = createSandbox('soak');
  const random = createRandom(options.seed);
  let faults = 0;
  const intake = await Intake.start({
    keepsObjects: false,
    fault: () => {
      if (random() * 100 >= options.faultPercent) return null;
      faults++;
      return pickFault(random);
    },
  });
  const agent = new AgentProcess(sandbox.env);
  const startMs = Date.now();
  try {
    configure(sandbox, intake.url, options.processes);
    const expected = await fill(sandbox, options);
    await agent.start();
    const kills = await disturb({sandbox, agent, intake, expected, options, random});
    const missing = expected.filter((id) => !intake.ids.has(id));
    return {
      expected: expected.length,
      missing,
      duplicates: intake.duplicates,
      repeated: intake.logs.length + intake.events.length - intake.ids.size,
      violations: intake.violations.map(({what}) => what),
      requests: intake.requests.length,
      faults,
      kills,
      ms: Date.now() - startMs,
    };
  } finally {
    await agent.stop();
    await intake.stop();
    sandbox.remove();
  }
}

function configure({ddcotermHome}: Sandbox, url: string, processes: string): void {
  const text = JSON.stringify({connection_config: {api_key: INTAKE_KEY}, upload: {url, processes}});
  writeFileSync(join(ddcotermHome, 'config.yaml'), text, {mode: 0o600});
}

/** @returns The ids that must arrive. */
async function fill({env}: Sandbox, {commands, outputChars, processes}: SoakOptions): Promise<string[]> {
  const store = await openStore(homePaths(env), {access: 'write'});
  const kinds = [
    'log',
    ...(processes !== 'events' ? ['process-log'] : []),
    ...(processes !== 'logs' ? ['process-event'] : []),
  ];
  store.outbox.subscribe([{destination: 'main', kinds: kinds as ['log']}], () => undefined);
  const expected: string[] = [];
  for (let done = 0; done < commands; done += COMMANDS_A_SESSION) {
    const session = makeSession({startedAtMs: Date.now() - 60_000});
    await store.createSession(session);
    const events = Array.from({length: Math.min(COMMANDS_A_SESSION, commands - done)}, () => makeEvent(session));
    const logs = events.map(({id}) => makeLog(session, textOf(outputChars), {eventId: id}));
    await store.write({sessionId: session.id, events, logs});
    for (const {id} of events) {
      expected.push(`${id}.log`);
      if (processes !== 'events') expected.push(`${id}.process`);
      if (processes !== 'logs') expected.push(`${id}.event`);
    }
  }
  await store.close();
  return expected;
}

const textOf = (chars: number): string =>
  'pod/web-7d4b9c6f5d-abcde   1/1   Running   0   3d21h\n'.repeat(Math.ceil(chars / 53)).slice(0, chars);

interface Scene {
  sandbox: Sandbox;
  agent: AgentProcess;
  intake: Intake;
  expected: readonly string[];
  options: SoakOptions;
  random: () => number;
}

/** Kills spread over the work, then patience. @returns How often the agent was killed. */
async function disturb({sandbox, agent, intake, expected, options, random}: Scene): Promise<number> {
  const paths = homePaths(sandbox.env);
  const deadlineMs = Date.now() + options.timeoutMs;
  let kills = 0;
  while (Date.now() < deadlineMs) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    const arrived = intake.ids.size;
    if (arrived >= expected.length && (await countWaiting(sandbox)) === 0) break;
    // Evenly over what is to be sent, each at a moment of its own.
    if (kills < options.kills && arrived >= (expected.length * (kills + random())) / (options.kills + 1)) {
      await agent.kill();
      kills++;
      await noteLostAnswers(sandbox, intake);
      await agent.start();
    } else if (random() < 0.2) {
      // As somebody would who does not want to wait for the next try.
      await askAgent(paths, 'upload-flush').catch(() => null);
    }
  }
  return kills;
}

/** What the dead agent did not note, though it was taken: it will come again, and may. */
async function noteLostAnswers({env}: Sandbox, intake: Intake): Promise<void> {
  const store = await openStore(homePaths(env), {access: 'read'});
  const {ids} = intake;
  for (const lane of ['logs', 'events'] as const) {
    let after: number | null = 0;
    while (after !== null) {
      const page: Awaited<ReturnType<typeof store.outbox.read>> = await store.outbox.read('main', lane, {
        ...{after, limit: 2_000, maxChars: 50_000_000, filter: null},
      });
      for (const {event, kind} of page.entries) {
        const id = `${event.id}.${kind === 'log' ? 'log' : kind.slice('process-'.length).replace(/^log$/, 'process')}`;
        if (ids.has(id)) intake.unanswered.add(id);
      }
      after = page.next;
    }
  }
  await store.close();
}

async function countWaiting({env}: Sandbox): Promise<number> {
  const store = await openStore(homePaths(env), {access: 'read'});
  const [status] = await store.outbox.listDestinations(['main']);
  await store.close();
  return status!.waiting.logs + status!.waiting.events;
}

function pickFault(random: () => number): Fault {
  const statuses = [408, 429, 500, 502, 503, 504];
  const faults: (() => Fault)[] = [
    () => ({kind: 'status', status: statuses[Math.floor(random() * statuses.length)]!}),
    () => ({kind: 'status', status: 429, headers: {'X-RateLimit-Reset': '1'}}),
    () => ({kind: 'reset'}),
    () => ({kind: 'lost-answer'}),
    () => ({kind: 'half-answer'}),
    () => ({kind: 'slow', ms: Math.floor(random() * 400)}),
  ];
  return faults[Math.floor(random() * faults.length)]!();
}

/** Mulberry32: the same series for the same seed. */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
