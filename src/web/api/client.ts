/** Requests to `/api/v1`. Everything the front end knows comes through here. */
import type {
  AboutJson,
  ApprovalDecisionJson,
  ApprovalsJson,
  EventHitJson,
  EventJson,
  FacetsJson,
  HistogramJson,
  ListKind,
  LogHitJson,
  MembersJson,
  PageJson,
  ProblemJson,
  RedactionsJson,
  SavedViewJson,
  SessionJson,
} from '../../review/api/types.ts';

const BASE = '/api/v1';

/** @param path Below `/api/v1`. */
export type Ask = (path: string, init?: RequestInit) => Promise<Response>;

let ask: Ask = (path, init) => fetch(BASE + path, init);

/** A page that holds its data itself asks no server. */
export function answerRequestsBy(own: Ask): void {
  ask = own;
}

export interface ListQuery {
  query?: string;
  fromMs?: number | null;
  toMs?: number | null;
  session?: string;
  cursor?: string | null;
  limit?: number;
  order?: 'newest' | 'oldest';
}

/** What the server refused, and why. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(readonly problem: ProblemJson) {
    super(problem.detail || problem.title);
  }

  /** The one-time token was used up, or the cookie is of another run. */
  get isSignedOut(): boolean {
    return this.problem.status === 401;
  }
}

export const isQueryError = (error: unknown): error is ApiError =>
  error instanceof ApiError && error.problem.code.startsWith('QUERY_');

interface ItemsOf {
  sessions: SessionJson;
  events: EventHitJson;
  logs: LogHitJson;
}

export const api = {
  about: (signal?: AbortSignal) => get<AboutJson>('/about', {}, signal),
  list: <Kind extends ListKind>(kind: Kind, query: ListQuery, signal?: AbortSignal) =>
    get<PageJson<ItemsOf[Kind]>>(`/${kind}`, listParams(query), signal),
  facets: (kind: ListKind, query: ListQuery, signal?: AbortSignal) =>
    get<FacetsJson>(`/${kind}/facets`, listParams(query), signal),
  histogram: (kind: ListKind, query: ListQuery, buckets: number, signal?: AbortSignal) =>
    get<HistogramJson>(`/${kind}/histogram`, {...listParams(query), buckets: String(buckets)}, signal),

  session: (id: string, signal?: AbortSignal) => get<SessionJson>(sessionPath(id), {}, signal),
  sessionEvents: (id: string, cursor: string | null, signal?: AbortSignal) =>
    get<PageJson<EventJson>>(
      `${sessionPath(id)}/events`,
      {limit: '1000', ...(cursor === null ? {} : {cursor})},
      signal,
    ),
  redactions: (id: string, signal?: AbortSignal) => get<RedactionsJson>(`${sessionPath(id)}/redactions`, {}, signal),
  members: (id: string, params: Record<string, string>, signal?: AbortSignal) =>
    get<MembersJson>(`${sessionPath(id)}/members`, params, signal),
  /** The text of several members in a row. */
  memberText: async (id: string, first: number, last: number, signal?: AbortSignal): Promise<string> => {
    const through = last === first ? '' : `?through=${last}`;
    return (await request(`${sessionPath(id)}/members/${first}${through}`, signal)).text();
  },

  approvals: (signal?: AbortSignal) => get<ApprovalsJson>('/approvals', {}, signal),
  decide: (id: string, decision: ApprovalDecisionJson) =>
    send<null>('POST', `/approvals/${encodeURIComponent(id)}`, decision),

  views: (signal?: AbortSignal) => get<{items: SavedViewJson[]}>('/views', {}, signal),
  saveView: (view: Omit<SavedViewJson, 'id'>) => send<SavedViewJson>('POST', '/views', view),
  deleteView: (id: string) => send<null>('DELETE', `/views/${encodeURIComponent(id)}`),
};

const sessionPath = (id: string): string => `/sessions/${encodeURIComponent(id)}`;
/** In the version that every player reads. */
export const castHref = (id: string): string => `${BASE}${sessionPath(id)}/cast?version=2`;
export const liveHref = (id: string, after: number): string => `${BASE}${sessionPath(id)}/live?after=${after}`;
export const tailHref = (kind: 'events' | 'logs', query: string): string =>
  `${BASE}/${kind}/tail?${new URLSearchParams(query === '' ? {} : {query})}`;

function listParams({query, fromMs, toMs, session, cursor, limit, order}: ListQuery): Record<string, string> {
  const params: Record<string, string> = {};
  if (query) params.query = query;
  if (fromMs !== undefined && fromMs !== null) params.from = String(Math.round(fromMs));
  if (toMs !== undefined && toMs !== null) params.to = String(Math.round(toMs));
  if (session) params.session = session;
  if (cursor) params.cursor = cursor;
  if (limit !== undefined) params.limit = String(limit);
  if (order !== undefined) params.order = order;
  return params;
}

async function get<T>(path: string, params: Record<string, string>, signal?: AbortSignal): Promise<T> {
  const search = new URLSearchParams(params).toString();
  const response = await request(`${path}${search === '' ? '' : `?${search}`}`, signal);
  return (await response.json()) as T;
}

/** @throws {ApiError} The server refused. */
async function request(path: string, signal?: AbortSignal): Promise<Response> {
  const response = await ask(path, signal === undefined ? {} : {signal});
  if (!response.ok) throw await problemOf(response);
  return response;
}

async function send<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await ask(path, {
    method,
    ...(body === undefined ? {} : {body: JSON.stringify(body), headers: {'Content-Type': 'application/json'}}),
  });
  if (!response.ok) throw await problemOf(response);
  return (response.status === 204 ? null : await response.json()) as T;
}

export async function problemOf(response: Response): Promise<ApiError> {
  const {status, statusText} = response;
  const unknown: ProblemJson = {type: 'about:blank', title: statusText, status, detail: statusText, code: 'UNKNOWN'};
  const isProblem = response.headers.get('Content-Type')?.includes('json') ?? false;
  if (!isProblem) return new ApiError(unknown);
  return new ApiError({...unknown, ...((await response.json()) as Partial<ProblemJson>)});
}
