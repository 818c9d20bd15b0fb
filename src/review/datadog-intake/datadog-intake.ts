/**
 * Answers like Datadog, so that senders and scripts can be tried without an account: logs and events are taken, listed and
 * searched. A request that carries DD-API-KEY is meant for it; the key is a token of `ddcoterm ui token create`.
 */
import type {IncomingMessage} from 'node:http';
import {DdcotermError} from '../../errors.ts';
import type {QueryNode} from '../../store/query.ts';
import {parseQuery} from '../query/parse.ts';
import {IntakeError} from './intake-error.ts';
import {isObject, type JsonObject, numberOf, objectOf, textOf} from './json-object.ts';
import {readIntakeBody} from './read-intake-body.ts';
import {type FindOptions, ReceivedEntries} from './received-entries.ts';
import {eventEntry, logEntry, type ReceivedEntry, type ReceivedKind} from './received-entry.ts';
import {eventV1Json, eventV2Json, logJson} from './render-received.ts';
import {parseTimeBound} from './time-bound.ts';

export interface IntakeAnswer {
  status: number;
  body: unknown;
}

interface IntakeRequest {
  path: string;
  search: URLSearchParams;
  /** Undefined: the method has none. */
  body: unknown;
  nowMs: number;
}

type Handle = (request: IntakeRequest, entries: ReceivedEntries) => IntakeAnswer;

const MAX_LOGS = 1_000;
const MAX_PAGE = 1_000;
const DEFAULT_PAGE = 10;
/** As the API has it where no bound is given. */
const DEFAULT_FROM = 'now-15m';

export const isForDatadog = ({headers}: IncomingMessage): boolean => headers['dd-api-key'] !== undefined;

export class DatadogIntake {
  private readonly entries = new ReceivedEntries();

  constructor(
    private readonly isKey: (key: string) => Promise<boolean>,
    private readonly now: () => number = Date.now,
  ) {}

  /** Never throws: what is wrong is the answer. */
  async answer(request: IncomingMessage, pathname: string, search: string): Promise<IntakeAnswer> {
    try {
      if (!(await this.isKey(String(request.headers['dd-api-key'])))) throw new IntakeError(403, 'Forbidden');
      const handle = findHandle(request.method ?? 'GET', pathname);
      const body = request.method === 'POST' ? await readIntakeBody(request) : undefined;
      const parts = {path: pathname, search: new URLSearchParams(search), body, nowMs: this.now()};
      return handle(parts, this.entries);
    } catch (error) {
      if (error instanceof IntakeError) return failure(pathname, error.status, error.message);
      if (error instanceof DdcotermError) return failure(pathname, 400, error.message);
      throw error;
    }
  }
}

/** The logs intake has a form of its own (`HTTPLogErrors`); all others give texts (`APIErrorResponse`). */
const failure = (pathname: string, status: number, message: string): IntakeAnswer => ({
  status,
  body: {errors: [pathname === LOGS_PATH ? {title: message, detail: message, status: String(status)} : message]},
});

const LOGS_PATH = '/api/v2/logs';

const ROUTES: readonly [method: string, path: RegExp, handle: Handle][] = [
  ['GET', /^\/api\/v1\/validate$/, () => ({status: 200, body: {valid: true}})],
  ['POST', /^\/api\/v2\/logs$/, submitLogs],
  ['POST', /^\/api\/v2\/logs\/events\/search$/, (request, entries) => search('log', searchOfBody(request), entries)],
  ['GET', /^\/api\/v2\/logs\/events$/, (request, entries) => search('log', searchOfUrl(request), entries)],
  ['POST', /^\/api\/v1\/events$/, submitEvent],
  ['GET', /^\/api\/v1\/events$/, listEvents],
  ['GET', /^\/api\/v1\/events\/\d{1,15}$/, getEvent],
  ['POST', /^\/api\/v2\/events\/search$/, (request, entries) => search('event', searchOfBody(request), entries)],
  ['GET', /^\/api\/v2\/events$/, (request, entries) => search('event', searchOfUrl(request), entries)],
];

function findHandle(method: string, path: string): Handle {
  const matches = ROUTES.filter(([, pattern]) => pattern.test(path));
  if (matches.length === 0) throw new IntakeError(404, 'Not found');
  const found = matches.find(([wanted]) => wanted === method);
  if (found === undefined) throw new IntakeError(405, 'Method not allowed');
  return found[2];
}

/** Tags of the address (`?ddtags=`) are put on each log. */
function submitLogs({body, search, nowMs}: IntakeRequest, entries: ReceivedEntries): IntakeAnswer {
  const logs = Array.isArray(body) ? body : [body];
  if (logs.length > MAX_LOGS) throw new IntakeError(413, `Too many logs: the limit is ${MAX_LOGS}`);
  if (!logs.every((log) => isObject(log) && typeof log.message === 'string')) {
    throw new IntakeError(400, 'A log is an object with a message');
  }
  const ddtags = search.get('ddtags') ?? '';
  for (const log of logs as JsonObject[]) entries.add(logEntry(log, nowMs, ddtags), JSON.stringify(log).length);
  return {status: 202, body: {}};
}

