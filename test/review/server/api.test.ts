import type {
  AboutJson,
  EventHitJson,
  FacetsJson,
  HistogramJson,
  LogHitJson,
  MembersJson,
  PageJson,
  ProblemJson,
  QueryCheckJson,
  RedactionsJson,
  SavedViewJson,
  SessionJson,
} from '../../../src/review/api/types.ts';
import {makeEvent, redacted, SOME_TIME_MS} from '../../support/records.ts';
import {UiSandbox} from './support/ui-sandbox.ts';
import {ApiDocument} from './support/validate.ts';

const SECOND = 1_000_000;

let ui: UiSandbox;
let document: ApiDocument;
let kubectl: SessionJson['id'];
let shell: SessionJson['id'];

beforeAll(async () => {
  ui = await UiSandbox.create();
  document = await ApiDocument.fetch(ui);
  const failed = await ui.builder.addSession({
    command: 'kubectl',
    host: 'web1',
    author: {kind: 'agent', name: 'claude-code'},
    tags: {'kubectl.context': redacted('prod')},
  });
  failed.output(SECOND, 'No resources found\r\n');
  failed.command('kubectl get pods', {startUs: 0, exitStatus: 1, text: 'No resources found\nin default namespace.'});
  await failed.end(1);
  kubectl = failed.id;

  const live = await ui.builder.addSession({
    startedAtMs: SOME_TIME_MS + 60_000,
    origin: 'shell',
    command: 'bash',
    host: 'db1',
    title: redacted('\u001b]0;<script>'),
    disclosures: [{kind: 'title', value: redacted('x'), elapsedUs: 1}],
    notes: [{code: 'DISK_FULL', detail: 'paused', elapsedUs: 5}],
  });
  live.output(SECOND, '$ make\r\n');
  const make = live.command('make -j8', {
    startUs: SECOND,
    endUs: null,
    exitStatus: null,
    text: 'cc -c a.c\nbroken \ud83d',
  });
  await live.cut({keyframe: true});
  live.output(40 * SECOND, 'later\r\n');
  await live.cut();
  const compiler = makeEvent(live.session, {kind: 'process', parentId: make.id, signal: 'SIGKILL', exitStatus: null});
  await ui.builder.store.write({
    sessionId: live.id,
    events: [compiler],
    redactions: [{ruleId: 'aws-access-key', elapsedUs: SECOND, place: 'output'}],
  });
  shell = live.id;
});

afterAll(async () => ui.remove());

async function get<T>(path: string): Promise<T> {
  const reply = await ui.api(path);
  expect({path, status: reply.status, problems: document.problemsOf(path, reply)}).toEqual({
    path,
    status: 200,
    problems: [],
  });
  return JSON.parse(reply.text) as T;
}

async function fail(path: string, method = 'GET'): Promise<ProblemJson> {
  const reply = await ui.api(path, {method});
  expect(reply.headers['content-type']).toBe('application/problem+json');
  const problem = JSON.parse(reply.text) as ProblemJson;
  expect(problem.status).toBe(reply.status);
  return problem;
}

describe('GET /sessions', () => {
  test('lists the newest first, page by page', async () => {
    const first = await get<PageJson<SessionJson>>('/sessions?limit=1');
    expect(first.items.map(({command}) => command)).toEqual(['bash']);
    const second = await get<PageJson<SessionJson>>(`/sessions?limit=1&cursor=${first.next}`);
    expect(second).toMatchObject({items: [{command: 'kubectl', exitStatus: 1}], next: null});
  });

  test.each([
    ['query=kubectl.context:prod', ['kubectl']],
    ['query=%40author%3Aclaude-code', ['kubectl']],
    ['order=oldest', ['kubectl', 'bash']],
    [`from=${SOME_TIME_MS + 1}`, ['bash']],
    [`to=${SOME_TIME_MS + 1}`, ['kubectl']],
  ])('?%s', async (search, commands) => {
    const {items} = await get<PageJson<SessionJson>>(`/sessions?${search}`);
    expect(items.map(({command}) => command)).toEqual(commands);
  });
});

