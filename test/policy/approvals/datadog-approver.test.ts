import {setTimeout} from 'node:timers/promises';
import {SecretText} from '../../../src/config/secret-text.ts';
import {Cases} from '../../../src/datadog/cases.ts';
import type {ApprovalCase} from '../../../src/policy/approval.ts';
import {DatadogApprover} from '../../../src/policy/approvals/datadog-approver.ts';
import {CaseManagement} from './case-management.ts';

const ASKED: ApprovalCase = {
  facts: {
    executable: 'kubectl',
    args: ['delete', 'ns', 'shop'],
    k8sCurrentContext: 'prod',
    env: {},
    cwd: '/home/alice',
    user: 'alice',
    host: 'laptop',
    isTty: true,
    gitBranch: null,
    tags: {},
    atMs: 0,
  },
  approverMessage: 'Is there a rollback plan?',
  rule: 'rule 1, line 5',
};

describe('approval by a case', () => {
  let management: CaseManagement;
  let base: string;
  let cases: Cases;
  let gone: AbortController;
  let said: string[];
  let codes: string[];
  beforeEach(async () => {
    management = new CaseManagement();
    base = await management.listen();
    cases = openCases('the-app-key');
    gone = new AbortController();
    said = [];
    codes = [];
  });
  afterEach(async () => {
    cases.close();
    await management.close();
  });

  const openCases = (appKey: string) =>
    new Cases({
      apiKey: new SecretText('the-api-key'),
      appKey: new SecretText(appKey),
      base,
      proxy: null,
      caFile: null,
      env: {},
    });
  const approverWith = (client: Cases, timeoutMs = 60_000) =>
    new DatadogApprover({
      cases: client,
      project: 'the-project',
      caseType: 'the-type',
      command: 'kubectl delete ns shop',
      askReason: async () => 'OPS-12',
      timeoutMs,
      pollMs: 5,
      now: Date.now,
      sleep: async (ms, signal) => {
        await setTimeout(ms, undefined, {signal}).catch(() => undefined);
      },
      signal: gone.signal,
    });
  const talk = {say: (text: string) => said.push(text), note: (code: string) => codes.push(code)};
  async function untilAsked(): Promise<void> {
    while (said.length === 0) await setTimeout(5);
  }

  test.each([
    ['Approved', ''],
    ['Done', 'approved by the on-call'],
  ])('is granted by a case closed as "%s", "%s"', async (status, resolution) => {
    const verdict = approverWith(cases).approve(ASKED, talk);
    await untilAsked();
    management.resolve(status, resolution);
    expect(await verdict).toEqual({isGranted: true});
    expect(codes).toEqual(['policy.approval.asked', 'policy.approval.granted']);
    const [kept] = management.cases.values();
    expect(kept!.project).toBe('the-project');
    expect(kept!.attributes.type_id).toBe('the-type');
    for (const part of [
      'alice on laptop',
      '/home/alice',
      'kubectl delete ns shop',
      'rollback plan',
      'OPS-12',
      'rule 1',
    ]) {
      expect(kept!.attributes.description).toContain(part);
    }
    expect(said[0]).toContain('Case OPS-1');
  });

  test.each([
    ['Rejected', ''],
    ['Done', 'disapproved'],
    ['Done', 'not approved'],
    ['Closed', ''],
  ])('is denied by a case closed as "%s", "%s"', async (status, resolution) => {
    const verdict = approverWith(cases).approve(ASKED, talk);
    await untilAsked();
    management.resolve(status, resolution);
    expect(await verdict).toMatchObject({isGranted: false, why: expect.stringContaining('OPS-1')});
    expect(codes).toEqual(['policy.approval.asked', 'policy.approval.denied']);
  });

  test('is over in time, and says so in the case', async () => {
    expect(await approverWith(cases, 40).approve(ASKED, talk)).toMatchObject({isGranted: false});
    expect(codes).toEqual(['policy.approval.asked', 'policy.approval.expired']);
    expect([...management.cases.values()][0]!.comments).toEqual([expect.stringContaining('in time')]);
  });

  test('withdrawn, the case is told', async () => {
    const verdict = approverWith(cases).approve(ASKED, talk);
    await untilAsked();
    gone.abort(new Error('the host is gone'));
    await expect(verdict).rejects.toThrow('the host is gone');
    expect(codes).toEqual(['policy.approval.asked', 'policy.approval.withdrawn']);
    expect([...management.cases.values()][0]!.comments).toEqual(['Withdrawn by the requester.']);
  });

  test('bears an API that fails for a while, and gives up when it goes on', async () => {
    const verdict = approverWith(cases).approve(ASKED, talk);
    await untilAsked();
    management.failsWith = 503;
    await setTimeout(20);
    management.failsWith = null;
    management.resolve('Approved');
    expect(await verdict).toEqual({isGranted: true});

    const second = approverWith(cases).approve(ASKED, talk);
    while (management.cases.size < 2) await setTimeout(5);
    management.failsWith = 503;
    await expect(second).rejects.toMatchObject({code: 'CASE_REFUSED'});
  });

  test('says what is wrong with the keys, and never shows them', async () => {
    const wrong = openCases('a-wrong-app-key');
    await expect(approverWith(wrong).approve(ASKED, talk)).rejects.toMatchObject({code: 'CASE_REFUSED'});
    await expect(approverWith(wrong).approve(ASKED, talk)).rejects.not.toThrow(/a-wrong-app-key/);
    wrong.close();
    expect(
      () => new Cases({apiKey: new SecretText('x'), appKey: null, base, proxy: null, caFile: null, env: {}}),
    ).toThrow('application key');
  });
});
