/** The client against real servers, proxies and certificates. Nothing that it throws may hold the key. */
import {mkdtempSync, rmSync} from 'node:fs';
import {createServer as createHttpServer, type IncomingMessage, type Server} from 'node:http';
import {type AddressInfo, connect, createServer as createTcpServer, type Socket} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {inspect} from 'node:util';
import {SecretText} from '../../src/config/secret-text.ts';
import {HttpClient, type HttpClientOptions} from '../../src/datadog/http-client.ts';
import {makeRoute} from '../../src/datadog/route.ts';
import {CertificateAuthority} from '../support/certificates.ts';
import {findFreePort} from '../support/free-port.ts';
import {describeWith} from '../support/programs.ts';
import {INTAKE_KEY, Intake} from '../upload/intake/intake.ts';

const BODY = {bytes: Buffer.from(`[{"message":"${'x'.repeat(2_000)}"}]`), encoding: 'identity'} as const;

let client: HttpClient;

const open = (options: Partial<HttpClientOptions> = {}) => {
  client = new HttpClient({apiKey: new SecretText(INTAKE_KEY), proxy: null, caFile: null, env: {}, ...options});
  return client;
};

const post = (url: string) => client.send(makeRoute('POST', `${url}/api/v2/logs`), BODY);

const failureOf = async (url: string): Promise<{code: string; message: string; hint?: string}> => {
  const error = await post(url).then(
    () => new Error('it was answered'),
    (thrown: unknown) => thrown,
  );
  expect(`${inspect(error, {depth: 10, showHidden: true})} ${JSON.stringify(error)}`).not.toContain(INTAKE_KEY);
  return error as {code: string; message: string};
};

afterEach(() => client.close());

describe('HttpClient', () => {
  test('sends the key, keeps its connection, and reads the answer', async () => {
    const intake = await Intake.start({clockSkewMs: -3_600_000});
    open();
    try {
      for (let count = 0; count < 3; count++) {
        const answer = await post(intake.url);
        expect(answer.status).toBe(202);
        expect(Math.abs(answer.serverDateMs! - (Date.now() - 3_600_000))).toBeLessThan(30_000);
      }
      expect(intake.connections).toBe(1);
      expect(intake.requests[0]!.headers).toMatchObject({'dd-api-key': INTAKE_KEY, 'content-type': 'application/json'});
    } finally {
      await intake.stop();
    }
  });

  test.each([200, 202, 301, 400, 403, 404, 413, 429, 500, 503])('gives status %i back as an answer', async (status) => {
    const headers = {'Retry-After': '7', Location: 'http://127.0.0.1:1/'};
    const intake = await Intake.start({
      fault: () => ({kind: 'status', status, headers, body: '{"errors":["it\\nis so"]}'}),
    });
    open();
    try {
      expect(await post(intake.url)).toMatchObject({status, retryAfterMs: 7_000, text: '{"errors":["it\\nis so"]}'});
      expect(intake.requests).toHaveLength(1);
    } finally {
      await intake.stop();
    }
  });

  test('tells what a receiver said without the keys that it quotes', async () => {
    const body = `{"errors":["not for ${INTAKE_KEY} and app-key-of-nobody"]}`;
    const intake = await Intake.start({fault: () => ({kind: 'status', status: 403, headers: {}, body})});
    open({appKey: new SecretText('app-key-of-nobody')});
    try {
      expect((await post(intake.url)).text).toBe('{"errors":["not for *** and ***"]}');
    } finally {
      await intake.stop();
    }
  });

  test.each([
    ['reset', /the connection was cut/],
    ['lost-answer', /the connection was cut/],
    ['half-answer', /./],
  ] as const)('tells a %s as REQUEST_FAILED', async (kind, state) => {
    const intake = await Intake.start({fault: () => ({kind})});
    open();
    try {
      expect(await failureOf(intake.url)).toMatchObject({
        code: 'REQUEST_FAILED',
        message: expect.stringMatching(state),
      });
    } finally {
      await intake.stop();
    }
  });

  test('gives up on who never answers, and on who answers a byte at a time', async () => {
    const intake = await Intake.start({fault: () => ({kind: 'silence'})});
    const dripping = createTcpServer((socket) => {
      socket.on('error', () => undefined);
      socket.write('HTTP/1.1 202 Accepted\r\nContent-Length: 1000\r\n\r\n');
      const timer = setInterval(() => socket.write('x'), 50);
      socket.on('close', () => clearInterval(timer));
    });
    await new Promise<void>((resolve) => dripping.listen(0, '127.0.0.1', resolve));
    open({timeoutMs: 400});
    try {
      expect(await failureOf(intake.url)).toMatchObject({message: expect.stringContaining('no answer in time')});
      const slow = `http://127.0.0.1:${(dripping.address() as AddressInfo).port}`;
      expect(await failureOf(slow)).toMatchObject({message: expect.stringContaining('no answer in time')});
    } finally {
      dripping.close();
      await intake.stop();
    }
  });

  test('tells a name that nobody knows, and a port where nobody listens', async () => {
    open();
    expect(await failureOf('http://no-such-host.invalid')).toMatchObject({
      ...{code: 'REQUEST_FAILED', message: expect.stringMatching(/no host of that name|cannot be looked up/)},
    });
    expect(await failureOf(`http://127.0.0.1:${await findFreePort()}`)).toMatchObject({
      message: expect.stringContaining('nothing listens there'),
    });
  });

  test('tells what speaks no HTTP', async () => {
    const chatter = createTcpServer((socket) => socket.end('220 mail.example.org ESMTP\r\n'));
    await new Promise<void>((resolve) => chatter.listen(0, '127.0.0.1', resolve));
    open();
    try {
      expect(await failureOf(`http://127.0.0.1:${(chatter.address() as AddressInfo).port}`)).toMatchObject({
        code: 'REQUEST_FAILED',
      });
    } finally {
      chatter.close();
    }
  });

  test('refuses a file that holds no certificate', () => {
    expect(() => open({caFile: '/no/such/file.pem'})).toThrow(expect.objectContaining({code: 'CA_FILE_UNUSABLE'}));
    expect(() => open({caFile: __filename.replace(/http-client/, 'sites')})).toThrow(
      expect.objectContaining({code: 'CA_FILE_UNUSABLE'}),
    );
    open();
  });
});

