/**
 * Case Management as approvals use it: https://docs.datadoghq.com/api/latest/case-management/. It needs an API key and an
 * application key.
 */
import type {SecretText} from '../config/secret-text.ts';
import {appKeyMissing, caseRefused} from './errors.ts';
import {type HttpAnswer, HttpClient, type HttpClientOptions} from './http-client.ts';
import {makeRoute, type Route} from './route.ts';

export interface NewCase {
  title: string;
  description: string;
  project: string;
  /** Id of the type. */
  type: string;
}

export interface CaseState {
  /** For people: `OPS-12`. */
  key: string;
  isClosed: boolean;
  /** Name of its status, and what it was resolved as; empty where Datadog does not tell. */
  status: string;
  resolvedReason: string;
}

export interface CasesOptions extends Omit<HttpClientOptions, 'apiKey' | 'appKey'> {
  apiKey: SecretText | null;
  appKey: SecretText | null;
  /** `https://api.datadoghq.com` */
  base: string;
}

export class Cases {
  private readonly client: HttpClient;

  /** @throws {DdcotermError} APP_KEY_MISSING. */
  constructor(private readonly options: CasesOptions) {
    if (options.apiKey === null || options.appKey === null) throw appKeyMissing();
    this.client = new HttpClient(options);
  }

  /** @returns The case's id. @throws {DdcotermError} CASE_REFUSED, REQUEST_FAILED, … */
  async create({title, description, project, type}: NewCase): Promise<{id: string; key: string}> {
    const data = {
      type: 'case',
      attributes: {title, description, type_id: type, priority: 'NOT_DEFINED'},
      relationships: {project: {data: {id: project, type: 'project'}}},
    };
    const answer = await this.post('/api/v2/cases', {data});
    const created = readData(answer);
    if (answer.status !== 201 && answer.status !== 200) throw caseRefused('create', answer.status);
    if (typeof created?.id !== 'string') throw caseRefused('create', answer.status);
    return {id: created.id, key: readState(created).key};
  }

  /** @throws {DdcotermError} CASE_REFUSED, REQUEST_FAILED, … */
  async read(id: string): Promise<CaseState> {
    const answer = await this.client.send(this.route('GET', `/api/v2/cases/${encodeURIComponent(id)}`));
    const data = readData(answer);
    if (answer.status !== 200 || data === null) throw caseRefused('read', answer.status);
    return readState(data);
  }

  /** @throws {DdcotermError} CASE_REFUSED, REQUEST_FAILED, … */
  async comment(id: string, comment: string): Promise<void> {
    const data = {type: 'case', attributes: {comment}};
    const answer = await this.post(`/api/v2/cases/${encodeURIComponent(id)}/comment`, {data});
    if (answer.status >= 300) throw caseRefused('comment', answer.status);
  }

  close(): void {
    this.client.close();
  }

  private post(path: string, value: unknown): Promise<HttpAnswer> {
    const bytes = Buffer.from(JSON.stringify(value), 'utf8');
    return this.client.send(this.route('POST', path), {bytes, encoding: 'identity'});
  }

  private route(method: Route['method'], path: string): Route {
    return makeRoute(method, `${this.options.base.replace(/\/+$/, '')}${path}`);
  }
}

interface CaseData {
  id?: unknown;
  attributes?: Record<string, unknown>;
}

function readData({body}: HttpAnswer): CaseData | null {
  try {
    const {data} = JSON.parse(body) as {data?: unknown};
    return typeof data === 'object' && data !== null ? (data as CaseData) : null;
  } catch {
    return null; // the status says enough
  }
}

/** `status_group` is what newer answers have, `status` what all have. */
function readState({attributes = {}}: CaseData): CaseState {
  const text = (name: string) => (typeof attributes[name] === 'string' ? (attributes[name] as string) : '');
  return {
    key: text('key'),
    isClosed: text('status_group') === 'SG_CLOSED' || text('status') === 'CLOSED',
    status: text('status_name') || text('status'),
    resolvedReason: text('resolved_reason'),
  };
}
