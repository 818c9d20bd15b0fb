/** Who is answered: programs of this machine that signed in, and no page of another origin. */
import {existsSync, readFileSync, statSync} from 'node:fs';
import {connect} from 'node:net';
import {ApiTokens} from '../../../src/review/server/api-tokens.ts';
import {findRunningUi, startUi} from '../../../src/review/server/run-ui.ts';
import {openReadStore} from '../../../src/review/server/threaded-store.ts';
import {openStore} from '../../../src/store/sqlite-store.ts';
import {type AskOptions, ask, UiSandbox} from './support/ui-sandbox.ts';

let ui: UiSandbox;

beforeAll(async () => {
  ui = await UiSandbox.create();
});

afterAll(async () => ui.remove());

const codeOf = (text: string): string => (JSON.parse(text) as {code: string}).code;
const get = (path: string, options: AskOptions = {}) => ask(ui.ui.port, path, options);

describe('signing in', () => {
  test('takes the secret out of the address, and works once', async () => {
    const running = await findRunningUi(ui.paths, undefined);
    const path = running!.slice(running!.indexOf('/?'));
    const first = await get(`${path}&session=abc`);
    expect(first.status).toBe(303);
    expect(first.headers.location).toBe('/?session=abc');
    expect(first.headers['referrer-policy']).toBe('no-referrer');
    expect(first.headers['set-cookie']).toEqual([
      expect.stringMatching(/^ddcoterm_ui_\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/),
    ]);
    const again = await get(path);
    expect([again.status, codeOf(again.text), again.headers['set-cookie']]).toEqual([401, 'UI_LINK_SPENT', undefined]);
    // Who is signed in may come again by the same address, from the browser's history.
    expect((await get(path, {headers: {cookie: ui.cookie}})).status).toBe(303);
  });

  test('HEAD does not use the address up', async () => {
    const running = await findRunningUi(ui.paths, undefined);
    const path = running!.slice(running!.indexOf('/?'));
    expect((await get(path, {method: 'HEAD'})).status).toBe(401);
    expect((await get(path)).status).toBe(303);
  });

  test.each(['//evil.example/?token=x', '/\\evil.example/?token=x'])('leads nowhere else: %s', async (path) => {
    const reply = await get(path, {headers: {cookie: ui.cookie}});
    expect(reply.headers.location).toBeUndefined();
  });

  test.each([
    ['nothing', {}],
    ['another cookie', {cookie: 'ddcoterm_ui_1=x'}],
    ['a wrong cookie', {cookie: 'NAME=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'}],
    ['a wrong token', {authorization: 'Bearer ddct_wrong'}],
    ['another scheme', {authorization: 'Basic YTpi'}],
  ])('the API answers 401 to %s', async (_, headers: Record<string, string>) => {
    const name = ui.cookie.split('=')[0]!;
    const sent = Object.fromEntries(Object.entries(headers).map(([key, value]) => [key, value.replace('NAME', name)]));
    const reply = await get('/api/v1/sessions', {headers: sent});
    expect([reply.status, codeOf(reply.text)]).toEqual([401, 'UNAUTHORIZED']);
    expect(reply.headers['www-authenticate']).toMatch(/^Bearer/);
  });

  test('a secret in the address of the API signs nobody in', async () => {
    const running = await findRunningUi(ui.paths, undefined);
    const token = new URL(running!).searchParams.get('token');
    expect((await get(`/api/v1/sessions?token=${token}`)).status).toBe(401);
  });
});

describe('Host', () => {
  test.each([
    'evil.example',
    'evil.example:PORT',
    '127.0.0.1',
    '127.0.0.1:1',
    'localhost.evil.example:PORT',
    '0.0.0.0:PORT',
  ])('"%s" is refused', async (host) => {
    const headers = {host: host.replace('PORT', String(ui.ui.port)), cookie: ui.cookie};
    for (const path of ['/', '/api/v1/sessions', '/?token=x']) {
      const reply = await get(path, {headers});
      expect([path, reply.status]).toEqual([path, 403]);
      expect(reply.status).toBeGreaterThanOrEqual(400);
    }
  });

  test.each(['127.0.0.1:PORT', 'localhost:PORT', '[::1]:PORT', 'LOCALHOST:PORT'])('"%s" is ours', async (host) => {
    const headers = {host: host.replace('PORT', String(ui.ui.port)), cookie: ui.cookie};
    expect((await get('/api/v1/sessions', {headers})).status).toBe(200);
  });
});