describeWith(['openssl'], 'HttpClient and certificates', () => {
  let folder: string;
  let authority: CertificateAuthority;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'ddcoterm-ca-'));
    authority = new CertificateAuthority(folder);
  }, 60_000);

  afterAll(() => rmSync(folder, {recursive: true, force: true}));

  test('trusts a CA of the settings, and nobody else', async () => {
    const intake = await Intake.start({tls: authority.sign('localhost')});
    try {
      open({caFile: authority.file});
      expect((await post(intake.url)).status).toBe(202);
      client.close();
      open();
      expect(await failureOf(intake.url)).toMatchObject({
        ...{code: 'CERTIFICATE_REFUSED', hint: expect.stringContaining('upload.ca_file')},
      });
      expect(intake.requests).toHaveLength(1);
    } finally {
      await intake.stop();
    }
  });

  test('refuses the certificate of another host', async () => {
    const intake = await Intake.start({tls: authority.sign('elsewhere.example')});
    open({caFile: authority.file});
    try {
      expect(await failureOf(intake.url)).toMatchObject({message: expect.stringContaining('that of another host')});
    } finally {
      await intake.stop();
    }
  });

  test.each([400, 403, 502])('takes no answer of a proxy, such as %i, for that of the receiver', async (status) => {
    const proxy = createHttpServer().on('connect', (_request, socket: Socket) => {
      socket.end(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`);
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    open({proxy: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`});
    try {
      expect(await failureOf('https://localhost:9')).toMatchObject({
        ...{code: 'REQUEST_FAILED', message: expect.stringContaining(`the proxy answers HTTP ${status}`)},
      });
    } finally {
      proxy.closeAllConnections();
      proxy.close();
    }
  });

  test('tells a proxy that wants a password, and one that never answers', async () => {
    const proxy = await ForwardProxy.start('Basic dXNlcjpwYXNz');
    const connected: Socket[] = [];
    const silent = createTcpServer((socket) => connected.push(socket.on('error', () => undefined)));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    try {
      open({env: {HTTPS_PROXY: `http://user:wrong@127.0.0.1:${proxy.port}`}});
      const refused = await failureOf('https://localhost:9');
      expect(refused).toMatchObject({
        ...{message: expect.stringMatching(/through the proxy of HTTPS_PROXY: the proxy wants/)},
      });
      expect(inspect(refused, {depth: 10})).not.toContain('wrong@');
      client.close();
      open({timeoutMs: 400, proxy: `http://127.0.0.1:${(silent.address() as AddressInfo).port}`});
      expect(await failureOf('https://localhost:9')).toMatchObject({
        message: expect.stringContaining('no answer in time'),
      });
    } finally {
      for (const socket of connected) socket.destroy();
      silent.close();
      await proxy.stop();
    }
  });

  test('reaches an https receiver through a proxy, which sees neither key nor content', async () => {
    const intake = await Intake.start({tls: authority.sign('localhost')});
    const proxy = await ForwardProxy.start('Basic dXNlcjpwYXNz');
    open({caFile: authority.file, env: {HTTPS_PROXY: `http://user:pass@127.0.0.1:${proxy.port}`}});
    try {
      for (let count = 0; count < 3; count++) expect((await post(intake.url)).status).toBe(202);
      expect(new Set(proxy.targets)).toEqual(new Set([`localhost:${intake.port}`]));
      expect(proxy.seen).not.toContain(INTAKE_KEY);
      expect(intake.requests[0]!.headers['proxy-authorization']).toBeUndefined();
    } finally {
      await proxy.stop();
      await intake.stop();
    }
  });
});

