/** Which proxy a request takes: the setting, or the variables that Datadog's tools and others know. Pure. */
import {proxyInvalid} from './errors.ts';

export interface ProxyChoice {
  url: URL;
  /** What named it, for messages. */
  source: string;
}

/** In the order in which they are asked; lower case is what curl reads. */
const VARIABLES: Record<string, readonly string[]> = {
  'https:': ['DD_PROXY_HTTPS', 'HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy'],
  'http:': ['DD_PROXY_HTTP', 'http_proxy', 'HTTP_PROXY', 'ALL_PROXY', 'all_proxy'],
};
const EXCEPTIONS = ['DD_PROXY_NO_PROXY', 'NO_PROXY', 'no_proxy'];

/**
 * @param setting `upload.proxy`; it holds for every host.
 * @returns Null: straight to the host.
 * @throws {DdcotermError} PROXY_INVALID.
 */
export function chooseProxy(
  target: URL,
  setting: string | null,
  env: Readonly<Record<string, string | undefined>>,
): ProxyChoice | null {
  if (setting !== null) return {url: parseProxy(setting, 'upload.proxy'), source: 'upload.proxy'};
  const source = VARIABLES[target.protocol]?.find((name) => env[name]);
  if (source === undefined || isExcepted(target, env)) return null;
  return {url: parseProxy(env[source]!, source), source};
}

function parseProxy(text: string, source: string): URL {
  // `proxy:3128`, as curl takes it.
  const url = text.includes('://') ? text : `http://${text}`;
  if (!URL.canParse(url) || !/^https?:/i.test(url)) throw proxyInvalid(source);
  return new URL(url);
}

/** `*`, `host`, `.domain`, `*.domain`, `host:port`; separated by commas or blanks. */
function isExcepted(target: URL, env: Readonly<Record<string, string | undefined>>): boolean {
  const host = target.hostname.toLowerCase().replace(/^\[|\]$/g, '');
  const port = target.port || (target.protocol === 'https:' ? '443' : '80');
  const patterns = EXCEPTIONS.flatMap((name) => (env[name] ?? '').toLowerCase().split(/[\s,]+/)).filter(Boolean);
  return patterns.some((pattern) => {
    if (pattern === '*') return true;
    const [, name = '', wantedPort] = /^\[?(.*?)\]?(?::(\d+))?$/.exec(pattern) ?? [];
    if (wantedPort !== undefined && !name.includes(':') && wantedPort !== port) return false;
    const domain = (name.includes(':') ? pattern : name).replace(/^\*?\./, '');
    return host === domain || host.endsWith(`.${domain}`);
  });
}