describe('Origin', () => {
  test.each([
    [{origin: 'http://evil.example'}],
    [{origin: 'null'}],
    [{origin: 'http://127.0.0.1:1'}],
    [{origin: 'http://localhost:3000', 'sec-fetch-site': 'same-site'}],
    [{'sec-fetch-site': 'cross-site'}],
    [{'sec-fetch-site': 'same-site'}],
  ])('%j is refused, with the right cookie', async (headers: Record<string, string>) => {
    const reply = await get('/api/v1/sessions', {headers: {...headers, cookie: ui.cookie}});
    expect([reply.status, codeOf(reply.text)]).toEqual([403, 'REQUEST_ORIGIN']);
    expect(reply.headers['access-control-allow-origin']).toBeUndefined();
  });

  test('what changes something needs an Origin, or a token', async () => {
    const body = JSON.stringify({name: 'x', kind: 'logs', search: ''});
    const headers = {'content-type': 'application/json'};
    const post = (more: Record<string, string>) =>
      get('/api/v1/views', {method: 'POST', headers: {...headers, ...more}, body});
    expect((await post({cookie: ui.cookie})).status).toBe(403);
    expect((await post({cookie: ui.cookie, origin: `http://127.0.0.1:${ui.ui.port}`})).status).toBe(201);
    const token = await new ApiTokens(ui.paths.apiTokens).create('poster', 0);
    expect((await post({authorization: `Bearer ${token}`})).status).toBe(201);
  });

  test('a form of another page cannot post', async () => {
    const headers = {cookie: ui.cookie, origin: `http://127.0.0.1:${ui.ui.port}`, 'content-type': 'text/plain'};
    expect((await get('/api/v1/views', {method: 'POST', headers, body: '{}'})).status).toBe(400);
  });

  test('a link from another site opens the app', async () => {
    const headers = {'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate'};
    expect((await get('/', {headers})).status).toBe(200);
  });
});

describe('tokens', () => {
  test('are kept as hashes for their owner only, work, and end when they are revoked', async () => {
    const tokens = new ApiTokens(ui.paths.apiTokens);
    const token = await tokens.create('script', 5);
    expect(statSync(ui.paths.apiTokens).mode & 0o777).toBe(0o600);
    expect(readFileSync(ui.paths.apiTokens, 'utf8')).not.toContain(token);
    const headers = {authorization: `Bearer ${token}`};
    expect((await get('/api/v1/sessions', {headers})).status).toBe(200);
    await expect(tokens.create('script', 6)).rejects.toMatchObject({code: 'TOKEN_EXISTS'});
    await expect(tokens.create('../x', 6)).rejects.toMatchObject({code: 'TOKEN_NAME_INVALID'});
    await tokens.revoke('script');
    expect((await get('/api/v1/sessions', {headers})).status).toBe(401);
    await expect(tokens.revoke('script')).rejects.toMatchObject({code: 'TOKEN_UNKNOWN'});
  });
});

describe('files of the app', () => {
  test('come with headers that let nothing in', async () => {
    const {status, headers} = await get('/');
    expect(status).toBe(200);
    const policy = String(headers['content-security-policy']);
    for (const rule of [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ])
      expect(policy).toContain(rule);
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-cache',
    });
  });

  test('whose name holds a hash never change', async () => {
    const {headers, text} = await get('/assets/app-ABCD2345.js', {headers: {'accept-encoding': 'gzip'}});
    expect(headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'content-encoding': 'gzip',
      'cache-control': 'public, max-age=31536000, immutable',
    });
    expect(text).toContain("console.log('app')");
  });

  test('are not sent again where the browser has them', async () => {
    const {headers} = await get('/');
    expect((await get('/', {headers: {'if-none-match': String(headers.etag)}})).status).toBe(304);
  });

  test.each(['/sessions', '/replay/0190', '/logs'])('%s is a page of the app', async (path) => {
    expect((await get(path)).text).toContain('<title>ddcoterm</title>');
  });

  test.each([
    '/../../../etc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/..%2f..%2fetc%2fpasswd',
    '/assets/../../data/ddcoterm.db',
    '/assets/..\\..\\x.js',
    '/missing.js',
    '/.git/config.txt',
    '/data/api-tokens.json',
  ])('%s is not there', async (path) => {
    const reply = await get(path);
    expect([reply.status, codeOf(reply.text)]).toEqual([404, 'ROUTE_UNKNOWN']);
  });

  test('are only read', async () => {
    expect((await get('/', {method: 'POST', body: 'x'})).status).toBe(405);
  });
});

