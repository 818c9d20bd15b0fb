/**
 * Approvals in Datadog Case Management. Datadog documents no verb for approving, so this convention stands in the text of
 * every case: closing it with a status or a resolution that begins with "approved" approves, closing it otherwise denies.
 */
import type {CaseState, Cases} from '../../datadog/cases.ts';
import {DdcotermError} from '../../errors.ts';
import type {ApprovalCase, ApprovalTalk, ApprovalVerdict, Approver} from '../approval.ts';

export interface DatadogApproverOptions {
  cases: Cases;
  project: string;
  caseType: string;
  /** argv, redacted. */
  command: string;
  askReason: () => Promise<string | null>;
  timeoutMs: number;
  /** How often Datadog is asked. */
  pollMs: number;
  now: () => number;
  /** Waits; ends early when `signal` is aborted. */
  sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  signal: AbortSignal;
}

/** Its API may fail for a while; a request that cannot be read any more is over. */
const MAX_FAILURES = 10;

export class DatadogApprover implements Approver {
  constructor(private readonly options: DatadogApproverOptions) {}

  async approve(asked: ApprovalCase, talk: ApprovalTalk): Promise<ApprovalVerdict> {
    const {cases, project, caseType, command} = this.options;
    const reason = await this.options.askReason();
    const title = `Approval of: ${command}`.slice(0, 200);
    const description = describe(asked, command, reason);
    const {id, key} = await cases.create({title, description, project, type: caseType});
    talk.note('policy.approval.asked', `${command} (${asked.rule}), case ${key}`);
    talk.say(`Waiting for approval of: ${command}\nCase ${key} in Datadog; Ctrl-C withdraws the request.\n`);
    const state = await this.wait(id, talk);
    if (state === null) {
      talk.note('policy.approval.expired', `${command}, case ${key}`);
      return {isGranted: false, why: `case ${key} was not decided in time`};
    }
    return tell(state, command, talk);
  }

  /** @returns Null when the time is over. */
  private async wait(id: string, talk: ApprovalTalk): Promise<CaseState | null> {
    const {timeoutMs, pollMs, now, sleep, signal, command} = this.options;
    const deadlineMs = now() + timeoutMs;
    let shown = '';
    while (now() < deadlineMs) {
      await sleep(pollMs, signal);
      if (signal.aborted) {
        talk.note('policy.approval.withdrawn', command);
        await this.tellCase(id, 'Withdrawn by the requester.');
        throw signal.reason;
      }
      const state = await this.read(id);
      if (state === null) continue;
      if (state.isClosed) return state;
      if (state.status !== shown && shown !== '') talk.say(`Case ${state.key}: ${state.status}\n`);
      shown = state.status;
    }
    await this.tellCase(id, 'Nobody has decided in time: the command does not run.');
    return null;
  }

  private failures = 0;

  /** @returns Null: not readable just now. @throws {DdcotermError} Again and again. */
  private async read(id: string): Promise<CaseState | null> {
    try {
      const state = await this.options.cases.read(id);
      this.failures = 0;
      return state;
    } catch (error) {
      if (!(error instanceof DdcotermError) || ++this.failures >= MAX_FAILURES) throw error;
      return null;
    }
  }

  private async tellCase(id: string, text: string): Promise<void> {
    await this.options.cases.comment(id, text).catch(() => undefined); // the command does not run either way
  }
}

function tell({key, status, resolvedReason}: CaseState, command: string, talk: ApprovalTalk): ApprovalVerdict {
  const words = [status, resolvedReason].filter(Boolean).join(', ');
  const isGranted = [status, resolvedReason].some((text) => /^\s*approved\b/i.test(text));
  talk.note(isGranted ? 'policy.approval.granted' : 'policy.approval.denied', `${command} by case ${key} (${words})`);
  if (!isGranted) return {isGranted: false, why: `case ${key} was closed as "${words}"`};
  talk.say(`Approved by case ${key}\n`);
  return {isGranted: true};
}

function describe({facts, rule, approverMessage}: ApprovalCase, command: string, reason: string | null): string {
  return [
    `${facts.user} on ${facts.host} asks to run, in ${facts.cwd}:`,
    command,
    ...(approverMessage === null ? [] : [approverMessage]),
    ...(reason ? [`Reason: ${reason}`] : []),
    `Asked for by ${rule}.`,
    'To approve, close this case with a status or a resolution that begins with "approved". Closed otherwise it counts as denied. ' +
      'The command runs once, exactly as it stands here, as soon as the case is closed.',
  ].join('\n\n');
}
