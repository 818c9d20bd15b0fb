/** Commands of other users of this machine that wait for approval; who runs the server is who decides. */
import {loadConfig} from '../../../config/load.ts';
import {decideApproval, listApprovals} from '../../../policy/approvals/client.ts';
import type {ApprovalDecisionJson, ApprovalsJson} from '../../api/types.ts';
import {bodyInvalid} from '../errors.ts';
import type {Route, Services} from '../route.ts';

const MAX_COMMENT_CHARS = 2_000;

function parseDecision(body: unknown): ApprovalDecisionJson {
  const {isGranted, comment = null} = (body ?? {}) as Record<string, unknown>;
  if (typeof isGranted !== 'boolean') throw bodyInvalid('"isGranted" is true or false');
  const isComment = comment === null || (typeof comment === 'string' && comment.length <= MAX_COMMENT_CHARS);
  if (!isComment) throw bodyInvalid(`"comment" is null or a text of at most ${MAX_COMMENT_CHARS} characters`);
  return {isGranted, comment: comment as string | null};
}

const folderOf = ({paths}: Services): string => loadConfig(paths).config.approvals.folder;

export const APPROVAL_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/approvals',
    summary: 'Commands of all users of this machine that wait for approval',
    response: {schema: 'Approvals'},
    async handle(_request, services) {
      const uid = process.getuid?.();
      const requests = await listApprovals(folderOf(services));
      const body: ApprovalsJson = {items: requests.map((request) => ({...request, isOwn: request.uid === uid}))};
      return {kind: 'json', body};
    },
  },
  {
    method: 'POST',
    path: '/approvals/{id}',
    summary: 'Decides about one, as the user who runs this server',
    body: 'ApprovalDecision',
    response: {status: 204},
    async handle({path, body}, services) {
      await decideApproval(folderOf(services), path.id ?? '', parseDecision(body));
      return {kind: 'empty'};
    },
  },
];
