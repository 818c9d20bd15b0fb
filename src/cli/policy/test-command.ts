import {basename} from 'node:path';
import {Command, Option} from 'clipanion';
import type {Decision} from '../../policy/decide.ts';
import {BaseCommand} from '../base-command.ts';

export class PolicyTestCommand extends BaseCommand {
  static override paths = [['policy', 'test']];
  static override usage = Command.Usage({
    category: 'Policy',
    description: 'Show what lints and rules would do with a command, without running it.',
    details: `
      Evaluates \`process_config\` of config.yaml as if the command were typed here and now: with this folder, these
      variables, this kubeconfig and git branch.

      Exit status: 0 when it would run without a question, 3 when a lint would ask first, 4 when it would need approval, 1 when a
      snippet fails.
    `,
    examples: [
      ['Would this need approval?', '$0 policy test -- kubectl scale --context prod deploy/web'],
      [
        'In the pipeline of a dotfiles repository',
        '$0 policy test --json -- kubectl delete ns shop | jq -e \'.actions | index("approval")\'',
      ],
    ],
  });

  json = Option.Boolean('--json', false, {description: 'Print JSON'});
  words = Option.Rest({name: 'command', required: 1});

  protected async run(): Promise<number> {
    const decision = await this.decide();
    if (this.json) this.printJson(decision);
    else {
      const {renderDecision} = await import('../../policy/describe.ts');
      this.print(renderDecision(decision));
    }
    return statusOf(decision);
  }

  private async decide(): Promise<Decision> {
    const [name, ...args] = this.words;
    const {LuauRunner} = await import('../../policy/luau-runner.ts');
    const {findPolicyWorker} = await import('../../policy/worker-file.ts');
    const {decide} = await import('../../policy/decide.ts');
    const {readInvocationFacts} = await import('./invocation-facts.ts');
    const {policy} = await this.context.config();
    const runner = new LuauRunner({workerFile: findPolicyWorker()});
    try {
      return await decide(policy, readInvocationFacts(basename(name!), args, this.context), runner);
    } finally {
      await runner.close();
    }
  }
}

function statusOf({problems, actions, warnings}: Decision): number {
  if (problems.length > 0) return 1;
  if (actions.includes('approval')) return 4;
  return warnings.length > 0 ? 3 : 0;
}
