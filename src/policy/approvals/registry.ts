/** The requests of one user that wait for a decision. */
import {approvalAmbiguous, approvalOwn, approvalUnknown} from './errors.ts';
import {type Approval, type ApprovalRequest, isReferredTo, shortApprovalId} from './request.ts';

interface Pending {
  request: ApprovalRequest;
  settle: (approval: Approval | null) => void;
}

export class ApprovalRegistry {
  private readonly pending = new Map<string, Pending>();

  /** @param onChange After a request came or went. */
  constructor(
    private readonly now: () => number,
    private readonly onChange: (count: number) => void,
  ) {}

  list(): ApprovalRequest[] {
    return [...this.pending.values()].map(({request}) => request);
  }

  /**
   * @param signal The requester withdraws.
   * @returns Null when the time is over.
   * @throws The signal's reason.
   */
  wait(request: ApprovalRequest, signal: AbortSignal): Promise<Approval | null> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', withdraw);
        this.pending.delete(request.id);
        this.onChange(this.pending.size);
      };
      const withdraw = () => {
        leave();
        reject(signal.reason);
      };
      const settle = (approval: Approval | null) => {
        leave();
        resolve(approval);
      };
      const timer = setTimeout(() => settle(null), Math.max(0, request.expiresAtMs - this.now()));
      if (signal.aborted) {
        withdraw();
        return;
      }
      signal.addEventListener('abort', withdraw);
      this.pending.set(request.id, {request, settle});
      this.onChange(this.pending.size);
    });
  }

  /**
   * @param by Known from the connection, not from what was sent over it.
   * @throws {DdcotermError} APPROVAL_UNKNOWN, APPROVAL_AMBIGUOUS, APPROVAL_OWN.
   */
  decide(reference: string, decision: Omit<Approval, 'atMs'>): ApprovalRequest {
    const found = [...this.pending.values()].filter(({request}) => isReferredTo(request, reference));
    const [pending] = found;
    if (pending === undefined) throw approvalUnknown(reference);
    if (found.length > 1)
      throw approvalAmbiguous(
        reference,
        found.map(({request}) => shortApprovalId(request.id)),
      );
    if (pending.request.uid === decision.by.uid) throw approvalOwn(shortApprovalId(pending.request.id));
    pending.settle({...decision, atMs: this.now()});
    return pending.request;
  }
}
