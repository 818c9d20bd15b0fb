/**
 * The one place that opens outgoing connections. Holds keep-alive sockets; `close` lets them go. Errors that leave it hold
 * neither headers nor bodies: axios puts the key into its own.
 */
import {existsSync, readFileSync} from 'node:fs';
import {Agent as HttpAgent} from 'node:http';
import {Agent as HttpsAgent} from 'node:https';
import {rootCertificates} from 'node:tls';
import axios, {type AxiosInstance, type AxiosProxyConfig, type AxiosResponse, isAxiosError} from 'axios';
import type {SecretText} from '../config/secret-text.ts';
import {VERSION} from '../config/version.ts';
import {DdcotermError} from '../errors.ts';
import {caFileUnusable, proxyRefused} from './errors.ts';
import {chooseProxy} from './proxy.ts';
import {parseRetryAfter} from './retry-after.ts';
import type {Route} from './route.ts';
import {describeTransportError} from './transport-error.ts';

export interface HttpClientOptions {
  apiKey: SecretText | null;
  /** For what reads or changes something at Datadog; sending logs and events needs none. */
  appKey?: SecretText | null;
  /** `upload.proxy`; null: the environment decides. */
  proxy: string | null;
  /** Certificates (PEM) trusted beside Node's own. */
  caFile: string | null;
  /** For the proxy's variables. */
  env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds for a whole request; at least that of an upload of a megabyte over a slow line. */
  timeoutMs?: number;
}

export interface RequestBody {
  bytes: Buffer;
  encoding: 'gzip' | 'identity';
}

export interface HttpAnswer {
  status: number;
  /** How long to wait before the next request, as the server asks: milliseconds; null: it does not. */
  retryAfterMs: number | null;
  /** The server's clock, milliseconds since 1970; null where it does not tell. */
  serverDateMs: number | null;
  /** The first characters of the body, without control characters and without the keys: it is kept and shown. */
  text: string;
  /** All of it. */
  body: string;
}

const TIMEOUT_MS = 30_000;

/** Sockets without a request go after this time: before the intake's own limit, and so that an idle agent has none. */
const IDLE_SOCKET_MS = 15_000;

const MAX_ANSWER_BYTES = 256 * 1024;
const MAX_ANSWER_CHARS = 500;

export class HttpClient {
  private readonly http: AxiosInstance;
  private readonly agents: {httpAgent: HttpAgent; httpsAgent: HttpsAgent};
  private idleTimer: NodeJS.Timeout | null = null;
  private openRequests = 0;

  /** @throws {DdcotermError} CA_FILE_UNUSABLE. */
  constructor(private readonly options: HttpClientOptions) {
    const {apiKey, appKey, caFile, timeoutMs = TIMEOUT_MS} = options;
    const keepAlive = {keepAlive: true, maxFreeSockets: 8};
    const ca = caFile === null ? undefined : [...rootCertificates, readCertificates(caFile)];
    this.agents = {httpAgent: new HttpAgent(keepAlive), httpsAgent: new HttpsAgent({...keepAlive, ...(ca && {ca})})};
    this.http = axios.create({
      ...this.agents,
      adapter: 'http',
      timeout: timeoutMs,
      // The key must not follow a redirect to another host.
      maxRedirects: 0,
      maxContentLength: MAX_ANSWER_BYTES,
      maxBodyLength: Number.POSITIVE_INFINITY,
      decompress: true,
      responseType: 'text',
      transformResponse: (text: unknown) => text,
      transitional: {clarifyTimeoutError: true},
      validateStatus: () => true,
      headers: {
        'User-Agent': `ddcoterm/${VERSION} (node ${process.versions.node}; ${process.platform}; ${process.arch})`,
        ...(apiKey && {'DD-API-KEY': apiKey.reveal()}),
        ...(appKey && {'DD-APPLICATION-KEY': appKey.reveal()}),
      },
    });
  }

