/** From arguments to exit status, without touching the process: `main.ts` and the tests stand on this. */
import {Cli, type Command, type CommandClass} from 'clipanion';
import {COMMANDS} from './commands.ts';
import type {CliContext} from './context.ts';
import {reportError, usageError} from './errors.ts';
import {leadingWords, planCommandLine} from './plan.ts';
import {runPlugin} from './plugin/run-plugin.ts';
import {RecordCommand} from './record-command.ts';
import {recordOptionProblem, syntaxProblem} from './syntax-problem.ts';
import {tellNotice} from './tell-notice.ts';

/** Names of all commands as typed: `ls`, `shim add`, … Without those that only scripts call. */
export function commandNames(): string[] {
  return COMMANDS.filter(({usage}) => usage !== undefined)
    .flatMap(({paths = []}) => paths.map((path) => path.join(' ')))
    .filter((name) => name !== '' && !name.startsWith('-'));
}

function firstWords(): Set<string> {
  return new Set(COMMANDS.flatMap(({paths = []}) => paths.flatMap(([word]) => word ?? [])));
}

/** @returns The exit status. Where `context.ending.signal` is set afterwards, the caller dies of that signal instead. */
export async function runCommandLine(args: readonly string[], context: CliContext): Promise<number> {
  try {
    const names = commandNames();
    const plan = planCommandLine(args, firstWords());
    if (plan.kind === 'plugin') return await runPlugin(plan.args, names, context);
    if (plan.kind === 'misplaced') {
      throw recordOptionProblem(args.slice(0, args.indexOf(plan.word)), RecordCommand) ?? misplacedCommand(plan.word);
    }
    const status = await runCommand(plan.args, context);
    const [word] = plan.args;
    // Not at the end of a single command that was recorded: that is to look as without us.
    if (word === undefined || firstWords().has(word)) tellNotice(context, word);
    return status;
  } catch (error) {
    return reportError(error, context);
  }
}

async function runCommand(args: string[], context: CliContext): Promise<number> {
  const candidates = candidatesFor(args);
  const cli = Cli.from<CliContext>(candidates, {binaryName: 'ddcoterm', enableColors: context.color});
  let command: Command<CliContext>;
  try {
    // Not the context itself: clipanion copies it, and with that would open its streams.
    command = cli.process(args, {env: context.env} as CliContext);
  } catch (error) {
    throw syntaxProblem(error, {words: leadingWords(args), names: commandNames(), candidates});
  }
  command.context = context;
  return command.validateAndExecute();
}

/** The command that the most words name, else all that share the first: clipanion's complaints are then about these. */
function candidatesFor(args: readonly string[]): CommandClass<CliContext>[] {
  const matches = COMMANDS.flatMap((command) => (command.paths ?? []).map((path) => ({command, path})))
    .filter(({path}) => path.length > 0 && path.every((word, index) => word === args[index]))
    .sort((a, b) => b.path.length - a.path.length);
  if (matches[0] !== undefined) return [matches[0].command];
  return COMMANDS.filter(({paths = []}) => paths.some(([word]) => word === args[0]));
}

const misplacedCommand = (word: string) =>
  usageError(
    `Cannot read argument "${word}": options of a recording stand before it`,
    `To record a command write "--" before it: ddcoterm [options] -- ${word}`,
  );
