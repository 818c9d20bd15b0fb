/** Somebody else agrees, or does not: what every back end of approvals can do. */
import type {PolicyFacts} from './facts.ts';
import type {VerdictCode} from './trail.ts';

export interface ApprovalCase {
  facts: PolicyFacts;
  /** From the rule. */
  approverMessage: string | null;
  /** Which rule asks for it, in words. */
  rule: string;
}

export interface ApprovalTalk {
  /** Shown to the requester: what was asked, and its state. */
  say(text: string): void;
  note(code: VerdictCode, detail: string): void;
}

export type ApprovalVerdict = {isGranted: true} | {isGranted: false; why: string};

export interface Approver {
  /** Settles when it is decided, or its time is over. @throws {Error} The host is gone: the request is withdrawn. */
  approve(request: ApprovalCase, talk: ApprovalTalk): Promise<ApprovalVerdict>;
}
