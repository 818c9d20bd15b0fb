/**
 * Entry of the agent's bundle: one per user and home, started by hosts, on no terminal. What runs snippets of policies takes as
 * long to start as all the rest, so it starts beside it where there is a policy: a command is waiting for its verdict.
 */
import {readFileSync} from 'node:fs';
import {homePaths} from '../config/home.ts';
import {LuauRunner} from '../policy/luau-runner.ts';
import {findPolicyWorker} from '../policy/worker-file.ts';
import {leaveNothingInCores} from './core-dumps.ts';

process.umask(0o077);
leaveNothingInCores();
process.on('SIGHUP', () => undefined); // the terminal of the session that started it means nothing to the agent
const paths = homePaths(process.env);
const runner = new LuauRunner({workerFile: findPolicyWorker()});
if (mayHavePolicy(paths.config)) runner.warmUp().catch(() => undefined); // told when a snippet is run
void import('./run-agent.ts').then(({runAgent}) => runAgent(paths, runner));

/** Read for good when the rest is there, which knows YAML. */
function mayHavePolicy(file: string): boolean {
  try {
    return readFileSync(file, 'utf8').includes('process_config');
  } catch {
    return false;
  }
}
