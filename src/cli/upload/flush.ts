/** Has the agent send what waits, and watches the queue until it is empty or goes no further. */
import {findBundles, startAgent} from '../../host/bundles.ts';
import type {AgentStatus, UploadState} from '../../protocol/messages.ts';
import type {DestinationStatus, Outbox} from '../../store/outbox.ts';
import {askAgent} from '../agent-control.ts';
import type {CliContext} from '../context.ts';
import {agentMissing} from '../errors.ts';
import {ProgressBar} from './progress-bar.ts';

const POLL_MS = 150;
const AGENT_START_MS = 10_000;

/** A destination that fails and got nothing through for so long is not waited for. */
const HOPELESS_MS = 4_000;

export interface FlushOptions {
  outbox: Outbox;
  context: CliContext;
  timeoutMs: number;
  print: (text: string) => void;
  note: (text: string) => void;
}

/** @returns The exit status. */
export async function flushOutbox({outbox, context, timeoutMs, print, note}: FlushOptions): Promise<number> {
  if (countWaiting(await outbox.listDestinations()) === 0) {
    print('Nothing waits');
    return 0;
  }
  const {upload} = await askRunningAgent(context);
  const states = new Map(upload.map((state) => [state.name, state]));
  /** Those that the agent sends to. */
  const isSent = ({name, pauseReason}: DestinationStatus) => pauseReason === null && states.get(name)?.problem === null;
  const startMs = context.now();
  let now = await outbox.listDestinations();
  let left = countWaiting(now.filter(isSent));
  const bar = new ProgressBar(context, left);
  let progressAtMs = startMs;
  while (left > 0 && context.now() - startMs < timeoutMs) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    now = await outbox.listDestinations();
    const leftNow = countWaiting(now.filter(isSent));
    if (leftNow < left) progressAtMs = context.now();
    left = leftNow;
    bar.show(left);
    if (isHopeless(now.filter(isSent), startMs) && context.now() - progressAtMs > HOPELESS_MS) break;
  }
  bar.end();
  const failed = now.reduce((sum, destination) => sum + destination.failed, 0);
  if (failed > 0) note(`Set aside because the receiver refused them: ${failed}. See "ddcoterm upload failed"`);
  if (countWaiting(now) === 0) {
    print('Nothing waits any more');
    return 0;
  }
  for (const destination of now.filter(hasWaiting)) note(describeRest(destination, states.get(destination.name)));
  note(`Still waiting: ${countWaiting(now)}. "ddcoterm upload status" tells more`);
  return 1;
}

function describeRest({name, pauseReason, lastError}: DestinationStatus, state: UploadState | undefined): string {
  if (pauseReason !== null) return `${name}: it pauses. To go on: ddcoterm upload resume ${name}`;
  if (state === undefined) return `${name}: the settings and the environment name no such destination any more`;
  const reason = state.problem ?? lastError ?? 'it takes longer than --timeout';
  return `${name}: ${reason}${state.problem === null ? '. The agent goes on trying' : ''}`;
}

async function askRunningAgent(context: CliContext): Promise<AgentStatus> {
  const first = await askAgent(context.paths, 'upload-flush');
  if (first !== null) return first;
  startAgent(findBundles(), context.env, context.paths.socket);
  const deadlineMs = context.now() + AGENT_START_MS;
  while (context.now() < deadlineMs) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    const status = await askAgent(context.paths, 'upload-flush');
    if (status !== null) return status;
  }
  throw agentMissing(context.paths.agentLog);
}

const countWaiting = (destinations: readonly DestinationStatus[]): number =>
  destinations.reduce((sum, {waiting}) => sum + waiting.logs + waiting.events, 0);

const hasWaiting = ({waiting}: DestinationStatus): boolean => waiting.logs + waiting.events > 0;

/** Everything that waits belongs to destinations that have failed since. */
function isHopeless(destinations: readonly DestinationStatus[], sinceMs: number): boolean {
  return destinations
    .filter(hasWaiting)
    .every(({lastErrorAtMs, lastError}) => lastError !== null && (lastErrorAtMs ?? 0) >= sinceMs);
}
