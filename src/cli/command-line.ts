/** From arguments to exit status, without touching the process: `main.ts` and the tests stand on this. */
import {Cli, type Command} from 'clipanion';
import {VERSION} from '../config/version.ts';
import {COMMANDS} from './commands.ts';
import type {CliContext} from './context.ts';
import {reportError, usageError} from './errors.ts';
import {leadingWords, planCommandLine} from './plan.ts';
import {runPlugin} from './plugin/run-plugin.ts';
import {syntaxProblem} from './syntax-problem.ts';

export function createCli(color: boolean): Cli<CliContext> {
  return Cli.from<CliContext>([...COMMANDS], {
    binaryLabel: 'Records terminal sessions',
    binaryName: 'ddcoterm',
    binaryVersion: VERSION,
    enableColors: color,
  });
}

/** Names of all commands as typed: `ls`, `shim add`, … */
export function commandNames(): string[] {
  return COMMANDS.flatMap((command) => command.paths ?? [])
    .map((path) => path.join(' '))
    .filter((name) => name !== '' && !name.startsWith('-'));
}

/** @returns The exit status. Where `context.ending.signal` is set afterwards, the caller dies of that signal instead. */
export async function runCommandLine(args: readonly string[], context: CliContext): Promise<number> {
  try {
    const names = commandNames();
    const plan = planCommandLine(args, new Set(names.map((name) => name.split(' ')[0]!)));
    if (plan.kind === 'plugin') return await runPlugin(plan.args, names, context);
    if (plan.kind === 'misplaced') throw misplacedCommand(plan.word);
    return await runCommand(plan.args, context);
  } catch (error) {
    return reportError(error, context);
  }
}

async function runCommand(args: string[], context: CliContext): Promise<number> {
  const cli = createCli(context.color);
  let command: Command<CliContext>;
  try {
    command = cli.process(args, context);
  } catch (error) {
    const words = leadingWords(args);
    throw syntaxProblem(error, words, commandNames());
  }
  return cli.run(command, context);
}

const misplacedCommand = (word: string) =>
  usageError(
    `Cannot read argument "${word}": options of a recording stand before it`,
    `To record a command write "--" before it: ddcoterm [options] -- ${word}`,
  );