describe('HttpClient and proxies', () => {
  test('sends an http request by way of the proxy', async () => {
    const intake = await Intake.start();
    const proxy = await ForwardProxy.start(null);
    open({proxy: `http://127.0.0.1:${proxy.port}`});
    try {
      expect((await post(intake.url)).status).toBe(202);
      expect(proxy.targets).toEqual([`${intake.url}/api/v2/logs`]);
    } finally {
      await proxy.stop();
      await intake.stop();
    }
  });

  test('names who named a proxy that is not there', async () => {
    open({env: {HTTPS_PROXY: `http://user:hunter2@127.0.0.1:${await findFreePort()}`}});
    const failure = await failureOf('https://localhost:9');
    // The message alone is what the store keeps and "upload status" shows.
    const message = expect.stringMatching(/ through the proxy of HTTPS_PROXY: nothing listens there$/);
    expect(failure).toMatchObject({code: 'REQUEST_FAILED', message});
    expect(inspect(failure, {depth: 10})).not.toContain('hunter2');
  });
});

/** Forwards: by CONNECT, or whole requests. */
class ForwardProxy {
  readonly targets: string[] = [];
  /** Bytes that went through in the clear. */
  seen = '';
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly authorization: string | null,
  ) {
    server.on('connection', (socket: Socket) => this.sockets.add(socket));
    server.on('connect', (request: IncomingMessage, socket: Socket) => {
      this.targets.push(request.url!);
      if (this.authorization !== null && request.headers['proxy-authorization'] !== this.authorization) {
        socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
        return;
      }
      const [, port] = request.url!.split(':');
      const onward = connect(Number(port), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        socket.on('data', (chunk) => {
          this.seen += chunk.toString('latin1');
        });
        onward.pipe(socket).pipe(onward);
      });
      this.sockets.add(onward);
      for (const end of [onward, socket]) end.on('error', () => undefined);
    });
    server.on('request', (request, response) => {
      this.targets.push(request.url!);
      const url = new URL(request.url!);
      const socket = connect(Number(url.port), '127.0.0.1');
      const {host: _, connection: __, ...headers} = request.headers;
      const lines = Object.entries({...headers, host: url.host, connection: 'close'}).map(
        ([name, value]) => `${name}: ${value}`,
      );
      socket.write(`${request.method} ${url.pathname} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
      request.pipe(socket, {end: false});
      socket.pipe(response.socket!);
    });
  }

  static async start(authorization: string | null): Promise<ForwardProxy> {
    const server = createHttpServer();
    const proxy = new ForwardProxy(server, authorization);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
