/** Every command, in one list: the CLI, help, completions and the tests read it. */
import type {CommandClass} from 'clipanion';
import {AgentStatusCommand} from './agent/status-command.ts';
import {AgentStopCommand} from './agent/stop-command.ts';
import {ApprovalsApproveCommand} from './approvals/approve-command.ts';
import {ApprovalsDenyCommand} from './approvals/deny-command.ts';
import {ApprovalsListCommand} from './approvals/list-command.ts';
import {ApproveCommand} from './approve-command.ts';
import {CandidatesCommand} from './completion/candidates-command.ts';
import {CompletionCommand} from './completion/completion-command.ts';
import {ConfigGetCommand} from './config/get-command.ts';
import {ConfigPathCommand} from './config/path-command.ts';
import {ConfigSetCommand} from './config/set-command.ts';
import type {CliContext} from './context.ts';
import {DoctorCommand} from './doctor/doctor-command.ts';
import {HelpCommand} from './help-command.ts';
import {InitCommand} from './init/init-command.ts';
import {PluginListCommand} from './plugin/list-command.ts';
import {PolicyCheckCommand} from './policy/check-command.ts';
import {PolicyTestCommand} from './policy/test-command.ts';
import {RecordCommand} from './record-command.ts';
import {RedactRulesCommand} from './redact/rules-command.ts';
import {RedactTestCommand} from './redact/test-command.ts';
import {REVIEW_COMMANDS} from './review-commands.ts';
import {ShimAddCommand} from './shim/add-command.ts';
import {ShimDoctorCommand} from './shim/doctor-command.ts';
import {ShimListCommand} from './shim/list-command.ts';
import {ShimRemoveCommand} from './shim/remove-command.ts';
import {ShimCommand} from './shim/shim-command.ts';
import {ShimSyncCommand} from './shim/sync-command.ts';
import {ShimWhichCommand} from './shim/which-command.ts';
import {UploadDiscardCommand} from './upload/discard-command.ts';
import {UploadFailedCommand} from './upload/failed-command.ts';
import {UploadFlushCommand} from './upload/flush-command.ts';
import {UploadPauseCommand} from './upload/pause-command.ts';
import {UploadResumeCommand} from './upload/resume-command.ts';
import {UploadRetryCommand} from './upload/retry-command.ts';
import {UploadStatusCommand} from './upload/status-command.ts';
import {VersionCommand} from './version-command.ts';

export const COMMANDS: readonly CommandClass<CliContext>[] = [
  RecordCommand,
  ...REVIEW_COMMANDS,
  ShimCommand,
  ShimAddCommand,
  ShimRemoveCommand,
  ShimListCommand,
  ShimSyncCommand,
  ShimWhichCommand,
  ShimDoctorCommand,
  InitCommand,
  DoctorCommand,
  ConfigGetCommand,
  ConfigSetCommand,
  ConfigPathCommand,
  PolicyCheckCommand,
  PolicyTestCommand,
  ApproveCommand,
  ApprovalsListCommand,
  ApprovalsApproveCommand,
  ApprovalsDenyCommand,
  RedactTestCommand,
  RedactRulesCommand,
  AgentStatusCommand,
  AgentStopCommand,
  UploadStatusCommand,
  UploadFlushCommand,
  UploadPauseCommand,
  UploadResumeCommand,
  UploadFailedCommand,
  UploadRetryCommand,
  UploadDiscardCommand,
  CompletionCommand,
  PluginListCommand,
  HelpCommand,
  VersionCommand,
  CandidatesCommand,
];
