/**
 * Incidents that are being worked on: https://docs.datadoghq.com/api/latest/incidents/. Datadog marks the search as unstable, so
 * what is not as expected counts as none.
 */
import type {SecretText} from '../config/secret-text.ts';
import {appKeyMissing, incidentsRefused} from './errors.ts';
import {HttpClient, type HttpClientOptions} from './http-client.ts';
import {makeRoute} from './route.ts';

export interface Incident {
  /** Number that people use: `IR-12`. */
  name: string;
  title: string;
}

export interface IncidentsOptions extends Omit<HttpClientOptions, 'apiKey' | 'appKey'> {
  apiKey: SecretText | null;
  appKey: SecretText | null;
  /** `https://api.datadoghq.com` */
  base: string;
}

/** More than somebody can choose from. */
const MAX_INCIDENTS = 20;

/** @throws {DdcotermError} APP_KEY_MISSING, INCIDENTS_REFUSED, REQUEST_FAILED, … */
export async function listActiveIncidents(options: IncidentsOptions): Promise<Incident[]> {
  if (options.apiKey === null || options.appKey === null) throw appKeyMissing();
  const client = new HttpClient(options);
  try {
    const query = encodeURIComponent('state:active');
    const url = `${options.base.replace(/\/+$/, '')}/api/v2/incidents/search?query=${query}&page[size]=${MAX_INCIDENTS}`;
    const {status, body} = await client.send(makeRoute('GET', url));
    if (status !== 200) throw incidentsRefused(status);
    return parseIncidents(body).slice(0, MAX_INCIDENTS);
  } finally {
    client.close();
  }
}

/** `data.attributes.incidents[].data.attributes`, as the search answers; or a plain list. */
export function parseIncidents(body: string): Incident[] {
  const data = field(parse(body), 'data');
  const found = field(field(data, 'attributes'), 'incidents');
  const items = Array.isArray(found) ? found : Array.isArray(data) ? data : [];
  return items.flatMap((item: unknown) => {
    const attributes = field(field(item, 'data') ?? item, 'attributes');
    const id = field(attributes, 'public_id');
    const title = field(attributes, 'title');
    return typeof id === 'number' && typeof title === 'string' ? [{name: `IR-${id}`, title}] : [];
  });
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