function submitEvent({body, nowMs}: IntakeRequest, entries: ReceivedEntries): IntakeAnswer {
  const event = objectOf(body);
  if (textOf(event.title) === '' || typeof event.text !== 'string') {
    throw new IntakeError(400, 'An event has a title and a text');
  }
  if (event.text.length > 4_000) throw new IntakeError(400, 'The text is longer than 4000 characters');
  const entry = entries.add(eventEntry(event, nowMs), JSON.stringify(event).length);
  return {status: 202, body: {status: 'ok', event: eventV1Json(entry)}};
}

/** `start` and `end` in seconds; pages of 1000, from 0. */
function listEvents({search}: IntakeRequest, entries: ReceivedEntries): IntakeAnswer {
  const [startSeconds, endSeconds] = ['start', 'end'].map((name) => Number(search.get(name) ?? Number.NaN));
  if (!Number.isFinite(startSeconds) || !Number.isFinite(endSeconds)) {
    throw new IntakeError(400, 'start and end are missing, or no seconds since 1970');
  }
  const tags = (search.get('tags') ?? '').split(',').filter(Boolean);
  const sources = (search.get('sources') ?? '').split(',').filter(Boolean);
  const page = Math.max(0, Math.floor(Number(search.get('page') ?? 0)) || 0);
  const {items} = entries.find('event', {
    ...{query: null, fromMs: startSeconds! * 1000, toMs: endSeconds! * 1000 + 999, oldestFirst: false},
    ...{limit: Number.MAX_SAFE_INTEGER, cursor: null},
  });
  const wanted = items.filter(
    (entry) =>
      tags.every((tag) => entry.tags.includes(tag)) && (sources.length === 0 || sources.includes(entry.source)),
  );
  return {
    status: 200,
    body: {status: 'ok', events: wanted.slice(page * MAX_PAGE, (page + 1) * MAX_PAGE).map(eventV1Json)},
  };
}

function getEvent({path}: IntakeRequest, entries: ReceivedEntries): IntakeAnswer {
  const entry = entries.get('event', Number(path.split('/').at(-1)));
  if (entry === null) throw new IntakeError(404, 'There is no event of that id');
  return {status: 200, body: {status: 'ok', event: eventV1Json(entry)}};
}

function search(kind: ReceivedKind, options: FindOptions, entries: ReceivedEntries): IntakeAnswer {
  const {items, next} = entries.find(kind, options);
  const render: (entry: ReceivedEntry) => unknown = kind === 'log' ? logJson : eventV2Json;
  const meta = {elapsed: 0, status: 'done', ...(next !== null && {page: {after: next}})};
  return {status: 200, body: {data: items.map(render), meta}};
}

function searchOfBody({body, nowMs}: IntakeRequest): FindOptions {
  const {filter, page, sort} = objectOf(body);
  const {query, from, to} = objectOf(filter);
  const {limit, cursor} = objectOf(page);
  return searchOptions({query, from, to, limit, cursor, sort}, nowMs);
}

/** `filter[query]`, `filter[from]`, `page[cursor]`, … */
function searchOfUrl({search: parameters, nowMs}: IntakeRequest): FindOptions {
  const read = (name: string) => parameters.get(name) ?? undefined;
  const limit = read('page[limit]');
  const texts = {query: read('filter[query]'), from: read('filter[from]'), to: read('filter[to]')};
  const page = {limit: limit === undefined ? undefined : Number(limit), cursor: read('page[cursor]')};
  return searchOptions({...texts, ...page, sort: read('sort')}, nowMs);
}

function searchOptions(given: Record<string, unknown>, nowMs: number): FindOptions {
  return {
    query: readQuery(given.query),
    fromMs: readBound(given.from, DEFAULT_FROM, nowMs),
    toMs: readBound(given.to, 'now', nowMs),
    oldestFirst: given.sort === 'timestamp',
    limit: Math.min(MAX_PAGE, Math.max(1, Math.floor(numberOf(given.limit) ?? DEFAULT_PAGE))),
    cursor: typeof given.cursor === 'string' && given.cursor !== '' ? given.cursor : null,
  };
}

/** `*` alone is everything. */
function readQuery(text: unknown): QueryNode | null {
  const query = textOf(text).trim();
  return query === '' || query === '*' ? null : parseQuery(query);
}

function readBound(value: unknown, fallback: string, nowMs: number): number {
  const text = typeof value === 'number' ? String(value) : textOf(value) || fallback;
  const ms = parseTimeBound(text, nowMs);
  if (ms === null) throw new IntakeError(400, `"${text.slice(0, 60)}" is no time`);
  return ms;
}
