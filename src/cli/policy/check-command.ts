import {Command, Option} from 'clipanion';
import {BaseCommand} from '../base-command.ts';

export class PolicyCheckCommand extends BaseCommand {
  static override paths = [['policy', 'check']];
  static override usage = Command.Usage({
    category: 'Policy',
    description: 'Find the mistakes in config.yaml, its lints and rules.',
    details: `
      Checks names and types of all settings, compiles every snippet (Luau, as CoTerm runs them), and finds names that snippets
      do not have and rules that are never reached. Nothing is run.

      Exit status: 0 when nothing was found, else 1.
    `,
    examples: [
      ['Before a commit to the dotfiles', '$0 policy check'],
      ['Another file', 'DDCOTERM_HOME=./ddcoterm $0 policy check'],
    ],
  });

  json = Option.Boolean('--json', false, {description: 'Print JSON'});

  protected async run(): Promise<number> {
    const {loadConfig} = await import('../../config/load.ts');
    const {describeProblem} = await import('../../config/problem.ts');
    const {checkPolicy} = await import('../../policy/check.ts');
    const {LuauRunner} = await import('../../policy/luau-runner.ts');
    const {findPolicyWorker} = await import('../../policy/worker-file.ts');
    const {config, problems, plain} = loadConfig(this.context.paths, this.context.env);
    const runner = new LuauRunner({workerFile: findPolicyWorker()});
    const mistakes = await checkPolicy(config.policy, runner).finally(() => runner.close());
    const found: {line: number | null; message: string; cure?: string}[] = [
      ...problems.map((problem) => ({line: problem.line, message: describeProblem(problem), cure: problem.cure})),
      ...mistakes.map(({line, message}) => ({line, message})),
    ];
    if (this.json) this.printJson(found);
    else for (const {message, cure} of found) this.print(cure === undefined ? message : `${message}\n    ${cure}`);
    if (!this.json) for (const note of needlessSettings(plain)) this.note(note);
    const snippets = config.policy.commands.reduce((sum, {lints, rules}) => sum + lints.length + rules.length, 0);
    if (!this.json && found.length === 0)
      this.print(`${snippets} ${snippets === 1 ? 'lint or rule' : 'lints and rules'}, no mistake found`);
    return found.length === 0 ? 0 : 1;
  }
}

/** CoTerm's, accepted so that its files work unchanged; no mistakes. */
const NEEDLESS: Record<string, string> = {
  enable_telemetry: 'ddcoterm sends no telemetry',
  enable_ptrace: 'processes are seen without tracing',
};

const needlessSettings = (plain: Record<string, unknown>): string[] =>
  Object.entries(NEEDLESS)
    .filter(([key]) => plain[key] === true)
    .map(([key, reason]) => `"${key}" is accepted and does nothing: ${reason}`);
