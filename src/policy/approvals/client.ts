/** The approver's side: finds the requests of all users of this machine, and decides one. */
import {connect} from 'node:net';
import {DdcotermError, systemErrorCode} from '../../errors.ts';
import {approvalAmbiguous, approvalServerBroken, approvalUnknown} from './errors.ts';
import {type ApprovalSocket, listApprovalSockets} from './folder.ts';
import {type ApprovalQuestion, type ApprovalReply, parseReply} from './messages.ts';
import {type ApprovalRequest, isReferredTo, shortApprovalId} from './request.ts';

const REPLY_MS = 5_000;
/** Requests are short; who sends more means harm. */
const MAX_REPLY_CHARS = 4 * 1024 * 1024;

interface Found {
  request: ApprovalRequest;
  socket: ApprovalSocket;
}

/** Oldest first. Agents that do not answer are passed over. */
export async function listApprovals(folder: string): Promise<ApprovalRequest[]> {
  return (await findAll(folder)).map(({request}) => request).sort((a, b) => a.requestedAtMs - b.requestedAtMs);
}

/** @throws {DdcotermError} APPROVAL_UNKNOWN, APPROVAL_AMBIGUOUS, APPROVAL_OWN, APPROVAL_SERVER_BROKEN, APPROVAL_FOLDER_UNSAFE. */
export async function decideApproval(
  folder: string,
  reference: string,
  decision: {isGranted: boolean; comment: string | null},
): Promise<ApprovalRequest> {
  const found = (await findAll(folder)).filter(({request}) => isReferredTo(request, reference));
  const [only] = found;
  if (only === undefined) throw approvalUnknown(reference);
  if (found.length > 1)
    throw approvalAmbiguous(
      reference,
      found.map(({request}) => shortApprovalId(request.id)),
    );
  const reply = await ask(only.socket, {ask: 'decide', id: only.request.id, ...decision});
  if (reply.kind === 'decided') return reply.request;
  if (reply.kind === 'error') throw new DdcotermError(reply.code, reply.message, reply.hint);
  throw approvalServerBroken(only.socket.path, 'it answers something else');
}

async function findAll(folder: string): Promise<Found[]> {
  const found = await Promise.all(listApprovalSockets(folder).map(findAt));
  return found.flat();
}

async function findAt(socket: ApprovalSocket): Promise<Found[]> {
  try {
    const reply = await ask(socket, {ask: 'list'});
    // Who listens there can ask in their own name only.
    return reply.kind === 'list'
      ? reply.requests.filter(({uid}) => uid === socket.uid).map((request) => ({request, socket}))
      : [];
  } catch (error) {
    if (error instanceof DdcotermError && error.code === 'APPROVAL_SERVER_BROKEN') return [];
    throw error;
  }
}

function ask({path}: ApprovalSocket, question: ApprovalQuestion): Promise<ApprovalReply> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    let received = '';
    const fail = (state: string) => {
      socket.destroy();
      reject(approvalServerBroken(path, state));
    };
    socket.setEncoding('utf8');
    socket.setTimeout(REPLY_MS, () => fail(`no answer after ${REPLY_MS} ms`));
    socket.on('error', (error) => fail(systemErrorCode(error) ?? error.message));
    socket.on('connect', () => socket.write(`${JSON.stringify(question)}\n`));
    socket.on('data', (chunk: string) => {
      received += chunk;
      if (received.length > MAX_REPLY_CHARS) fail('it answers without end');
    });
    socket.on('end', () => {
      const reply = parseReply(received);
      if (reply === null) fail('it answers something else');
      else resolve(reply);
    });
  });
}
