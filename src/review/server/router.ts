/** Finds the route of a request, and reads what the route takes. */
import {MethodRefusedError, parameterInvalid, parameterUnknown, routeUnknown} from './errors.ts';
import type {Route} from './route.ts';

export const API_BASE = '/api/v1';

export interface Found {
  route: Route;
  path: Record<string, string>;
}

/** @throws {DdcotermError} ROUTE_UNKNOWN, METHOD_NOT_ALLOWED. */
export function findRoute(routes: readonly Route[], method: string, pathname: string): Found {
  if (!pathname.startsWith(`${API_BASE}/`)) throw routeUnknown(pathname);
  const parts = pathname.slice(API_BASE.length).split('/');
  const matches = routes.flatMap((route) => {
    const path = matchPath(route.path, parts);
    return path === null ? [] : [{route, path}];
  });
  if (matches.length === 0) throw routeUnknown(pathname);
  // A path of words wins over one with parts in braces: `/logs/tail`.
  const found = matches
    .sort((a, b) => bracesOf(a.route) - bracesOf(b.route))
    .find(({route}) => route.method === method);
  if (found === undefined) {
    const methods = matches.map(({route}) => route.method);
    throw new MethodRefusedError(method, methods.includes('GET') ? ['HEAD', ...methods] : methods);
  }
  return found;
}

const bracesOf = ({path}: Route): number => path.split('{').length;

function matchPath(template: string, parts: readonly string[]): Record<string, string> | null {
  const wanted = template.split('/');
  if (wanted.length !== parts.length) return null;
  const values: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const text = decode(parts[index]!);
    if (text === null) return null;
    if (part.startsWith('{')) values[part.slice(1, -1)] = text;
    else if (part !== text) return null;
  }
  return Object.values(values).includes('') ? null : values;
}

function decode(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null; // a percent sign that begins nothing: no address of ours
  }
}

/** @throws {DdcotermError} PARAMETER_UNKNOWN, PARAMETER_INVALID: one is there twice. */
export function readQuery({parameters = []}: Route, search: URLSearchParams): Map<string, string> {
  const known = parameters.map(({name}) => name);
  const values = new Map<string, string>();
  for (const [name, value] of search) {
    if (!known.includes(name)) throw parameterUnknown(name, known);
    if (values.has(name)) throw parameterInvalid(name, value, 'there once only');
    values.set(name, value);
  }
  return values;
}
