import {Command} from 'clipanion';
import type {CliContext} from './context.ts';
import {reportError} from './errors.ts';

/**
 * A command of the CLI: a declaration, and `run` with a few lines of work. Heavy rooms (store, review, host) are imported
 * inside `run`, so that `--version` and completions start fast.
 */
export abstract class BaseCommand extends Command<CliContext> {
  /** @returns The exit status. A DdcotermError that is thrown is told on stderr and gives 1. */
  protected abstract run(): Promise<number>;

  override async execute(): Promise<number> {
    try {
      return await this.run();
    } catch (error) {
      return reportError(error, this.context);
    }
  }

  protected print(text: string): void {
    this.context.stdout.write(text.endsWith('\n') || text === '' ? text : `${text}\n`);
  }

  protected printJson(value: unknown): void {
    this.context.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
  }

  /** What is not a result: progress, advice. */
  protected note(text: string): void {
    this.context.stderr.write(`${text}\n`);
  }
}
