/** `/api/v1/approvals`, with a server of requests as the agent has it. */
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {ApprovalRegistry} from '../../../src/policy/approvals/registry.ts';
import type {ApprovalRequest} from '../../../src/policy/approvals/request.ts';
import {ApprovalServer} from '../../../src/policy/approvals/server.ts';
import {UiSandbox} from './support/ui-sandbox.ts';
import {ApiDocument} from './support/validate.ts';

const REQUEST: ApprovalRequest = {
  id: '01a20d87-bf3e-7a1f-9def-479c548371b4',
  command: 'kubectl delete ns shop <script>',
  cwd: '/home/alice',
  user: 'alice',
  uid: process.getuid?.() ?? 0,
  host: 'laptop',
  rule: 'rule 1, line 5',
  approverMessage: 'Is there a rollback plan?',
  reason: null,
  requestedAtMs: Date.now(),
  expiresAtMs: Date.now() + 3_600_000,
};

describe('/api/v1/approvals', () => {
  const headers = {'content-type': 'application/json'};
  let ui: UiSandbox;
  let document: ApiDocument;
  let server: ApprovalServer;
  let withdraw: AbortController;
  let waiting: Promise<unknown>;
  beforeAll(async () => {
    ui = await UiSandbox.create();
    document = await ApiDocument.fetch(ui);
    const folder = join(ui.sandbox.home, 'approvals');
    mkdirSync(folder, {mode: 0o700});
    writeFileSync(ui.paths.config, `approvals: {folder: ${folder}}\n`, {mode: 0o600});
    const registry = new ApprovalRegistry(Date.now, () => undefined);
    server = new ApprovalServer(folder, registry, '/nowhere');
    await server.open();
    withdraw = new AbortController();
    waiting = registry.wait(REQUEST, withdraw.signal).catch(() => 'withdrawn');
  });
  afterAll(async () => {
    withdraw.abort(new Error('the test is over'));
    expect(await waiting).toBe('withdrawn');
    server.close();
    await ui.remove();
  });

  test('lists what waits, and says whose it is', async () => {
    const reply = await ui.api('/approvals');
    expect(document.problemsOf('/approvals', reply)).toEqual([]);
    expect(JSON.parse(reply.text)).toEqual({items: [{...REQUEST, isOwn: true}]});
  });

  test.each([
    [REQUEST.id, {isGranted: true, comment: null}, 403, 'APPROVAL_OWN'],
    ['00000000', {isGranted: true, comment: null}, 404, 'APPROVAL_UNKNOWN'],
    [REQUEST.id, {isGranted: 'yes', comment: null}, 400, 'BODY_INVALID'],
    [REQUEST.id, {isGranted: true, comment: 'x'.repeat(3_000)}, 400, 'BODY_INVALID'],
  ])('POST to %s with %j is %d %s', async (id, decision, status, code) => {
    const reply = await ui.api(`/approvals/${id}`, {method: 'POST', headers, body: JSON.stringify(decision)});
    expect(JSON.parse(reply.text)).toMatchObject({status, code});
    expect(JSON.parse((await ui.api('/approvals')).text).items).toHaveLength(1);
  });
});
