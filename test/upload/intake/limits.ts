/** The published limits of Datadog's intakes, entry by entry. */

export interface Violation {
  what: string;
  /** Datadog answers 400. Otherwise it truncates or drops in silence, which is worse. */
  isFatal: boolean;
}

const HOUR_MS = 60 * 60 * 1000;
const OLDEST_MS = 18 * HOUR_MS;

const RECOMMENDED_LOG_BYTES = 25_000;
const MAX_LOG_BYTES = 1_000_000;
const MAX_ATTRIBUTES = 256;
const MAX_KEY_CHARS = 50;
const MAX_DEPTH = 10;
const MAX_VALUE_CHARS = 1_024;
const MAX_TAGS = 100;
const MAX_TAG_CHARS = 256;

const COMPAT_FIELDS = ['ddsource', 'ddtags', 'hostname', 'message', 'service', 'status', 'timestamp'];

const fatal = (what: string): Violation => ({what, isFatal: true});
const silent = (what: string): Violation => ({what, isFatal: false});

export function checkLog(log: Record<string, unknown>, nowMs: number): Violation[] {
  if (typeof log.message !== 'string') return [fatal('message is no string')];
  const found: Violation[] = [];
  const bytes = Buffer.byteLength(JSON.stringify(log));
  if (bytes > MAX_LOG_BYTES) found.push(silent(`a log of ${bytes} bytes is truncated`));
  if (bytes > RECOMMENDED_LOG_BYTES) found.push(silent(`a log of ${bytes} bytes is larger than recommended`));
  const {message: _, ...attributes} = log;
  const leaves = leavesOf(attributes, 1);
  if (leaves.length > MAX_ATTRIBUTES) found.push(silent(`${leaves.length} attributes`));
  for (const {key, depth, value} of leaves) {
    if (key.length >= MAX_KEY_CHARS) found.push(silent(`key "${key}" has ${key.length} characters`));
    if (depth > MAX_DEPTH) found.push(silent(`key "${key}" is nested ${depth} deep`));
    if (typeof value === 'string' && key !== 'ddtags' && value.length >= MAX_VALUE_CHARS) {
      found.push(silent(`the value of "${key}" has ${value.length} characters`));
    }
  }
  found.push(...checkTags(String(log.ddtags ?? '').split(',')));
  if (typeof log.timestamp === 'number' && nowMs - log.timestamp > OLDEST_MS) {
    found.push(silent(`a log is ${((nowMs - log.timestamp) / HOUR_MS).toFixed(1)} h old`));
  }
  return found;
}

/** Vector: another field or a missing one is a 400 for the whole request. VictoriaLogs: strings only. */
export function checkCompatLog(log: Record<string, unknown>): Violation[] {
  const found: Violation[] = [];
  if (Object.keys(log).sort().join() !== COMPAT_FIELDS.join()) found.push(fatal(`fields ${Object.keys(log).join()}`));
  for (const [key, value] of Object.entries(log)) {
    if (key === 'timestamp' ? !Number.isInteger(value) : typeof value !== 'string')
      found.push(fatal(`"${key}" is of a wrong type`));
  }
  const bare = String(log.ddtags ?? '')
    .split(',')
    .filter((tag) => tag !== '' && !tag.includes(':'));
  if (bare.length > 0) found.push(fatal(`bare tags ${bare.join()}`));
  return found;
}

/** `POST /api/v1/events` */
export function checkEvent(event: Record<string, unknown>, nowMs: number): Violation[] {
  const found: Violation[] = [];
  const {title, text, aggregation_key: key, date_happened: at, alert_type: type, tags, host} = event;
  if (typeof title !== 'string' || title === '') found.push(fatal('no title'));
  if (typeof text !== 'string') found.push(fatal('no text'));
  else if (text.length > 4000) found.push(fatal(`a text of ${text.length} characters`));
  if (typeof key !== 'string' || key.length > 100) found.push(fatal('aggregation_key'));
  if (!Number.isInteger(at)) found.push(fatal('date_happened is no integer'));
  else if (nowMs - (at as number) * 1000 > OLDEST_MS) found.push(fatal('date_happened is too old'));
  if (!['error', 'warning', 'info', 'success', 'user_update', 'recommendation', 'snapshot'].includes(String(type))) {
    found.push(fatal(`alert_type ${type}`));
  }
  if (typeof host !== 'string' || host.length > 255) found.push(fatal('host'));
  found.push(...checkTags(tags as string[]));
  return found;
}

function checkTags(tags: readonly string[]): Violation[] {
  const found = tags
    .filter((tag) => tag.length > MAX_TAG_CHARS)
    .map((tag) => silent(`a tag of ${tag.length} characters`));
  return tags.length > MAX_TAGS ? [...found, silent(`${tags.length} tags`)] : found;
}

function leavesOf(value: unknown, depth: number, key = ''): {key: string; depth: number; value: unknown}[] {
  if (typeof value !== 'object' || value === null) return [{key, depth, value}];
  return Object.entries(value).flatMap(([name, item]) =>
    leavesOf(item, Array.isArray(value) ? depth : depth + 1, Array.isArray(value) ? key : name),
  );
}
