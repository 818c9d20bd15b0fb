/** Requests as an approver reads them. What others wrote is hostile: it is made printable. Pure. */
import {formatDuration} from '../../config/units.ts';
import {type ApprovalRequest, shortApprovalId} from '../../policy/approvals/request.ts';
import {printable} from '../../review/render/printable.ts';

export function renderApprovals(requests: readonly ApprovalRequest[], nowMs: number): string {
  if (requests.length === 0) return 'Nothing waits for approval';
  return requests.map((request) => renderApproval(request, nowMs)).join('\n\n');
}

function renderApproval(request: ApprovalRequest, nowMs: number): string {
  const {id, command, user, host, cwd, rule, approverMessage, reason, requestedAtMs, expiresAtMs} = request;
  const since = seconds(nowMs - requestedAtMs);
  const left = seconds(expiresAtMs - nowMs);
  return [
    `${printable(shortApprovalId(id))}  ${printable(command)}`,
    `  asked by ${printable(user)} on ${printable(host)} in ${printable(cwd)}, ${since} ago; over in ${left}`,
    `  because of ${printable(rule)}`,
    ...(approverMessage === null ? [] : [`  ${printable(approverMessage)}`]),
    ...(reason === null || reason === '' ? [] : [`  reason: ${printable(reason)}`]),
  ].join('\n');
}

const seconds = (ms: number) => formatDuration(Math.max(1, Math.round(ms / 1000)) * 1000);