describe('a request that is too much', () => {
  test.each([
    ['address', `/api/v1/sessions?query=${'x'.repeat(200_000)}`, {}],
    ['header', '/api/v1/sessions', {'x-long': 'x'.repeat(200_000)}],
  ])('by its %s', async (_, path, headers) => {
    const reply = await get(path, {headers: {...headers, cookie: ui.cookie}});
    expect(reply.status).toBe(431);
  });

  test('by what it asks the parser', async () => {
    const query = encodeURIComponent('('.repeat(3000));
    const reply = await ui.api(`/sessions?query=${query}`);
    expect([reply.status, codeOf(reply.text)]).toEqual([400, 'QUERY_SYNTAX']);
  });

  test('is no HTTP: the connection ends', async () => {
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(ui.ui.port, '127.0.0.1', () => socket.write('\x16\x03\x01\x02\x00\r\n\r\n'));
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk.toString('latin1');
      });
      socket.once('close', () => resolve(text));
      socket.once('error', reject);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 400/);
  });
});

describe('who takes their time', () => {
  /** What the server says until it hangs up. */
  const talk = (port: number, text: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => socket.write(text));
      let answer = '';
      socket.on('data', (chunk) => {
        answer += chunk.toString('latin1');
      });
      socket.once('close', () => resolve(answer));
      socket.once('error', reject);
    });

  test('with a head or a body is not waited for, and an idle connection ends', async () => {
    const reader = openReadStore(ui.paths, ui.sandbox.env);
    const limits = {headersTimeoutMs: 200, requestTimeoutMs: 400, idleTimeoutMs: 800};
    const paths = {...ui.paths, uiServer: `${ui.paths.uiServer}.slow`};
    const hurried = await startUi({paths, store: reader.store, version: '1', user: 'a', host: 'h', port: 0, limits});
    const {port} = hurried;
    expect(await talk(port, 'GET / HTTP/1.1\r\nHost: 127.0')).toMatch(/^HTTP\/1\.1 408/);
    const token = await new ApiTokens(ui.paths.apiTokens).create('slow', 0);
    const head = `POST /api/v1/views HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${token}\r\n`;
    const rest = 'Content-Type: application/json\r\nContent-Length: 99\r\n\r\n{';
    expect(await talk(port, head + rest)).toMatch(/^HTTP\/1\.1 408/);
    expect(await talk(port, `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 200/);
    await hurried.close();
    await reader.close();
  });

  test('without a Host is refused', async () => {
    expect(await talk(ui.ui.port, 'GET / HTTP/1.1\r\n\r\n')).toMatch(/^HTTP\/1\.1 400/);
    expect(await talk(ui.ui.port, 'GET / HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 403/);
  });
});

describe('a second server', () => {
  test('is told the address of the first; asking needs the secret of the file', async () => {
    const url = await findRunningUi(ui.paths, undefined);
    expect(url).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:${ui.ui.port}/\\?token=`));
    expect(await findRunningUi(ui.paths, 1)).toBeNull();
    expect(statSync(ui.paths.uiServer).mode & 0o777).toBe(0o600);
    for (const headers of [{}, {authorization: 'Bearer wrong'}, {cookie: ui.cookie}]) {
      expect((await get('/control/link', {method: 'POST', headers})).status).toBe(401);
    }
  });

  test('takes a port of its own, and tells one that is taken', async () => {
    const store = await openStore(ui.paths, {access: 'read'});
    const request = {paths: ui.paths, store, version: '1', user: 'a', host: 'h'};
    await expect(startUi({...request, port: ui.ui.port})).rejects.toMatchObject({code: 'UI_PORT_TAKEN'});
    const second = await startUi({...request, port: 0});
    expect(second.port).not.toBe(ui.ui.port);
    // Its cookie is another one.
    expect((await ask(second.port, '/api/v1/sessions', {headers: {cookie: ui.cookie}})).status).toBe(401);
    await second.close();
    expect(existsSync(ui.paths.uiServer)).toBe(false);
    await store.close();
  });
});
