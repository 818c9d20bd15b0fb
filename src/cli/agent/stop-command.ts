import {Command} from 'clipanion';
import {BaseCommand} from '../base-command.ts';
import {agentStays} from '../errors.ts';

/** It has to write what it holds back first. */
const STOP_TIMEOUT_MS = 10_000;

export class AgentStopCommand extends BaseCommand {
  static override paths = [['agent', 'stop']];
  static override usage = Command.Usage({
    category: 'Set-up',
    description: 'Stop the agent; the next recording starts a new one.',
    details: `
      What was acknowledged is on disk already. Sessions that are running go on: their hosts find or start another agent
      and continue the same recording. To stop recording instead, set DDCOTERM_DISABLE=1.

      Exit status: 0 also when none was running, 1 when it could not be stopped.
    `,
    examples: [['After an upgrade', '$0 agent stop']],
  });

  protected async run(): Promise<number> {
    const {askAgent, waitForEnd} = await import('../agent-control.ts');
    const status = await askAgent(this.context.paths, 'stop');
    if (status === null) {
      this.print('The agent is not running');
      return 0;
    }
    if (!(await waitForEnd(status.pid, STOP_TIMEOUT_MS))) throw agentStays(status.pid);
    this.print(`Stopped the agent (process ${status.pid})`);
    return 0;
  }
}
