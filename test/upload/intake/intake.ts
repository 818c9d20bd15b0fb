/**
 * Datadog's intake as its public documentation describes it, on loopback: strict about everything it says, and it can be
 * told to fail in every way in which servers and networks fail.
 */
import {createServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http';
import {createServer as createTlsServer} from 'node:https';
import type {AddressInfo, Socket} from 'node:net';
import {gunzipSync, inflateSync} from 'node:zlib';
import {checkCompatLog, checkEvent, checkLog, type Violation} from './limits.ts';

export type Fault =
  | {kind: 'status'; status: number; headers?: Record<string, string>; body?: string}
  /** The connection is cut before the request was read. */
  | {kind: 'reset'}
  /** Everything is taken, then the connection is cut: the answer is lost. */
  | {kind: 'lost-answer'}
  /** Taken, and the answer ends in the middle of its head. */
  | {kind: 'half-answer'}
  /** The answer comes after so long. */
  | {kind: 'slow'; ms: number}
  /** Nothing is read for so long; then all is well. */
  | {kind: 'slow-read'; ms: number}
  /** 413, whatever its size, where the request has more than one entry. */
  | {kind: 'too-large'}
  /** 413 as soon as the head is there, and the connection is cut: proxies do it. */
  | {kind: 'early-413'}
  /** It is read, and no answer ever comes. */
  | {kind: 'silence'};

export interface Received {
  id: string;
  object: Record<string, unknown>;
  /** The request it came with, from 1. */
  request: number;
  atMs: number;
}

export interface IntakeRequest {
  number: number;
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  /** Uncompressed. */
  bytes: number;
  entries: number;
  status: number | null;
  /** When its head had come. */
  atMs: number;
}

export interface IntakeOptions {
  keys?: readonly string[];
  format?: 'datadog' | 'compat';
  tls?: {key: string; cert: string};
  /** Looked at for each request; null: it is handled as documented. */
  fault?: (path: string, number: number) => Fault | null;
  /** Entries that the server does not like: a request with one of them is a 400. */
  isGuilty?: (object: Record<string, unknown>) => boolean;
  /** Uncompressed; more is a 413. */
  maxBytes?: number;
  /** False: of what arrives only the ids are kept. */
  keepsObjects?: boolean;
  /** Of the answer to request so many, from 1. */
  headers?: (number: number) => Record<string, string>;
  /** How far its clock is ahead, milliseconds. */
  clockSkewMs?: number;
}

export const INTAKE_KEY = '00112233445566778899aabbccddeeff';

const MAX_BYTES = 5_000_000;
const MAX_LOGS = 1_000;

const LOSES_ANSWER: readonly Fault['kind'][] = ['lost-answer', 'half-answer', 'silence'];

export class Intake {
  readonly logs: Received[] = [];
  readonly events: Received[] = [];
  readonly requests: IntakeRequest[] = [];
  /** Stays where nobody listens for a while. */
  port = 0;
  /** How many were opened. */
  connections = 0;
  readonly violations: Violation[] = [];
  /** Of everything that was taken, each once. */
  readonly ids = new Set<string>();
  /** Ids that were taken while their answer was lost. */
  readonly unanswered = new Set<string>();
  fault: NonNullable<IntakeOptions['fault']>;
  /** How far its clock is ahead, milliseconds. */
  clockSkewMs: number;
  keys: readonly string[];
  private isGuilty: NonNullable<IntakeOptions['isGuilty']>;
  private server: Server | null = null;
  private readonly sockets = new Set<Socket>();
  private waiters: (() => void)[] = [];

  private constructor(private readonly options: IntakeOptions) {
    this.fault = options.fault ?? (() => null);
    this.keys = options.keys ?? [INTAKE_KEY];
    this.clockSkewMs = options.clockSkewMs ?? 0;
    this.isGuilty = options.isGuilty ?? (() => false);
  }

  static async start(options: IntakeOptions = {}): Promise<Intake> {
    const intake = new Intake(options);
    await intake.listen(0);
    return intake;
  }

  get url(): string {
    return `${this.options.tls ? 'https' : 'http'}://localhost:${this.port}`;
  }

  /** Ids that came more than once, though their answer was given. */
  get duplicates(): string[] {
    const seen = new Set<string>();
    const again = [...this.logs, ...this.events].map(({id}) => id).filter((id) => seen.size === seen.add(id).size);
    return again.filter((id) => !this.unanswered.has(id));
  }

  async until(isThere: (intake: Intake) => boolean, what: string, timeoutMs = 30_000): Promise<void> {
    const deadlineMs = Date.now() + timeoutMs;
    while (!isThere(this)) {
      if (Date.now() > deadlineMs) throw new Error(`Waited ${timeoutMs} ms for ${what}: ${this.describe()}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 100);
        this.waiters.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  /** Nothing listens until `resume`. */
  async vanish(): Promise<number> {
    const {port} = this;
    await this.stop();
    return port;
  }

  async listen(port: number): Promise<void> {
    const {tls} = this.options;
    const handle = (request: IncomingMessage, response: ServerResponse) => void this.handle(request, response);
    const server = tls ? createTlsServer(tls, handle) : createServer(handle);
    server.on('connection', (socket: Socket) => {
      this.connections++;
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
    server.on('tlsClientError', () => undefined);
    this.server = server;
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    this.port = (server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    const {server} = this;
    this.server = null;
    if (server === null) return;
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  /** From now on it likes every entry. */
  forgive(): void {
    this.isGuilty = () => false;
  }

  private now(): number {
    return Date.now() + this.clockSkewMs;
  }

  private describe(): string {
    const statuses = this.requests.map(({path, status}) => `${path} ${status}`).slice(-5);
    return `${this.logs.length} logs, ${this.events.length} events, ${this.requests.length} requests (${statuses.join('; ')})`;
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '').split('?')[0]!;
    const record: IntakeRequest = {
      ...{number: this.requests.length + 1, method: request.method ?? '', path, headers: request.headers},
      ...{bytes: 0, entries: 0, status: null, atMs: Date.now()},
    };
    this.requests.push(record);
    const fault = this.fault(path, record.number);
    if (fault?.kind === 'reset') {
      request.socket.resetAndDestroy();
      return;
    }
    if (fault?.kind === 'early-413') {
      record.status = 413;
      request.socket.end('HTTP/1.1 413 Payload Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
      return;
    }
    try {
      if (fault?.kind === 'slow-read') await new Promise((resolve) => setTimeout(resolve, fault.ms));
      const body = await readBody(request);
      const answer = fault?.kind === 'status' ? statusAnswer(fault) : this.answer(path, record, body, fault);
      await this.reply(record, response, answer, fault);
    } catch {
      request.socket.destroy(); // the client went away in the middle of its request
    } finally {
      const {waiters} = this;
      this.waiters = [];
      for (const waiter of waiters) waiter();
    }
  }

  private async reply(
    record: IntakeRequest,
    response: ServerResponse,
    {status, headers = {}, body = '{}'}: Answer,
    fault: Fault | null,
  ): Promise<void> {
    if (fault?.kind === 'silence') return;
    if (fault?.kind === 'lost-answer') {
      response.socket?.resetAndDestroy();
      return;
    }
    if (fault?.kind === 'half-answer') {
      response.socket?.write('HTTP/1.1 202 Accepted\r\nContent-Le');
      response.socket?.end();
      return;
    }
    if (fault?.kind === 'slow') await new Promise((resolve) => setTimeout(resolve, fault.ms));
    record.status = status;
    const date = new Date(this.now()).toUTCString();
    response
      .writeHead(status, {
        'Content-Type': 'application/json',
        Date: date,
        ...this.options.headers?.(record.number),
        ...headers,
      })
      .end(body);
  }

  private answer(path: string, record: IntakeRequest, raw: Buffer, fault: Fault | null): Answer {
    const key = record.headers['dd-api-key'];
    if (path === '/api/v1/validate' && record.method === 'GET') {
      return this.keys.includes(String(key)) ? {status: 200, body: '{"valid":true}'} : FORBIDDEN;
    }
    if (record.method !== 'POST') return {status: 405};
    if (this.options.format !== 'compat') {
      if (key === undefined) return {status: 401, body: '{"errors":["Unauthorized"]}'};
      if (!this.keys.includes(String(key))) return FORBIDDEN;
    }
    if (record.headers['content-type'] !== 'application/json')
      return {status: 400, body: '{"errors":["content type"]}'};
    const body = decode(raw, record.headers['content-encoding']);
    if (body === null) return {status: 415};
    record.bytes = body.length;
    if (body.length > (this.options.maxBytes ?? MAX_BYTES))
      return {status: 413, body: '{"errors":["Payload Too Large"]}'};
    const value = parseJson(body);
    if (value === undefined) return {status: 400, body: '{"errors":["no JSON"]}'};
    if (path.endsWith('/api/v2/logs')) return this.takeLogs(value, record, fault);
    if (path === '/api/v1/events') return this.takeEvent(value, record, fault);
    return {status: 404};
  }

  private takeLogs(value: unknown, record: IntakeRequest, fault: Fault | null): Answer {
    if (!Array.isArray(value)) return {status: 400, body: '{"errors":["no array"]}'};
    if (value.length > MAX_LOGS) return {status: 413};
    if (fault?.kind === 'too-large' && value.length > 1) return {status: 413};
    const objects = value as Record<string, unknown>[];
    const check = this.options.format === 'compat' ? checkCompatLog : checkLog;
    const found = objects.flatMap((object) => check(object, this.now()));
    this.violations.push(...found);
    if (found.some(({isFatal}) => isFatal) || objects.some((object) => this.isGuilty(object))) {
      return {status: 400, body: '{"errors":[{"title":"Bad Request","detail":"an entry is not accepted"}]}'};
    }
    record.entries = objects.length;
    for (const object of objects) this.take(this.logs, idOf(object), object, record, fault);
    return {status: 202};
  }

  private takeEvent(value: unknown, record: IntakeRequest, fault: Fault | null): Answer {
    const object = value as Record<string, unknown>;
    const found = checkEvent(object, this.now());
    this.violations.push(...found);
    if (found.some(({isFatal}) => isFatal) || this.isGuilty(object)) return {status: 400};
    record.entries = 1;
    const tags = object.tags as string[];
    const id = tags.find((tag) => tag.startsWith('id:'))?.slice(3) ?? '';
    this.take(this.events, id, object, record, fault);
    return {status: 202, body: '{"status":"ok"}'};
  }

  private take(
    list: Received[],
    id: string,
    object: Record<string, unknown>,
    record: IntakeRequest,
    fault: Fault | null,
  ) {
    const kept = this.options.keepsObjects === false ? {} : object;
    list.push({id, object: kept, request: record.number, atMs: Date.now()});
    this.ids.add(id);
    if (fault !== null && LOSES_ANSWER.includes(fault.kind)) this.unanswered.add(id);
  }
}

interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

const FORBIDDEN: Answer = {status: 403, body: '{"errors":["Forbidden"]}'};

const statusAnswer = ({status, headers, body}: Extract<Fault, {kind: 'status'}>): Answer => ({
  status,
  ...(headers && {headers}),
  ...(body !== undefined && {body}),
});

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** The enumeration of the official client: identity, gzip, deflate. */
function decode(raw: Buffer, encoding: string | undefined): Buffer | null {
  switch (encoding) {
    case undefined:
    case 'identity':
      return raw;
    case 'gzip':
      return gunzipSync(raw);
    case 'deflate':
      return inflateSync(raw);
    default:
      return null;
  }
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined; // answered with 400
  }
}

/** In compat format it stands in the message. */
function idOf(object: Record<string, unknown>): string {
  if (typeof object.id === 'string') return object.id;
  return String((parseJson(Buffer.from(String(object.message))) as {id?: unknown} | undefined)?.id ?? '');
}