describe('GET /sessions/{id}', () => {
  test('takes an id, a beginning of it, and "last"', async () => {
    expect((await get<SessionJson>(`/sessions/${kubectl}`)).id).toBe(kubectl);
    expect((await get<SessionJson>('/sessions/last')).id).toBe(shell);
  });

  test('tells one that is not there, and one that was deleted', async () => {
    expect(await fail('/sessions/ffff')).toMatchObject({status: 404, code: 'SESSION_NOT_FOUND'});
    const gone = await ui.builder.addSession({startedAtMs: SOME_TIME_MS - 1000});
    await gone.end();
    await ui.builder.store.deleteSession(gone.id, 'user');
    expect(await fail(`/sessions/${gone.id}`)).toMatchObject({
      status: 410,
      code: 'SESSION_DELETED',
      tombstone: {reason: 'user'},
    });
  });

  test('has events, oldest first, redactions and members', async () => {
    const {items} = await get<PageJson<EventHitJson>>(`/sessions/${shell}/events`);
    expect(items.map(({kind, signal}) => [kind, signal])).toEqual([
      ['process', 'SIGKILL'],
      ['command', null],
    ]);
    const redactions = await get<RedactionsJson>(`/sessions/${shell}/redactions`);
    expect(redactions.items).toEqual([{ruleId: 'aws-access-key', elapsedUs: SECOND, place: 'output'}]);
    const members = await get<MembersJson>(`/sessions/${shell}/members`);
    expect(members).toMatchObject({durationUs: 40 * SECOND, next: null});
    expect(members.items.map(({sequence, keyframe}) => [sequence, keyframe])).toEqual([
      [0, true],
      [1, true],
    ]);
  });
});

describe('GET /events', () => {
  test('finds by query, and leads to the moment', async () => {
    const {items} = await get<PageJson<EventHitJson>>('/events?query=%40exit_code%3A%3E0');
    expect(items).toMatchObject([{commandLine: 'kubectl get pods', replay: expect.stringContaining('ddcoterm play')}]);
  });
});

describe('GET /logs', () => {
  test('tells the lines that match, with lone surrogates replaced', async () => {
    const {items} = await get<PageJson<LogHitJson>>('/logs?query=broken');
    expect(items).toMatchObject([
      {text: 'cc -c a.c\nbroken \ufffd', matchedLines: [{line: 1}], commandLine: 'make -j8'},
    ]);
  });

  test('can be kept to one session', async () => {
    const {items} = await get<PageJson<LogHitJson>>(`/logs?session=${kubectl}`);
    expect(items.map(({sessionId}) => sessionId)).toEqual([kubectl]);
  });
});

describe('facets', () => {
  test('count what matches, and say the term that selects a value', async () => {
    const {total, facets} = await get<FacetsJson>('/events/facets?fields=host,%40exit_code,kubectl.context');
    expect(total).toBe(3);
    expect(facets[0]).toEqual({
      field: 'host',
      label: 'Host',
      values: [
        {value: 'db1', count: 2, query: 'host:"db1"'},
        {value: 'web1', count: 1, query: 'host:"web1"'},
      ],
      more: false,
    });
    expect(facets[1]).toMatchObject({
      field: '@exit_code',
      label: 'Exit code',
      values: [{value: '1', count: 1, query: '@exit_code:"1"'}],
    });
  });

  test.each(['sessions', 'events', 'logs'])('of %s has the usual fields where none are asked for', async (kind) => {
    const {facets} = await get<FacetsJson>(`/${kind}/facets`);
    expect(facets.map(({field}) => field)).toEqual(expect.arrayContaining(['host', '@user', '@exit_code']));
    for (const {values} of facets) {
      for (const {query, count} of values) {
        const {total} = await get<FacetsJson>(`/${kind}/facets?fields=host&query=${encodeURIComponent(query)}`);
        expect({query, total}).toEqual({query, total: count});
      }
    }
  });
});

describe('histogram', () => {
  test.each(['sessions', 'events', 'logs'])('of %s has buckets without gaps that hold all', async (kind) => {
    const {fromMs, toMs, bucketMs, buckets} = await get<HistogramJson>(`/${kind}/histogram?buckets=30`);
    const {total} = await get<FacetsJson>(`/${kind}/facets`);
    expect(buckets.map(({startMs}) => startMs)).toEqual(buckets.map((_, index) => fromMs + index * bucketMs));
    expect(toMs).toBe(fromMs + buckets.length * bucketMs);
    expect(buckets.reduce((sum, {count}) => sum + count, 0)).toBe(total);
    expect(buckets.reduce((sum, {failed}) => sum + failed, 0)).toBeGreaterThan(0);
  });

  test('keeps to the bounds that are asked for', async () => {
    const [from, to] = [SOME_TIME_MS - 3_600_000, SOME_TIME_MS + 3_600_000];
    const {fromMs, toMs} = await get<HistogramJson>(`/sessions/histogram?from=${from}&to=${to}&buckets=10`);
    expect(fromMs).toBeLessThanOrEqual(from);
    expect(toMs).toBeGreaterThanOrEqual(to);
  });
});

describe('GET /query', () => {
  test('tells where the mistake is', async () => {
    expect(await get<QueryCheckJson>('/query?query=a')).toEqual({ok: true});
    expect(await get<QueryCheckJson>('/query?query=a%20%28b')).toMatchObject({ok: false, offset: 2, length: 1});
  });
});