  /**
   * @param body JSON.
   * @throws {DdcotermError} REQUEST_FAILED, CERTIFICATE_REFUSED, PROXY_INVALID: no answer came.
   */
  async send({method, url}: Route, body?: RequestBody): Promise<HttpAnswer> {
    const target = new URL(url);
    const proxy = chooseProxy(target, this.options.proxy, this.options.env);
    this.noteStart();
    // axios' own timeout begins anew with each byte that comes.
    const deadline = AbortSignal.timeout(this.options.timeoutMs ?? TIMEOUT_MS);
    try {
      const response = await this.http.request<string>({
        method,
        url,
        signal: deadline,
        proxy: proxy === null ? false : toAxiosProxy(proxy.url),
        ...(body && {
          data: body.bytes,
          headers: {
            'Content-Type': 'application/json',
            ...(body.encoding === 'gzip' && {'Content-Encoding': 'gzip'}),
          },
        }),
      });
      if (proxy !== null && isOfProxy(target, response)) throw proxyRefused(target.host, response.status, proxy.source);
      return toAnswer(response, [this.options.apiKey, this.options.appKey ?? null]);
    } catch (error) {
      if (error instanceof DdcotermError) throw error;
      const code = deadline.aborted ? 'ETIMEDOUT' : codeOf(error);
      throw describeTransportError(target.host, code, proxy?.source ?? null);
    } finally {
      this.noteEnd();
    }
  }

  close(): void {
    if (this.idleTimer !== null) clearTimeout(this.idleTimer);
    this.idleTimer = null;
    this.agents.httpAgent.destroy();
    this.agents.httpsAgent.destroy();
  }

  private noteStart(): void {
    this.openRequests++;
    if (this.idleTimer !== null) clearTimeout(this.idleTimer);
    this.idleTimer = null;
  }

  private noteEnd(): void {
    this.openRequests--;
    if (this.openRequests > 0) return;
    this.idleTimer = setTimeout(() => this.close(), IDLE_SOCKET_MS);
    this.idleTimer.unref();
  }
}

function readCertificates(file: string): string {
  if (!existsSync(file)) throw caFileUnusable(file, 'there is no such file');
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw caFileUnusable(file, 'it cannot be read');
  }
  if (!text.includes('-----BEGIN CERTIFICATE-----')) throw caFileUnusable(file, 'it holds no certificate');
  return text;
}

/**
 * A proxy that makes no tunnel answers itself, and its 403 or 400 says nothing of the key or of what was to be sent: such an
 * answer comes over a connection that is not encrypted.
 */
function isOfProxy({protocol}: URL, {request}: AxiosResponse<string>): boolean {
  const {socket} = request as {socket?: {encrypted?: boolean} | null};
  return protocol === 'https:' && socket?.encrypted !== true;
}

function toAxiosProxy({protocol, hostname, port, username, password}: URL): AxiosProxyConfig {
  return {
    protocol,
    host: hostname,
    port: Number(port || (protocol === 'https:' ? 443 : 80)),
    ...(username !== '' && {
      auth: {username: decodeURIComponent(username), password: decodeURIComponent(password)},
    }),
  };
}

function toAnswer({status, headers, data}: AxiosResponse<string>, keys: readonly (SecretText | null)[]): HttpAnswer {
  const nowMs = Date.now();
  const header = (name: string) => {
    const value: unknown = headers[name];
    return typeof value === 'string' ? value : null;
  };
  const dateMs = Date.parse(header('date') ?? '');
  return {
    status,
    retryAfterMs: parseRetryAfter(
      {
        status,
        retryAfter: header('retry-after'),
        rateReset: header('x-ratelimit-reset'),
        rateRemaining: header('x-ratelimit-remaining'),
      },
      nowMs,
    ),
    serverDateMs: Number.isNaN(dateMs) ? null : dateMs,
    text: withoutKeys(String(data ?? ''), keys)
      .replace(/\p{Cc}+/gu, ' ')
      .slice(0, MAX_ANSWER_CHARS),
    body: String(data ?? ''),
  };
}

/** Some receivers quote what they were sent. */
function withoutKeys(text: string, keys: readonly (SecretText | null)[]): string {
  const texts = keys.map((key) => key?.reveal() ?? '').filter((key) => key !== '');
  return texts.reduce((rest, key) => rest.replaceAll(key, '***'), text);
}

/** The cause tells more than axios' own code, which is often ERR_NETWORK. */
function codeOf(error: unknown): string {
  const causes = [error, isAxiosError(error) ? error.cause : undefined];
  const codes = causes.map((cause) => (cause as {code?: unknown} | undefined)?.code);
  const telling = codes.filter((code): code is string => typeof code === 'string');
  return telling.find((code) => !code.startsWith('ERR_NETWORK')) ?? telling[0] ?? 'unknown';
}
