/** What holds for every route of the API, as the document lists them. */
import {request as httpRequest} from 'node:http';
import {connect} from 'node:net';
import fc from 'fast-check';
import {redacted} from '../../support/records.ts';
import {type AskOptions, ask, type HttpReply, UiSandbox} from './support/ui-sandbox.ts';
import {ApiDocument} from './support/validate.ts';

let ui: UiSandbox;
let document: ApiDocument;
let sessionId: string;
let viewId: string;

beforeAll(async () => {
  ui = await UiSandbox.create();
  const session = await ui.builder.addSession({host: 'web1', title: redacted('<script>alert(1)</script>')});
  session.command('kubectl get pods', {text: 'NAME READY\npod-1 ok'});
  await session.end(0);
  sessionId = session.id;
  document = await ApiDocument.fetch(ui);
});

beforeEach(async () => {
  const body = JSON.stringify({name: 'n', kind: 'logs', search: ''});
  const headers = {'content-type': 'application/json'};
  viewId = (await ui.json<{id: string}>('/views', {method: 'POST', headers, body})).id;
});

afterAll(() => ui.remove());

const UNKNOWN_ID = '019b76da-a800-7000-8000-00000000dead';

/** Bodies that are accepted, by the path's template. */
const BODIES: Record<string, object> = {
  '/views': {name: 'all', kind: 'sessions', search: 'query=x'},
  '/approvals/{id}': {isGranted: true, comment: null},
};

const routes = async (): Promise<[path: string, method: string][]> =>
  Object.entries(document.document.paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method): [string, string] => [path.slice('/api/v1'.length), method]),
  );

/** A path that leads to something, with what the route cannot do without. */
function addressOf(path: string): string {
  const id = path.startsWith('/views') ? viewId : path.startsWith('/approvals') ? UNKNOWN_ID : sessionId;
  const address = path.replace('{id}', id).replace('{sequence}', '0');
  return path === '/query' ? `${address}?query=x` : address;
}

function optionsOf(path: string, method: string): AskOptions {
  const body = method === 'post' ? BODIES[path] : undefined;
  return {
    method: method.toUpperCase(),
    ...(body === undefined ? {} : {headers: {'content-type': 'application/json'}, body: JSON.stringify(body)}),
  };
}

const isStream = (path: string): boolean => /\/(?:live|tail)$/.test(path);

/** Status and type of a reply that may have no end. */
function head(path: string): Promise<[status: number, type: string]> {
  return new Promise((resolve, reject) => {
    const headers = {cookie: ui.cookie};
    const sent = httpRequest({host: '127.0.0.1', port: ui.ui.port, path: `/api/v1${path}`, headers, agent: false});
    sent.once('response', (response) => {
      resolve([response.statusCode ?? 0, String(response.headers['content-type'])]);
      response.destroy();
    });
    sent.once('error', reject);
    sent.end();
  });
}

async function expectProblem(path: string, method: string, reply: HttpReply, status: number): Promise<void> {
  expect([path, method, reply.status, reply.headers['content-type']]).toEqual([
    path,
    method,
    status,
    'application/problem+json',
  ]);
  expect(document.problemsOf(path, reply, method)).toEqual([]);
  expect(JSON.parse(reply.text)).toMatchObject({status, title: expect.any(String), detail: expect.any(String)});
}

test('there are routes', async () => {
  expect((await routes()).length).toBeGreaterThan(20);
});

test('each answers as the document says', async () => {
  for (const [path, method] of await routes()) {
    if (isStream(path)) {
      expect(await head(addressOf(path))).toEqual([200, 'text/event-stream; charset=utf-8']);
      continue;
    }
    const reply = await ui.api(addressOf(path), optionsOf(path, method));
    if (method === 'delete') expect(reply.status).toBe(204);
    else expect([path, document.problemsOf(path, reply, method)]).toEqual([path, []]);
    if (path === '/approvals/{id}') await expectProblem(path, method, reply, 404);
    else expect([path, Math.floor(reply.status / 100)]).toEqual([path, 2]);
    expect(reply.headers['cache-control']).toBe('no-store');
    expect(reply.headers['access-control-allow-origin']).toBeUndefined();
  }
});

test('each that reads answers HEAD as GET, without a body', async () => {
  for (const [path, method] of await routes()) {
    if (method !== 'get' || isStream(path)) continue;
    const reply = await ui.api(addressOf(path), {method: 'HEAD'});
    expect([path, reply.status, reply.body.length]).toEqual([path, 200, 0]);
  }
});

