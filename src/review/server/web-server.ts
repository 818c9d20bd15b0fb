/** The HTTP server: what every request passes on its way to a route or a file, and every reply on its way back. */
import {createServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {pipeline} from 'node:stream/promises';
import {systemErrorCode} from '../../errors.ts';
import {DatadogIntake, isForDatadog} from '../datadog-intake/datadog-intake.ts';
import {locateMistake} from '../query/locate-mistake.ts';
import {renderJson} from '../render/json.ts';
import {bearerOf, checkHost, checkOrigin, checkSignIn} from './access.ts';
import type {ApiTokens} from './api-tokens.ts';
import {
  linkSpent,
  MethodRefusedError,
  portTaken,
  portUnusable,
  routeUnknown,
  tooManyStreams,
  unauthorized,
  webAppMissing,
} from './errors.ts';
import {EventStream} from './event-stream.ts';
import {PROBLEM_TYPE, problemOf} from './problem.ts';
import {readBody} from './read-body.ts';
import type {Reply, Services} from './route.ts';
import {findRoute, readQuery} from './router.ts';
import {ROUTES} from './routes/index.ts';
import {SECURITY_HEADERS} from './security-headers.ts';
import {cookieName, parseCookie, renderCookie, type SignIn} from './sign-in.ts';
import type {StaticFile, StaticFiles} from './static-files.ts';

export const LOOPBACK = '127.0.0.1';

/** Asks a running server for another address to sign in with: see `running-server.ts`. */
export const CONTROL_PATH = '/control/link';

/** A query of 8192 characters, each written with percent signs, and the rest of a request's head. */
const MAX_HEADER_BYTES = 96 * 1024;

/** What keeps one caller from taking the place of all others. */
export const SERVER_LIMITS = {
  /** Who sends slower than this is not waited for. */
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 20_000,
  /** Nothing sent and nothing taken for so long; event streams send a comment more often. */
  idleTimeoutMs: 60_000,
  connections: 256,
  streams: 64,
};

export interface WebServerParts {
  services: Services;
  files: StaticFiles;
  signIn: SignIn;
  tokens: ApiTokens;
  /** By which a second `ddcoterm ui` of the same user is known. */
  controlSecret: string;
  limits?: Partial<typeof SERVER_LIMITS>;
}

export class WebServer {
  private readonly stopping = new AbortController();
  private readonly datadog: DatadogIntake;
  private streams = 0;

  private constructor(
    private readonly server: Server,
    private readonly parts: WebServerParts,
    private readonly maxStreams: number,
  ) {
    this.datadog = new DatadogIntake((key) => parts.tokens.has(key));
    server.on('request', (request, response) => void this.answer(request, response));
  }

  /**
   * @param port 0: any that is free.
   * @throws {DdcotermError} UI_PORT_TAKEN, UI_PORT_UNUSABLE.
   */
  static async listen(parts: WebServerParts, port: number): Promise<WebServer> {
    const limits = {...SERVER_LIMITS, ...parts.limits};
    const server = createServer({
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: limits.headersTimeoutMs,
      requestTimeout: limits.requestTimeoutMs,
      connectionsCheckingInterval: Math.min(1000, limits.headersTimeoutMs),
    });
    server.maxConnections = limits.connections;
    server.setTimeout(limits.idleTimeoutMs);
    const started = new WebServer(server, parts, limits.streams);
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error) => reject(listenError(port, error)));
      server.listen({port, host: LOOPBACK, exclusive: true}, resolve);
    });
    return started;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** An address that signs in a browser, once. */
  createLink(): string {
    return `http://${LOOPBACK}:${this.port}/?token=${this.parts.signIn.createLink()}`;
  }

  async close(): Promise<void> {
    this.stopping.abort();
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.server.closeAllConnections();
    await closed;
  }

  /** Never throws: what goes wrong is the answer. */
  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    const url = splitUrl(request.url ?? '/');
    try {
      checkHost(request, this.port);
      if (!isPlainPath(url.pathname)) throw routeUnknown(url.pathname);
      if (url.pathname === CONTROL_PATH) await this.answerControl(request, response);
      else if (isApi(url.pathname) && isForDatadog(request)) await this.answerAsDatadog(request, response, url);
      else if (isApi(url.pathname)) await this.answerApi(request, response, url);
      else this.answerFile(request, response, url);
    } catch (error) {
      await this.fail(request, response, url, error);
    }
  }

  private async answerApi(request: IncomingMessage, response: ServerResponse, url: SplitUrl): Promise<void> {
    response.setHeader('cache-control', 'no-store');
    checkOrigin(request, bearerOf(request) !== null);
    await checkSignIn(request, {port: this.port, signIn: this.parts.signIn, tokens: this.parts.tokens});
    const method = request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET');
    const {route, path} = findRoute(ROUTES, method, url.pathname);
    const query = readQuery(route, new URLSearchParams(url.search));
    const body = route.body === undefined ? undefined : await readBody(request);
    const signal = this.signalOf(response);
    const reply = await route.handle({path, query, headers: request.headers, body, signal}, this.parts.services);
    await this.send(request, response, reply, signal);
  }

  /** For senders that are being tried out: the key is a token of ours. */
  private async answerAsDatadog(request: IncomingMessage, response: ServerResponse, url: SplitUrl): Promise<void> {
    checkOrigin(request, true);
    const {status, body} = await this.datadog.answer(request, url.pathname, url.search);
    if (!request.complete) response.setHeader('connection', 'close');
    sendJson(request, response, status, body);
  }

  private answerFile(request: IncomingMessage, response: ServerResponse, url: SplitUrl): void {
    const {method = 'GET'} = request;
    if (method !== 'GET' && method !== 'HEAD') throw new MethodRefusedError(method, ['HEAD', 'GET']);
    const search = new URLSearchParams(url.search);
    const token = search.get('token');
    if (token !== null) this.signIn(request, response, url.pathname, search, token);
    else {
      const file = this.parts.files.find(url.pathname);
      if (file !== null) sendFile(request, response, file);
      else if (url.pathname === '/') throw webAppMissing(this.parts.files.folder);
      else throw routeUnknown(url.pathname);
    }
  }

  /** Answers with the same address without the secret, so that it is in no history and no Referer. */
  private signIn(
    request: IncomingMessage,
    response: ServerResponse,
    pathname: string,
    search: URLSearchParams,
    token: string,
  ): void {
    const {signIn} = this.parts;
    const cookie = request.method === 'GET' ? signIn.redeem(token) : null;
    const isKnown = signIn.isSignedIn(parseCookie(request.headers.cookie, cookieName(this.port)));
    if (cookie === null && !isKnown) throw linkSpent();
    search.delete('token');
    const rest = search.toString();
    if (cookie !== null) response.setHeader('set-cookie', renderCookie(this.port, cookie));
    response.writeHead(303, {location: rest === '' ? pathname : `${pathname}?${rest}`, 'cache-control': 'no-store'});
    response.end();
  }

  private async answerControl(request: IncomingMessage, response: ServerResponse): Promise<void> {
    checkOrigin(request, true);
    if (request.method !== 'POST' || bearerOf(request) !== this.parts.controlSecret) throw unauthorized();
    sendJson(request, response, 200, {url: this.createLink()});
  }

  private async send(
    request: IncomingMessage,
    response: ServerResponse,
    reply: Reply,
    signal: AbortSignal,
  ): Promise<void> {
    switch (reply.kind) {
      case 'json':
        sendJson(request, response, reply.status ?? 200, reply.body);
        return;
      case 'empty':
        response.writeHead(reply.status ?? 204).end();
        return;
      case 'bytes':
        await sendBytes(request, response, reply);
        return;
      case 'events':
        await this.stream(response, reply, signal);
    }
  }

  private async stream(response: ServerResponse, {run}: Extract<Reply, {kind: 'events'}>, signal: AbortSignal) {
    if (this.streams >= this.maxStreams) throw tooManyStreams(this.maxStreams);
    this.streams++;
    const stream = new EventStream(response, signal);
    try {
      await run(stream);
    } finally {
      stream.end();
      this.streams--;
    }
  }

  private signalOf(response: ServerResponse): AbortSignal {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    return AbortSignal.any([gone.signal, this.stopping.signal]);
  }

  private async fail(request: IncomingMessage, response: ServerResponse, url: SplitUrl, error: unknown): Promise<void> {
    if (response.headersSent || response.destroyed) {
      response.destroy();
      return;
    }
    const query = new URLSearchParams(url.search).get('query') ?? '';
    const problem = {...problemOf(error), ...locateMistake(error, query)};
    for (const name of ['content-encoding', 'content-length', 'content-disposition']) response.removeHeader(name);
    response.setHeader('cache-control', 'no-store');
    if (error instanceof MethodRefusedError) response.setHeader('allow', error.allowed.join(', '));
    if (problem.status === 401) response.setHeader('www-authenticate', 'Bearer realm="ddcoterm"');
    // What is not read of a body must not be taken for the next request.
    if (!request.complete) response.setHeader('connection', 'close');
    sendJson(request, response, problem.status, problem, PROBLEM_TYPE);
  }
}

