/** Has the agent send what waits, and watches the queue until it is empty or goes no further. */
import {findBundles, startAgent} from '../../host/bundles.ts';
import type {AgentStatus} from '../../protocol/messages.ts';
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
  const before = await readWaiting(outbox);
  if (before.total === 0) {
    print('Nothing waits');
    return 0;
  }
  await askRunningAgent(context);
  const startMs = context.now();
  const bar = new ProgressBar(context, before.total);
  let progress = {total: before.total, atMs: startMs};
  let now = before;
  while (now.total > 0 && context.now() - startMs < timeoutMs) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    now = await readWaiting(outbox);
    if (now.total < progress.total) progress = {total: now.total, atMs: context.now()};
    bar.show(now.total);
    if (isHopeless(now.destinations, startMs) && context.now() - progress.atMs > HOPELESS_MS) break;
  }
  bar.end();
  const failed = now.destinations.reduce((sum, destination) => sum + destination.failed, 0);
  if (failed > 0) note(`Set aside because the receiver refused them: ${failed}. See "ddcoterm upload failed"`);
  if (now.total === 0) {
    print('Nothing waits any more');
    return 0;
  }
  for (const {name, pauseReason, lastError} of now.destinations.filter(hasWaiting)) {
    note(
      `${name}: ${pauseReason === null ? (lastError ?? 'it takes longer than --timeout') : `it pauses (${pauseReason})`}`,
    );
  }
  note(`Still waiting: ${now.total}. The agent goes on by itself; "ddcoterm upload status" tells more`);
  return 1;
}

async function askRunningAgent(context: CliContext): Promise<AgentStatus> {
  const first = await askAgent(context.paths, 'upload-flush');
  if (first !== null) return first;
  startAgent(findBundles(), context.env);
  const deadlineMs = context.now() + AGENT_START_MS;
  while (context.now() < deadlineMs) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    const status = await askAgent(context.paths, 'upload-flush');
    if (status !== null) return status;
  }
  throw agentMissing(context.paths.agentLog);
}

async function readWaiting(outbox: Outbox): Promise<{total: number; destinations: DestinationStatus[]}> {
  const destinations = await outbox.listDestinations();
  const total = destinations.reduce((sum, {waiting}) => sum + waiting.logs + waiting.events, 0);
  return {total, destinations};
}

const hasWaiting = ({waiting}: DestinationStatus): boolean => waiting.logs + waiting.events > 0;

/** Everything that waits belongs to destinations that pause or have failed since. */
function isHopeless(destinations: readonly DestinationStatus[], sinceMs: number): boolean {
  return destinations
    .filter(hasWaiting)
    .every(
      ({pauseReason, lastErrorAtMs, lastError}) =>
        pauseReason !== null || (lastError !== null && (lastErrorAtMs ?? 0) >= sinceMs),
    );
}