test('each refuses who is not signed in, and pages of other origins', async () => {
  for (const [path, method] of await routes()) {
    const options = optionsOf(path, method);
    const own = `http://127.0.0.1:${ui.ui.port}`;
    const stranger = await ask(ui.ui.port, `/api/v1${addressOf(path)}`, {
      ...options,
      headers: {...options.headers, origin: own},
    });
    await expectProblem(path, method, stranger, 401);
    expect(stranger.headers['www-authenticate']).toContain('Bearer');
    for (const headers of [{origin: 'http://evil.example'}, {'sec-fetch-site': 'cross-site'}, {origin: 'null'}]) {
      const other = await ui.api(addressOf(path), {...options, headers: {...options.headers, ...headers}});
      await expectProblem(path, method, other, 403);
    }
  }
});

test('each refuses parameters that it has not, and methods that it has not', async () => {
  for (const [path, method] of await routes()) {
    const address = addressOf(path);
    const unknown = await ui.api(`${address}${address.includes('?') ? '&' : '?'}nonsense=1`, optionsOf(path, method));
    await expectProblem(path, method, unknown, 400);
    const refused = await ui.api(address, {method: 'PATCH'});
    await expectProblem(path, method, refused, 405);
    expect(String(refused.headers.allow).split(', ')).toContain(method.toUpperCase());
  }
});

test('each that takes a body refuses one that is none', async () => {
  const bodies: [type: string, body: string][] = [
    ['text/plain', '{}'],
    ['application/json', '{'],
    ['application/json', 'null'],
    ['application/json', '[]'],
    ['application/json', '{"__proto__":{"isGranted":true},"name":1}'],
    ['application/json', '['.repeat(100_000)],
  ];
  for (const [path, method] of await routes()) {
    if (BODIES[path] === undefined || method !== 'post') continue;
    for (const [type, body] of bodies) {
      const reply = await ui.api(addressOf(path), {method: 'POST', headers: {'content-type': type}, body});
      await expectProblem(path, method, reply, 400);
    }
    const large = JSON.stringify({comment: 'x'.repeat(300_000)});
    const headers = {'content-type': 'application/json'};
    await expectProblem(path, method, await ui.api(addressOf(path), {method: 'POST', headers, body: large}), 413);
  }
});

test('a session that is not there is a problem wherever one is named', async () => {
  for (const [path, method] of await routes()) {
    if (!path.startsWith('/sessions/{id}')) continue;
    const reply = await ui.api(path.replace('{id}', UNKNOWN_ID).replace('{sequence}', '0'), optionsOf(path, method));
    await expectProblem(path, method, reply, 404);
  }
});

test('nothing that anybody asks is answered with a fault', async () => {
  const piece = fc.oneof(
    fc.constantFrom('sessions', 'events', 'logs', 'views', 'approvals', 'facets', 'histogram', 'members', 'recording'),
    fc.constantFrom('last', '0', '-1', '..', '.', '%2e%2e', '%2f', '%00', '%', '%ff', '__proto__', 'constructor', '*'),
    fc.string({unit: 'binary', maxLength: 5}).map(encode),
  );
  const parameter = fc.tuple(
    fc.constantFrom('query', 'from', 'to', 'session', 'cursor', 'limit', 'order', 'fields', 'buckets', 'after', 'x'),
    fc.oneof(
      fc.constantFrom('0', '-1', '1e9', '9'.repeat(20), 'zzzzzzzzzzz', 'last', '*', '@exit_code:x', '(', 'a%20OR'),
      fc.string({unit: 'binary', maxLength: 12}).map(encode),
    ),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, {maxLength: 4}), fc.array(parameter, {maxLength: 3}), async (parts, query) => {
      const search = query.map(([name, value]) => `${name}=${value}`).join('&');
      const reply = await ui.api(`/${parts.join('/')}?${search}`);
      expect(reply.status).toBeLessThan(500);
      if (reply.status >= 400) expect(reply.headers['content-type']).toBe('application/problem+json');
    }),
    {numRuns: 400},
  );
});

test('two names of one server are one too many', async () => {
  const host = `Host: 127.0.0.1:${ui.ui.port}\r\n`;
  const request = `GET /api/v1/about HTTP/1.1\r\n${host}Host: evil.example\r\nCookie: ${ui.cookie}\r\nConnection: close\r\n\r\n`;
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = connect(ui.ui.port, '127.0.0.1', () => socket.write(request));
    let text = '';
    socket.on('data', (chunk) => {
      text += String(chunk);
    });
    socket.once('close', () => resolve(text));
    socket.once('error', reject);
  });
  expect(answer).toMatch(/^HTTP\/1\.1 403/);
});

/** Lone surrogates cannot be written in an address. */
function encode(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'));
}
