/** What goes over the socket of approvals: one line of JSON there, one back. */
import type {ApprovalRequest} from './request.ts';

export type ApprovalQuestion = {ask: 'list'} | {ask: 'decide'; id: string; isGranted: boolean; comment: string | null};

export type ApprovalReply =
  | {kind: 'list'; requests: ApprovalRequest[]}
  | {kind: 'decided'; request: ApprovalRequest}
  | {kind: 'error'; code: string; message: string; hint?: string};

/** A line of a person's comment, and names; what is longer is no question of ours. */
export const MAX_QUESTION_BYTES = 16 * 1024;

/** @returns Null for what is no question. */
export function parseQuestion(line: string): ApprovalQuestion | null {
  const value = parseObject(line);
  if (value?.ask === 'list') return {ask: 'list'};
  if (value?.ask !== 'decide') return null;
  const {id, isGranted, comment = null} = value;
  const isWhole =
    typeof id === 'string' && typeof isGranted === 'boolean' && (comment === null || typeof comment === 'string');
  return isWhole ? {ask: 'decide', id, isGranted, comment} : null;
}

/** @returns Null for what is no reply. */
export function parseReply(line: string): ApprovalReply | null {
  const value = parseObject(line);
  if (value?.kind === 'list' && Array.isArray(value.requests))
    return {kind: 'list', requests: value.requests.filter(isRequest)};
  if (value?.kind === 'decided' && isRequest(value.request)) return {kind: 'decided', request: value.request};
  if (value?.kind !== 'error' || typeof value.code !== 'string' || typeof value.message !== 'string') return null;
  return {
    kind: 'error',
    code: value.code,
    message: value.message,
    ...(typeof value.hint === 'string' && {hint: value.hint}),
  };
}

const TEXT_FIELDS = ['id', 'command', 'cwd', 'user', 'host', 'rule'] as const;
const NUMBER_FIELDS = ['uid', 'requestedAtMs', 'expiresAtMs'] as const;
const NULLABLE_FIELDS = ['approverMessage', 'reason'] as const;

function isRequest(value: unknown): value is ApprovalRequest {
  if (typeof value !== 'object' || value === null) return false;
  const fields = value as Record<string, unknown>;
  return (
    TEXT_FIELDS.every((field) => typeof fields[field] === 'string') &&
    NUMBER_FIELDS.every((field) => Number.isFinite(fields[field])) &&
    NULLABLE_FIELDS.every((field) => fields[field] === null || typeof fields[field] === 'string')
  );
}

function parseObject(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
