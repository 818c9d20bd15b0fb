/** The commands that look at what was recorded. */
import type {CommandClass} from 'clipanion';
import type {CliContext} from './context.ts';
import {EventsCommand} from './events-command.ts';
import {ExportCommand} from './export-command.ts';
import {LogsCommand} from './logs-command.ts';
import {LsCommand} from './ls-command.ts';
import {PlayCommand} from './play-command.ts';
import {RmCommand} from './rm-command.ts';
import {ShowCommand} from './show-command.ts';
import {StatsCommand} from './stats-command.ts';
import {UiTokenCreateCommand} from './ui/token-create-command.ts';
import {UiTokenListCommand} from './ui/token-list-command.ts';
import {UiTokenRevokeCommand} from './ui/token-revoke-command.ts';
import {UiCommand} from './ui-command.ts';

export const REVIEW_COMMANDS: readonly CommandClass<CliContext>[] = [
  LsCommand,
  ShowCommand,
  PlayCommand,
  LogsCommand,
  EventsCommand,
  ExportCommand,
  RmCommand,
  StatsCommand,
  UiCommand,
  UiTokenCreateCommand,
  UiTokenListCommand,
  UiTokenRevokeCommand,
];