describe('mistakes', () => {
  test.each([
    ['/nothing', 404, 'ROUTE_UNKNOWN'],
    ['/../../etc/passwd', 404, 'ROUTE_UNKNOWN'],
    ['/sessions/%2e%2e%2f%2e%2e%2fetc', 404, 'SESSION_NOT_FOUND'],
    ['/sessions/%zz', 404, 'ROUTE_UNKNOWN'],
    ['/sessions?query=(', 400, 'QUERY_SYNTAX'],
    ['/sessions?limit=0', 400, 'PARAMETER_INVALID'],
    ['/sessions?limit=1001', 400, 'PARAMETER_INVALID'],
    ['/sessions?limit=abc', 400, 'PARAMETER_INVALID'],
    ['/sessions?from=-1', 400, 'PARAMETER_INVALID'],
    ['/sessions?limit=1&limit=2', 400, 'PARAMETER_INVALID'],
    ['/sessions?colour=red', 400, 'PARAMETER_UNKNOWN'],
    ['/sessions?cursor=%00', 400, 'CURSOR_INVALID'],
    ['/sessions?order=random', 400, 'PARAMETER_INVALID'],
    [`/sessions?query=${'x'.repeat(9000)}`, 400, 'QUERY_SYNTAX'],
    ['/query', 400, 'PARAMETER_INVALID'],
    ['/views/none', 405, 'METHOD_NOT_ALLOWED'],
    ['/sessions/last/members/99', 404, 'MEMBER_UNKNOWN'],
    ['/sessions/last/members/-1', 400, 'PARAMETER_INVALID'],
    ['/sessions/last/members/0?through=99999999', 400, 'PARAMETER_INVALID'],
  ])('%s', async (path, status, code) => {
    const reply = await ui.api(path);
    expect(JSON.parse(reply.text)).toMatchObject({type: 'about:blank', status, code});
    expect(reply.status).toBe(status);
  });

  test('a value that its key cannot have is pointed at', async () => {
    const query = encodeURIComponent('kubectl OR (@exit_code:>x)');
    expect(await fail(`/events?query=${query}`)).toMatchObject({code: 'QUERY_VALUE', offset: 24, length: 1});
  });

  test('a method that there is not', async () => {
    expect(await fail('/sessions', 'PUT')).toMatchObject({status: 405});
    expect(await fail('/sessions', 'OPTIONS')).toMatchObject({status: 405});
    expect((await ui.api('/views', {method: 'PUT'})).headers.allow).toBe('HEAD, GET, POST');
  });
});

describe('saved views', () => {
  const headers = {'content-type': 'application/json'};
  const view = {name: 'Failures', kind: 'events', search: 'query=%40exit_code%3A%3E0'};

  test('are kept, listed and deleted', async () => {
    const created = await ui.api('/views', {method: 'POST', headers, body: JSON.stringify(view)});
    expect(document.problemsOf('/views', created, 'post')).toEqual([]);
    const {id} = JSON.parse(created.text) as SavedViewJson;
    expect(await get<{items: SavedViewJson[]}>('/views')).toEqual({items: [{id, ...view}]});
    expect((await ui.api(`/views/${id}`, {method: 'DELETE'})).status).toBe(204);
    expect(await get<{items: SavedViewJson[]}>('/views')).toEqual({items: []});
    expect(await fail(`/views/${id}`, 'DELETE')).toMatchObject({status: 404, code: 'VIEW_UNKNOWN'});
  });

  test.each([
    ['{}', 400, 'BODY_INVALID'],
    ['not json', 400, 'BODY_INVALID'],
    [JSON.stringify({...view, kind: 'other'}), 400, 'BODY_INVALID'],
    [JSON.stringify({...view, extra: 1}), 400, 'BODY_INVALID'],
    [JSON.stringify({...view, search: 'x'.repeat(300_000)}), 413, 'REQUEST_TOO_LARGE'],
  ])('refuse %#', async (body, status, code) => {
    const reply = await ui.api('/views', {method: 'POST', headers, body});
    expect(JSON.parse(reply.text)).toMatchObject({status, code});
  });
});

test('GET /about', async () => {
  const about = await get<AboutJson>('/about');
  expect(about).toMatchObject({version: '1.2.3', user: 'alice', host: 'web1', stats: {sessions: 2, liveSessions: 1}});
});

describe('the OpenAPI document', () => {
  test('names each path and its parameters', () => {
    const paths = Object.keys(document.document.paths);
    expect(paths).toEqual(
      expect.arrayContaining(['/api/v1/sessions', '/api/v1/sessions/{id}/members/{sequence}', '/api/v1/logs/tail']),
    );
    const operations = paths.flatMap((path) => Object.values(document.document.paths[path]!));
    const ids = operations.map((operation) => (operation as unknown as {operationId: string}).operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('a reply that it does not describe is noticed', async () => {
    const reply = await ui.api('/about');
    const tampered = {...reply, text: JSON.stringify({...JSON.parse(reply.text), more: 1})};
    expect(document.problemsOf('/about', tampered)).not.toEqual([]);
  });
});