interface SplitUrl {
  pathname: string;
  search: string;
}

/** Not by `new URL`: of `//evil.example/` that makes a host, and it resolves dots before anybody looked at them. */
function splitUrl(url: string): SplitUrl {
  const mark = url.indexOf('?');
  return mark < 0 ? {pathname: url, search: ''} : {pathname: url.slice(0, mark), search: url.slice(mark + 1)};
}

/** Without what could lead elsewhere: another host, a folder above, another kind of slash. */
const isPlainPath = (pathname: string): boolean =>
  pathname.startsWith('/') && !/\/\/|\\|\/\.{1,2}(?:\/|$)/.test(pathname);

const isApi = (pathname: string): boolean => pathname === '/api' || pathname.startsWith('/api/');

function sendJson(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  value: unknown,
  type = 'application/json',
): void {
  const body = Buffer.from(renderJson(value, 0));
  response.writeHead(status, {'content-type': type, 'content-length': body.length});
  response.end(request.method === 'HEAD' ? undefined : body);
}

async function sendBytes(
  request: IncomingMessage,
  response: ServerResponse,
  {status, headers, body}: Extract<Reply, {kind: 'bytes'}>,
): Promise<void> {
  if (Buffer.isBuffer(body)) {
    response.writeHead(status ?? 200, {...headers, 'content-length': body.length});
    response.end(request.method === 'HEAD' ? undefined : body);
    return;
  }
  if (request.method === 'HEAD') {
    body.destroy();
    response.writeHead(status ?? 200, headers).end();
    return;
  }
  response.writeHead(status ?? 200, headers);
  // Who hangs up in the middle ends the pipeline: no failure of ours.
  await pipeline(body, response).catch(() => response.destroy());
}

function sendFile(request: IncomingMessage, response: ServerResponse, {body, packed, headers}: StaticFile): void {
  if (request.headers['if-none-match'] === headers.etag) {
    response.writeHead(304, headers).end();
    return;
  }
  const isPacked = packed !== null && /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
  const bytes = isPacked ? packed : body;
  response.writeHead(200, {
    ...headers,
    ...(isPacked ? {'content-encoding': 'gzip'} : {}),
    'content-length': bytes.length,
  });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

function listenError(port: number, error: Error): Error {
  const code = systemErrorCode(error);
  if (code === 'EADDRINUSE') return portTaken(port, error);
  return portUnusable(port, code === 'EACCES' ? 'it is reserved for the system' : (code ?? error.message), error);
}
