/** What `approve` and `deny` have in common. */
import type {ApprovalRequest} from '../../policy/approvals/request.ts';
import type {CliContext} from '../context.ts';

/** @throws {DdcotermError} APPROVAL_UNKNOWN, APPROVAL_AMBIGUOUS, APPROVAL_OWN, APPROVAL_SERVER_BROKEN, … */
export async function decide(
  context: CliContext,
  reference: string,
  decision: {isGranted: boolean; comment: string | null},
): Promise<ApprovalRequest> {
  const {decideApproval} = await import('../../policy/approvals/client.ts');
  const {approvals} = await context.config();
  return decideApproval(approvals.folder, reference, decision);
}
