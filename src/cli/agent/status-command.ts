import {Command, Option} from 'clipanion';
import {formatDuration} from '../../config/units.ts';
import type {AgentStatus} from '../../protocol/messages.ts';
import {BaseCommand} from '../base-command.ts';

export class AgentStatusCommand extends BaseCommand {
  static override paths = [['agent', 'status']];
  static override usage = Command.Usage({
    category: 'Set-up',
    description: 'Tell whether the agent runs, and what it is doing.',
    details: `
      The agent is the background process that redacts and keeps what hosts send. It starts when it is needed and leaves
      when nothing happened for a while, so "not running" is a normal state.

      Exit status: 0 when it runs, 1 when it does not or cannot be reached.
    `,
    examples: [
      ['Is it there?', '$0 agent status'],
      ['Its memory, for a script', "$0 agent status --json | jq '.residentBytes'"],
    ],
  });

  json = Option.Boolean('--json', false, {description: 'Print JSON'});

  protected async run(): Promise<number> {
    const {askAgent} = await import('../agent-control.ts');
    const status = await askAgent(this.context.paths, 'status');
    if (this.json) this.printJson(status === null ? {running: false} : {running: true, ...status});
    else
      this.print(
        status === null ? 'The agent is not running; it starts with the next recording' : this.describe(status),
      );
    return status === null ? 1 : 0;
  }

  private describe({version, pid, startedAtMs, liveSessions, residentBytes, paused}: AgentStatus): string {
    const seconds = Math.max(0, Math.round((this.context.now() - startedAtMs) / 1000));
    return [
      `version   ${version}`,
      `process   ${pid}, running for ${roughAge(seconds)}`,
      `sessions  ${liveSessions} live`,
      `memory    ${(residentBytes / 1024 ** 2).toFixed(0)} MiB`,
      `recording ${paused === null ? 'works' : `pauses: ${paused}`}`,
    ].join('\n');
  }
}

/** Two units at most: `3h`, `2d`, `45s`. */
function roughAge(seconds: number): string {
  if (seconds < 120) return `${seconds}s`;
  if (seconds < 7200) return formatDuration(Math.round(seconds / 60) * 60_000);
  return formatDuration(Math.round(seconds / 3600) * 3_600_000);
}
