/** What is asked of an approver, and what an approver decides. */

export interface ApprovalRequest {
  /** The session's. */
  id: string;
  /** Redacted. */
  command: string;
  cwd: string;
  user: string;
  uid: number;
  host: string;
  /** Which rule asks for it, in words. */
  rule: string;
  /** From the rule, for the approver. */
  approverMessage: string | null;
  /** From the requester. */
  reason: string | null;
  requestedAtMs: number;
  /** Undecided until then, it does not run. */
  expiresAtMs: number;
}

export interface Approval {
  isGranted: boolean;
  by: {uid: number; user: string};
  comment: string | null;
  atMs: number;
}

/** Characters of an id that are enough to tell the requests of a day apart; they come from its random end. */
const SHORT_ID_CHARS = 8;

export const shortApprovalId = (id: string): string => id.slice(-SHORT_ID_CHARS);

/** @returns Whether `reference` is the id, its start, or its short form. */
export const isReferredTo = ({id}: ApprovalRequest, reference: string): boolean =>
  reference.length >= 4 && (id.startsWith(reference.toLowerCase()) || shortApprovalId(id) === reference.toLowerCase());
