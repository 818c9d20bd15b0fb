/** `ddcoterm ui` as it is installed: its process, its thread, its end. */
import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {homePaths} from '../../../src/config/home.ts';
import type {FacetsJson, PageJson, SessionJson} from '../../../src/review/api/types.ts';
import {ask} from '../../review/server/support/ui-sandbox.ts';
import {BUILT_CLI} from '../../support/built-cli.ts';
import {createSandbox, type Sandbox} from '../../support/sandbox.ts';
import {StoreBuilder} from '../../support/store-builder.ts';

let sandbox: Sandbox;
const children: ChildProcess[] = [];

beforeEach(() => {
  sandbox = createSandbox('ui-process');
});

afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  sandbox.remove();
});

function start(...args: string[]): ChildProcess {
  const child = spawn(process.execPath, [BUILT_CLI, ...args], {env: sandbox.env, stdio: ['ignore', 'pipe', 'pipe']});
  children.push(child);
  return child;
}

/** The address that it prints first. */
async function addressOf(child: ChildProcess): Promise<URL> {
  let text = '';
  for await (const chunk of child.stdout!) {
    text += String(chunk);
    if (text.includes('\n')) return new URL(text.split('\n')[0]!);
  }
  throw new Error(`It printed "${text}" and ended`);
}

async function signIn(address: URL): Promise<string> {
  const {status, headers} = await ask(Number(address.port), address.pathname + address.search);
  expect(status).toBe(303);
  return String(headers['set-cookie']).split(';')[0]!;
}

async function run(...args: string[]): Promise<{status: number; stdout: string; stderr: string}> {
  const child = start(...args);
  const [stdout, stderr] = ['', ''].map(() => ({text: ''}));
  child.stdout!.on('data', (chunk) => {
    stdout!.text += String(chunk);
  });
  child.stderr!.on('data', (chunk) => {
    stderr!.text += String(chunk);
  });
  const [status] = (await once(child, 'close')) as [number];
  return {status, stdout: stdout!.text, stderr: stderr!.text};
}

test('ddcoterm ui serves what is recorded while it runs, and ends with Ctrl-C', async () => {
  const child = start('ui', '--no-open', '--port', '0');
  const address = await addressOf(child);
  const port = Number(address.port);
  const cookie = await signIn(address);
  const get = async <T>(path: string) => JSON.parse((await ask(port, `/api/v1${path}`, {headers: {cookie}})).text) as T;
  expect(await get('/sessions')).toEqual({items: [], next: null});

  // The first recording makes the store.
  const builder = await StoreBuilder.create(homePaths(sandbox.env));
  const session = await builder.addSession({host: 'web1'});
  session.command('kubectl get pods', {text: 'NAME READY'});
  await session.end(1);
  const {items} = await get<PageJson<SessionJson>>('/sessions?query=host:web1');
  expect(items.map(({id}) => id)).toEqual([session.id]);
  expect(await get<FacetsJson>('/logs/facets?query=ready&fields=host')).toMatchObject({
    total: 1,
    facets: [{field: 'host', values: [{value: 'web1', count: 1}]}],
  });
  const mistake = await get('/events?query=%40exit_code%3Ax');
  expect(mistake).toMatchObject({status: 400, code: 'QUERY_VALUE', offset: 11, length: 1});
  await builder.close();

  const page = await ask(port, '/');
  expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
  expect(page.text).toContain('<script');

  // A second one of the same user prints another address of the first.
  sandbox.env.SSH_CONNECTION = '192.0.2.7 50000 192.0.2.1 2222';
  const second = await run('ui', '--no-open');
  expect(second.stderr).toContain(`ssh -p 2222 -L ${port}:127.0.0.1:${port} `);
  expect(second).toMatchObject({status: 0, stdout: expect.stringMatching(`^http://127.0.0.1:${port}/\\?token=`)});
  expect(await signIn(new URL(second.stdout.trim()))).not.toBe(cookie);

  const paths = homePaths(sandbox.env);
  expect(statSync(paths.uiServer).mode & 0o777).toBe(0o600);
  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([0, null]);
  expect(existsSync(paths.uiServer)).toBe(false);
});

test('a token lets a script in; a port that is taken, and one that is none, are told', async () => {
  const child = start('ui', '--no-open', '--port', '0');
  const {port} = await addressOf(child);
  const created = await run('ui', 'token', 'create', 'script');
  expect(created.status).toBe(0);
  const headers = {authorization: `Bearer ${created.stdout.trim()}`};
  expect((await ask(Number(port), '/api/v1/about', {headers})).status).toBe(200);
  expect(await run('ui', 'token', 'list')).toMatchObject({stdout: expect.stringContaining('script')});
  expect((await run('ui', 'token', 'revoke', 'script')).status).toBe(0);
  expect((await ask(Number(port), '/api/v1/about', {headers})).status).toBe(401);

  const elsewhere = createSandbox('ui-elsewhere');
  sandbox.env.DDCOTERM_HOME = elsewhere.ddcotermHome;
  const taken = await run('ui', '--no-open', '--port', port);
  expect(taken).toMatchObject({
    status: 1,
    stdout: '',
    stderr: expect.stringContaining('another program listens there'),
  });
  elsewhere.remove();

  // Nothing can be written there.
  const file = join(sandbox.home, 'file');
  writeFileSync(file, '');
  sandbox.env.DDCOTERM_HOME = file;
  const readOnly = start('ui', '--no-open', '--port', '0');
  const {status} = await ask(Number((await addressOf(readOnly)).port), '/');
  readOnly.kill('SIGINT');
  expect([status, await once(readOnly, 'exit')]).toEqual([200, [0, null]]);
  expect(await run('ui', '--port', '70000')).toMatchObject({status: 2, stderr: expect.stringContaining('--port')});
});
