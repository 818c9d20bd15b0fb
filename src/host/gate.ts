/** Before a command that has a policy: asks for the verdict. */
import {closeSync, openSync, read, writeSync} from 'node:fs';
import {promisify} from 'node:util';
import {hasPolicyFor} from '../config/policy.ts';
import type {Hello} from '../protocol/messages.ts';
import {RUN_PROCESSES, RUN_RECORD, VerdictKind} from '../protocol/verdict.ts';
import {startAgent} from './bundles.ts';
import {agentUnreachable} from './errors.ts';
import {noteFailure, type Situation} from './situation.ts';
import {askForVerdict, VERDICT_MS} from './verdict-client.ts';

export type Passage =
  /** As without a policy. */
  | {kind: 'free'}
  | {kind: 'run'; records: boolean; processes: boolean; verdicts: string}
  | {kind: 'stop'; status: number};

const NO_AGENT = `no verdict within ${VERDICT_MS} ms`;

export async function passGate(situation: Situation, hello: Hello): Promise<Passage> {
  const {config, request, paths, bundles, env} = situation;
  if (!hasPolicyFor(config.policy, request.name) && request.actions === undefined) return {kind: 'free'};
  try {
    const verdict = await askForVerdict({
      socketPath: paths.socket,
      ask: {
        ...hello,
        ...(request.actions && {actions: request.actions}),
        ...(request.reason && {reason: request.reason}),
      },
      startAgent: () => startAgent(bundles, env, paths.socket),
      say,
      readLine,
    });
    if (verdict === null) throw agentUnreachable(paths.socket, NO_AGENT);
    const {kind, value, text} = verdict;
    if (kind === VerdictKind.Run) {
      return {
        kind: 'run',
        records: (value & RUN_RECORD) !== 0,
        processes: (value & RUN_PROCESSES) !== 0,
        verdicts: text,
      };
    }
    say(text);
    return {kind: 'stop', status: value};
  } catch (error) {
    noteFailure(situation, error);
    if (config.onFailure === 'open') return {kind: 'free'};
    say(`ddcoterm: ${request.name} was not started: ${(error as Error).message} (on_failure: block)\n`);
    return {kind: 'stop', status: 125};
  }
}

/** Not through Node's stream, which would make a pipe of the user's non-blocking. */
function say(text: string): void {
  try {
    writeSync(2, text);
  } catch {
    // stderr is closed, or its reader is gone
  }
}

/** Questions are short, and so are their answers. */
const MAX_LINE_BYTES = 1024;

/** Of the controlling terminal: what the command's input is is not ours to read. Ctrl-C ends this process as it would any. */
async function readLine(): Promise<string> {
  const terminal = openSync('/dev/tty', 'r');
  try {
    const {bytesRead, buffer} = await promisify(read)(terminal, Buffer.alloc(MAX_LINE_BYTES), 0, MAX_LINE_BYTES, null);
    return buffer.toString('utf8', 0, bytesRead).replace(/\r?\n$/, '');
  } finally {
    closeSync(terminal);
  }
}
