/** Every command, in one list: the CLI, help, completions and the tests read it. */
import type {CommandClass} from 'clipanion';
import type {CliContext} from './context.ts';
import {HelpCommand} from './help-command.ts';
import {RecordCommand} from './record-command.ts';
import {REVIEW_COMMANDS} from './review-commands.ts';
import {VersionCommand} from './version-command.ts';

export const COMMANDS: readonly CommandClass<CliContext>[] = [
  RecordCommand,
  ...REVIEW_COMMANDS,
  HelpCommand,
  VersionCommand,
];
