import {VERSION} from '../../config/version.ts';
import {askAgent} from '../agent-control.ts';
import type {CliContext} from '../context.ts';
import {type Check, ok} from './check.ts';

export async function examineAgent({paths}: CliContext): Promise<Check[]> {
  const status = await askAgent(paths, 'status');
  if (status === null) return [ok('agent', 'AGENT', 'The agent is not running; it starts with the next recording')];
  const {pid, liveSessions, paused, version} = status;
  const checks: Check[] = [];
  if (paused !== null) {
    const cure = 'It resumes by itself when the cause is gone';
    checks.push({area: 'agent', code: 'AGENT_PAUSED', state: 'fail', message: `Recording pauses: ${paused}`, cure});
  }
  if (version !== VERSION) {
    const message = `The agent is version ${version}, this is ${VERSION}`;
    checks.push({area: 'agent', code: 'AGENT_VERSION', state: 'warn', message, cure: 'Run "ddcoterm agent stop"'});
  }
  if (checks.length > 0) return checks;
  return [ok('agent', 'AGENT', `The agent runs (process ${pid}) and answers; live sessions: ${liveSessions}`)];
}
