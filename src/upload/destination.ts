/** Destinations as the settings and the environment describe them, ready to be sent to. */
import type {SecretText} from '../config/secret-text.ts';
import type {DestinationConfig, UploadConfig} from '../config/upload.ts';
import {DEFAULT_SITE, parseSite} from '../datadog/sites.ts';
import {DdcotermError} from '../errors.ts';
import type {OutboxKind} from '../store/outbox.ts';
import type {QueryNode} from '../store/query.ts';
import {keyMissing} from './errors.ts';
import {expandHome} from './expand-home.ts';
import {type FoundKey, findKey} from './find-key.ts';
import type {RenderOptions} from './render/render-options.ts';
import {compatRoutes, datadogLikeRoutes, datadogRoutes, type Routes} from './routes.ts';

export interface Destination {
  name: string;
  routes: Routes;
  /** What is queued for it. */
  kinds: OutboxKind[];
  filter: QueryNode | null;
  render: RenderOptions;
  apiKey: SecretText | null;
  /** Where the key was found, in words; null: none is needed. */
  keySource: string | null;
  proxy: string | null;
  caFile: string | null;
  /** For proxies. */
  env: Readonly<Record<string, string | undefined>>;
}

export interface DestinationProblem {
  name: string;
  error: DdcotermError;
  /** What is queued for it all the same, until somebody has mended its settings. */
  kinds: OutboxKind[];
}

export interface ResolvedDestinations {
  destinations: Destination[];
  /** Of those that cannot be sent to. */
  problems: DestinationProblem[];
}

export interface DestinationSources {
  upload: UploadConfig;
  /** Put on every session already. */
  env: Readonly<Record<string, string | undefined>>;
  /** @throws {DdcotermError} QUERY_SYNTAX. */
  parseQuery: (text: string) => QueryNode | null;
}

/** Without a key and a URL of one's own there is none: nothing leaves the machine. */
export function resolveDestinations({upload, env, parseQuery}: DestinationSources): ResolvedDestinations {
  const resolved: ResolvedDestinations = {destinations: [], problems: []};
  if (!upload.enabled) return resolved;
  for (const [index, config] of upload.destinations.entries()) {
    try {
      const destination = resolve(config, index === 0, {upload, env, parseQuery});
      if (destination !== null) resolved.destinations.push(destination);
    } catch (error) {
      if (!(error instanceof DdcotermError)) throw error;
      resolved.problems.push({name: config.name, error, kinds: kindsOf(config)});
    }
  }
  return resolved;
}

function resolve(config: DestinationConfig, isMain: boolean, sources: DestinationSources): Destination | null {
  const {upload, env, parseQuery} = sources;
  const {name, format, url, query, tags, proxy, caFile} = config;
  const found = findKey(config, isMain, env);
  if (found === null && url === null) {
    if (isMain) return null;
    throw keyMissing(name);
  }
  const routes = url === null ? datadogRoutes(siteOf(config, found, env)) : routesTo(url, format);
  return {
    name,
    routes,
    kinds: kindsOf(config),
    filter: query === null ? null : parseQuery(query),
    render: {format, tags, replayUrl: upload.replayUrl, eventSource: upload.eventSource},
    apiKey: found?.key ?? null,
    keySource: found?.source ?? null,
    proxy,
    caFile: caFile === null ? null : expandHome(caFile, env),
    env,
  };
}

const routesTo = (url: string, format: DestinationConfig['format']): Routes =>
  format === 'compat' ? compatRoutes(url) : datadogLikeRoutes(url);

/** Key and site belong together: where the settings name a key, the environment's site is only asked if they name none. */
function siteOf({site}: DestinationConfig, found: FoundKey | null, env: DestinationSources['env']): string {
  const fromEnvironment = env.DD_SITE || env.DATADOG_SITE;
  const text = found?.isFromEnvironment ? fromEnvironment || site : site || fromEnvironment;
  return parseSite(text || DEFAULT_SITE);
}

/** A receiver of the format alone has no Events API: it gets logs instead. */
function kindsOf({processes, format}: DestinationConfig): OutboxKind[] {
  if (processes === 'none') return ['log'];
  const wantsLogs = processes !== 'events' || format === 'compat';
  const wantsEvents = processes !== 'logs' && format !== 'compat';
  return [
    'log',
    ...(wantsLogs ? (['process-log'] as const) : []),
    ...(wantsEvents ? (['process-event'] as const) : []),
  ];
}

/** Would requests and entries be the same? */
export function isSameDestination(a: Destination, b: Destination): boolean {
  const sameKey = a.apiKey === b.apiKey || (a.apiKey?.equals(b.apiKey) ?? false);
  return sameKey && JSON.stringify(a) === JSON.stringify(b);
}
