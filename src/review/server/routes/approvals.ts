/** Commands of other users of this machine that wait for approval; who runs the server is who decides. */
import {loadConfig} from '../../../config/load.ts';
import {decideApproval, listApprovals} from '../../../policy/approvals/client.ts';
import type {ApprovalDecisionJson, ApprovalsJson} from '../../api/types.ts';
import type {Route, Services} from '../route.ts';

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
      const {isGranted, comment} = body as ApprovalDecisionJson;
      await decideApproval(folderOf(services), path.id ?? '', {isGranted, comment});
      return {kind: 'empty'};
    },
  },
];
