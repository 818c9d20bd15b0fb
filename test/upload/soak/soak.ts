/**
 * Commands by the thousand through an agent that is killed again and again, to an intake that fails in every way. In the end
 * each entry must be there, and no more than once unless its answer was lost.
 */
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {askAgent} from '../../../src/cli/agent-control.ts';
import {homePaths} from '../../../src/config/home.ts';
import {openStore} from '../../../src/store/sqlite-store.ts';
import {MAX_MESSAGE_BYTES} from '../../../src/upload/render/log-entries.ts';
import {splitText} from '../../../src/upload/render/split-text.ts';
import {AgentProcess} from '../../support/agent-process.ts';
import {makeEvent, makeLog, makeSession} from '../../support/records.ts';
import {createSandbox, type Sandbox} from '../../support/sandbox.ts';
import {type Fault, INTAKE_KEY, Intake} from '../intake/intake.ts';

export interface SoakOptions {
  commands: number;
  /** Characters of output of one command; of each fortieth so many that it goes in three parts. */
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
  /** Of entries that wait at the end, or were set aside. */
  left: number;
  ms: number;
}

/** A session has so many commands. */
const COMMANDS_A_SESSION = 100;

const LONG_EVERY = 40;
const LONG_CHARS = 40_000;

/** Of the queue's beginning: more than an agent can have sent without having noted an answer. */
const FIRST_WAITING = 3_000;

/** Nobody listens for so long, now and then. */
const AWAY_MS = 250;

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
    const ids = [...expected.values()].flat();
    return {
      expected: ids.length,
      missing: ids.filter((id) => !intake.ids.has(id)),
      left: await countWaiting(sandbox),
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

/** Ids that must arrive, in the order of their parts, by event and kind. */
type Expected = Map<string, string[]>;

const entryKey = (eventId: string, kind: string): string => `${eventId} ${kind}`;

async function fill({env}: Sandbox, {commands, outputChars, processes}: SoakOptions): Promise<Expected> {
  const store = await openStore(homePaths(env), {access: 'write'});
  const kinds = [
    'log',
    ...(processes !== 'events' ? ['process-log'] : []),
    ...(processes !== 'logs' ? ['process-event'] : []),
  ];
  store.outbox.subscribe([{destination: 'main', kinds: kinds as ['log']}], () => undefined);
  const expected: Expected = new Map();
  for (let done = 0; done < commands; done += COMMANDS_A_SESSION) {
    const session = makeSession({startedAtMs: Date.now() - 60_000});
    await store.createSession(session);
    const events = Array.from({length: Math.min(COMMANDS_A_SESSION, commands - done)}, () => makeEvent(session));
    const texts = events.map((_, index) => textOf(index % LONG_EVERY === 7 ? LONG_CHARS : outputChars));
    const logs = events.map(({id}, index) => makeLog(session, texts[index]!, {eventId: id}));
    await store.write({sessionId: session.id, events, logs});
    for (const [index, {id, commandLine}] of events.entries()) {
      const {length} = splitText(`$ ${commandLine}\n${texts[index]}`, MAX_MESSAGE_BYTES);
      const parts = length === 1 ? [`${id}.log`] : Array.from({length}, (_, part) => `${id}.log.${part + 1}`);
      expected.set(entryKey(id, 'log'), parts);
      if (processes !== 'events') expected.set(entryKey(id, 'process-log'), [`${id}.process`]);
      if (processes !== 'logs') expected.set(entryKey(id, 'process-event'), [`${id}.event`]);
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
  expected: Expected;
  options: SoakOptions;
  random: () => number;
}

/** Kills spread over the work, then patience. @returns How often the agent was killed. */
async function disturb(scene: Scene): Promise<number> {
  const {sandbox, agent, intake, expected, options, random} = scene;
  const paths = homePaths(sandbox.env);
  const deadlineMs = Date.now() + options.timeoutMs;
  const total = [...expected.values()].flat().length;
  let kills = 0;
  while (Date.now() < deadlineMs) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    const arrived = intake.ids.size;
    if (arrived >= total && (await countWaiting(sandbox)) === 0) break;
    // Evenly over what is to be sent, each at a moment of its own.
    if (kills < options.kills && arrived >= (total * (kills + random())) / (options.kills + 1)) {
      await agent.kill();
      kills++;
      await noteLostAnswers(scene);
      await agent.start();
    } else if (random() < 0.02) {
      const port = await intake.vanish();
      await new Promise((resolve) => setTimeout(resolve, AWAY_MS));
      await intake.listen(port);
    } else if (random() < 0.6) {
      // As somebody would who does not want to wait for the next try.
      await askAgent(paths, 'upload-flush').catch(() => null);
    }
  }
  return kills;
}

/** What the dead agent did not note, though it was taken: it will come again, and may. */
async function noteLostAnswers({sandbox: {env}, intake, expected}: Scene): Promise<void> {
  const store = await openStore(homePaths(env), {access: 'read'});
  const page = {after: 0, limit: FIRST_WAITING, maxChars: 50_000_000, filter: null};
  for (const lane of ['logs', 'events'] as const) {
    const {entries} = await store.outbox.read('main', lane, page);
    for (const {event, kind, firstPart} of entries) {
      const unnoted = expected.get(entryKey(event.id, kind))!.slice(firstPart);
      for (const id of unnoted) if (intake.ids.has(id)) intake.unanswered.add(id);
    }
  }
  await store.close();
}

async function countWaiting({env}: Sandbox): Promise<number> {
  const store = await openStore(homePaths(env), {access: 'read'});
  const [status] = await store.outbox.listDestinations(['main']);
  await store.close();
  return status!.waiting.logs + status!.waiting.events + status!.failed;
}

function pickFault(random: () => number): Fault {
  const statuses = [408, 429, 500, 502, 503, 504];
  const faults: (() => Fault)[] = [
    () => ({kind: 'status', status: statuses[Math.floor(random() * statuses.length)]!}),
    () => ({kind: 'status', status: 429, headers: {'X-RateLimit-Reset': '1'}}),
    () => ({kind: 'reset'}),
    () => ({kind: 'lost-answer'}),
    () => ({kind: 'half-answer'}),
    () => ({kind: 'too-large'}),
    () => ({kind: 'slow-read', ms: Math.floor(random() * 300)}),
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
