/**
 * Runs one command, recorded: in a PTY where standard output is a terminal, with its own descriptors elsewhere. Whatever
 * fails about the recording, the command runs; `on_failure: block` is the one exception.
 */
import {randomBytes} from 'node:crypto';
import {getSystemErrorMap} from 'node:util';
import {uuidV7} from '../protocol/uuid.ts';
import {say} from './announce.ts';
import {leaveAs} from './ending.ts';
import {recordingFailed} from './errors.ts';
import {passGate} from './gate.ts';
import {refreshHostSettings} from './host-settings.ts';
import {runPlain} from './plain-session.ts';
import {block, helloBeforeStart, prepareRecording, runRecorded} from './recorded-run.ts';
import {type HostOptions, isLeftAlone, type Result, readSituation, type Situation} from './situation.ts';

/**
 * @returns The status to exit with: the command's, 126 or 127 when it could not be started, 125 when it was blocked.
 *   When a signal ended the command this process dies of the same one and the promise does not settle.
 */
export async function runHost(options: HostOptions): Promise<number> {
  const situation = readSituation(options);
  refreshHostSettings(situation.paths, situation.bundles);
  const result = isLeftAlone(situation) ? await runUnrecorded(situation) : await record(situation);
  if (result.startErrno !== null) say(`${situation.request.name}: ${describeErrno(result.startErrno)}`);
  return leaveAs(result.ending);
}

async function record(situation: Situation): Promise<Result> {
  const session = situation.request.session ?? uuidV7(Date.now(), randomBytes(10));
  const passage = await passGate(situation, helloBeforeStart(situation, session));
  if (passage.kind === 'stop') return {ending: {kind: 'exit', status: passage.status}, startErrno: null};
  if (passage.kind === 'run' && !passage.records && !passage.processes) return runUnrecorded(situation);
  const prepared = prepareRecording(situation, session, passage);
  if (prepared !== null) return runRecorded(situation, prepared);
  return situation.config.onFailure === 'block' ? block(situation, recordingFailed()) : runUnrecorded(situation);
}

function runUnrecorded(situation: Situation): Promise<Result> {
  const {request, env, launch, perl, kinds} = situation;
  const {executable, args, name} = request;
  const command = {executable, argv: [name, ...args], env, addedVariables: [], launch};
  return runPlain({perl, command, kinds, recording: null, capture: 'terminal'});
}

/** As shells say it: `No such file or directory`. */
function describeErrno(errno: number): string {
  const [, text] = getSystemErrorMap().get(-errno) ?? ['', `error ${errno}`];
  return text.charAt(0).toUpperCase() + text.slice(1);
}
