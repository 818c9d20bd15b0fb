/** The pages, and what their paths look like. Pure. */

export type Route =
  | {page: 'sessions'}
  | {page: 'replay'; sessionId: string}
  | {page: 'events'}
  | {page: 'logs'}
  | {page: 'approvals'}
  | {page: 'unknown'};

export type PageName = Route['page'];

/** @param path Of the URL; encoded parts are read, a broken encoding is a path that nobody knows. */
export function parseRoute(path: string): Route {
  const [first, second, ...rest] = path.split('/').filter((part) => part !== '');
  if (rest.length > 0) return {page: 'unknown'};
  if (first === undefined) return {page: 'sessions'};
  if (first === 'sessions' && second !== undefined) {
    const sessionId = decode(second);
    return sessionId === null ? {page: 'unknown'} : {page: 'replay', sessionId};
  }
  const isList = first === 'sessions' || first === 'events' || first === 'logs' || first === 'approvals';
  return isList && second === undefined ? {page: first} : {page: 'unknown'};
}

export interface ReplayTarget {
  us?: number | null;
  /** A line of the transcript that is to be on the screen. */
  line?: string;
  find?: string;
}

/** So much of a line finds it again. */
const MAX_LINE_CHARS = 60;

export function replayHref(sessionId: string, {us, line, find}: ReplayTarget = {}): string {
  const params = new URLSearchParams();
  if (us !== undefined && us !== null) params.set('t', printMoment(us));
  const shown = line?.trim().slice(0, MAX_LINE_CHARS);
  if (shown) params.set('line', shown);
  if (find) params.set('find', find);
  return hrefOf(`/sessions/${encodeURIComponent(sessionId)}`, params);
}

export function hrefOf(path: string, params: URLSearchParams): string {
  const search = params.toString();
  return search === '' ? path : `${path}?${search}`;
}

/** The same parameters with some set anew; null, undefined and '' take one away. */
export function withParams(
  params: URLSearchParams,
  changes: Record<string, string | null | undefined>,
): URLSearchParams {
  const changed = new URLSearchParams(params);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === undefined || value === '') changed.delete(name);
    else changed.set(name, value);
  }
  return changed;
}

/** `?t=` in seconds, exact to the microsecond: what was written at that moment is to be there. */
export function printMoment(us: number): string {
  return String(Math.max(0, Math.floor(us)) / 1_000_000);
}

/** Seconds (`83.5`), a clock (`1:23.5`, `1:02:03`) or units (`1m23s`), as links and `play --at` have them. */
export function parseMoment(text: string | null): number | null {
  if (text === null) return null;
  const clock = /^(?:(\d{1,6}):)?(\d{1,6}):(\d{1,2}(?:\.\d{1,6})?)$/.exec(text);
  if (clock !== null) return toUs(Number(clock[1] ?? 0) * 3600 + Number(clock[2]) * 60 + Number(clock[3]));
  const units = /^(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,9}(?:\.\d{1,6})?)s?)?$/.exec(text);
  if (units === null || text === '') return null;
  return toUs(Number(units[1] ?? 0) * 3600 + Number(units[2] ?? 0) * 60 + Number(units[3] ?? 0));
}

const toUs = (seconds: number): number => Math.round(seconds * 1_000_000);

function decode(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null; // a lone %: nobody's link
  }
}
