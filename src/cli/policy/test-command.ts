import {basename} from 'node:path';
import {Command, Option} from 'clipanion';
import type {Policy} from '../../config/policy.ts';
import type {ConfigProblem} from '../../config/problem.ts';
import type {Decision} from '../../policy/decide.ts';
import type {Outcome} from '../../policy/describe.ts';
import {BaseCommand} from '../base-command.ts';
import {ExitCode} from '../errors.ts';

export class PolicyTestCommand extends BaseCommand {
  static override paths = [['policy', 'test']];
  static override usage = Command.Usage({
    category: 'Policy',
    description: 'Show what lints and rules would do with a command, without running it.',
    details: `
      Evaluates \`process_config\` of config.yaml as if the command were typed here and now: with this folder, these
      variables, this kubeconfig and git branch. \`is_tty\` is true where stdin is a terminal.

      Exit status: 0 when it would run without a question, 3 when a lint would ask first, 4 when it would need approval, 1 when a
      snippet fails or config.yaml is broken.
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
    const {outcomeOf, renderDecision} = await import('../../policy/describe.ts');
    const {loadConfig} = await import('../../config/load.ts');
    const {config, problems} = loadConfig(this.context.paths, this.context.env);
    const decision = await this.decide(config.policy, problems);
    const outcome = outcomeOf(decision, config.policy.onPolicyError);
    if (this.json) this.printJson({outcome, ...decision});
    else this.print(renderDecision(decision, outcome));
    return decision.problems.length > 0 ? ExitCode.Failure : STATUS[outcome];
  }

  private async decide(policy: Policy, fileProblems: ConfigProblem[]): Promise<Decision> {
    const [name, ...args] = this.words;
    const {LuauRunner} = await import('../../policy/luau-runner.ts');
    const {findPolicyWorker} = await import('../../policy/worker-file.ts');
    const {decide} = await import('../../policy/decide.ts');
    const {readInvocationFacts} = await import('./invocation-facts.ts');
    const {isPolicyProblem} = await import('../../config/policy.ts');
    const {describeProblem} = await import('../../config/problem.ts');
    const runner = new LuauRunner({workerFile: findPolicyWorker()});
    try {
      const decision = await decide(policy, readInvocationFacts(basename(name!), args, this.context), runner);
      const ofFile = fileProblems
        .filter(isPolicyProblem)
        .map((problem) => ({kind: 'file' as const, line: problem.line ?? 1, message: describeProblem(problem)}));
      return {...decision, problems: [...ofFile, ...decision.problems]};
    } finally {
      await runner.close();
    }
  }
}

/** Where nothing failed. */
const STATUS: Record<Outcome, number> = {
  runs: ExitCode.Ok,
  asks: 3,
  'waits-for-approval': 4,
  'does-not-start': ExitCode.Failure,
};
