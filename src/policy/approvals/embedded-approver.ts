/** Approvals among the users of one machine: no service is needed. */
import type {ApprovalCase, ApprovalTalk, ApprovalVerdict, Approver} from '../approval.ts';
import type {ApprovalRegistry} from './registry.ts';
import {type Approval, type ApprovalRequest, shortApprovalId} from './request.ts';

export interface EmbeddedApproverOptions {
  registry: ApprovalRegistry;
  /** Makes the requests reachable for others. */
  openServer: () => Promise<void>;
  /** The session's. */
  id: string;
  /** argv, redacted. */
  command: string;
  uid: number;
  /** Null: none is given. */
  askReason: () => Promise<string | null>;
  timeoutMs: number;
  now: () => number;
  /** Aborted when the host goes away. */
  signal: AbortSignal;
}

export class EmbeddedApprover implements Approver {
  constructor(private readonly options: EmbeddedApproverOptions) {}

  async approve(asked: ApprovalCase, talk: ApprovalTalk): Promise<ApprovalVerdict> {
    const {registry, openServer, signal} = this.options;
    const request = this.describe(asked, await this.options.askReason());
    const short = shortApprovalId(request.id);
    const waiting = registry.wait(request, signal);
    waiting.catch(() => undefined); // awaited below, also when the server cannot be opened
    await openServer();
    talk.note('policy.approval.asked', `${request.command} (${request.rule})`);
    talk.say(renderWaiting(request, short));
    const approval = await this.settle(waiting, talk);
    if (approval === null) {
      talk.note('policy.approval.expired', request.command);
      return {isGranted: false, why: `nobody has decided request ${short} in time`};
    }
    return tell(approval, request, talk);
  }

  private async settle(waiting: Promise<Approval | null>, talk: ApprovalTalk): Promise<Approval | null> {
    try {
      return await waiting;
    } catch (error) {
      talk.note('policy.approval.withdrawn', this.options.command);
      throw error;
    }
  }

  private describe({facts, approverMessage, rule}: ApprovalCase, reason: string | null): ApprovalRequest {
    const {id, command, uid, timeoutMs, now} = this.options;
    const requestedAtMs = now();
    const {user, host, cwd} = facts;
    const expiresAtMs = requestedAtMs + timeoutMs;
    return {id, command, cwd, user, uid, host, rule, approverMessage, reason, requestedAtMs, expiresAtMs};
  }
}

function tell({isGranted, by, comment}: Approval, request: ApprovalRequest, talk: ApprovalTalk): ApprovalVerdict {
  const who = `${by.user}${comment === null || comment === '' ? '' : `: ${comment}`}`;
  talk.note(isGranted ? 'policy.approval.granted' : 'policy.approval.denied', `${request.command} by ${who}`);
  if (!isGranted) return {isGranted: false, why: `denied by ${who}`};
  talk.say(`Approved by ${who}\n`);
  return {isGranted: true};
}

const renderWaiting = ({command, expiresAtMs, requestedAtMs}: ApprovalRequest, short: string) =>
  `Waiting for approval of: ${command}
Another user of this machine can run: ddcoterm approvals approve ${short}
Ctrl-C withdraws the request; it ends by itself in ${Math.round((expiresAtMs - requestedAtMs) / 60_000)} min.
`;
