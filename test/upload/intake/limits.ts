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
const MAX_TAG_CHARS = 200;
const MAX_HOST_CHARS = 255;
const MAX_TITLE_CHARS = 500;

/** docs.datadoghq.com/getting_started/tagging: a letter first, then letters, digits and `_-:./`, no colon at the end. */
const TAG = /^\p{L}[\p{L}\p{M}\p{N}_\-./]*:[\p{L}\p{M}\p{N}_\-:./]*[^:]$/u;

const UNSENDABLE = /\0|\p{Surrogate}/u;

const COMPAT_FIELDS = ['ddsource', 'ddtags', 'hostname', 'message', 'service', 'status', 'timestamp'];

const fatal = (what: string): Violation => ({what, isFatal: true});
const silent = (what: string): Violation => ({what, isFatal: false});

export function checkLog(log: Record<string, unknown>, nowMs: number): Violation[] {
  if (typeof log.message !== 'string' || log.message === '') return [fatal('there is no message')];
  const found: Violation[] = [];
  if (UNSENDABLE.test(allText(log))) found.push(fatal('NUL, or half a character'));
  if (String(log.hostname ?? '').length > MAX_HOST_CHARS) found.push(silent('hostname'));
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
  found.push(...checkPaths(Object.keys(attributes)));
  found.push(
    ...checkTags(
      String(log.ddtags ?? '')
        .split(',')
        .filter(Boolean),
    ),
  );
  const {timestamp} = log;
  if (timestamp !== undefined && !Number.isInteger(timestamp)) found.push(fatal('timestamp is no integer'));
  else if (nowMs - (timestamp as number) > OLDEST_MS) found.push(silent('a log is too old'));
  else if ((timestamp as number) > nowMs) found.push(silent('a log is of the future'));
  return found;
}

/** A dot makes an object, which cannot be a text as well. */
function checkPaths(names: readonly string[]): Violation[] {
  const isText = new Set(names);
  return names.flatMap((name) => {
    const words = name.split('.');
    const outer = words.map((_, index) => words.slice(0, index).join('.')).slice(1);
    return [
      ...(words.includes('') ? [silent(`"${name}" has a part without a name`)] : []),
      ...(words.length >= MAX_DEPTH ? [silent(`"${name}" is nested ${words.length} deep`)] : []),
      ...outer.filter((path) => isText.has(path)).map((path) => silent(`"${path}" is a text and holds "${name}"`)),
    ];
  });
}

const allText = (value: unknown): string => {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return '';
  return Object.entries(value)
    .map(([name, item]) => `${name}\n${allText(item)}`)
    .join('\n');
};

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
  if (log.message === '') found.push(fatal('there is no message'));
  if (UNSENDABLE.test(allText(log))) found.push(fatal('NUL, or half a character'));
  return found;
}

/** `POST /api/v1/events` */
export function checkEvent(event: Record<string, unknown>, nowMs: number): Violation[] {
  const found: Violation[] = [];
  const {title, text, aggregation_key: key, date_happened: at, alert_type: type, tags, host} = event;
  if (typeof title !== 'string' || title.trim() === '') found.push(fatal('no title'));
  else if (title.length > MAX_TITLE_CHARS) found.push(fatal(`a title of ${title.length} characters`));
  if (UNSENDABLE.test(allText(event))) found.push(fatal('NUL, or half a character'));
  if (typeof text !== 'string' || text === '') found.push(fatal('no text'));
  else if (text.length > 4000) found.push(fatal(`a text of ${text.length} characters`));
  if (typeof key !== 'string' || key.length > 100) found.push(fatal('aggregation_key'));
  if (!Number.isInteger(at)) found.push(fatal('date_happened is no integer'));
  else if (nowMs - (at as number) * 1000 > OLDEST_MS) found.push(fatal('date_happened is too old'));
  else if ((at as number) * 1000 > nowMs) found.push(fatal('date_happened is in the future'));
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
  found.push(...tags.filter((tag) => !TAG.test(tag)).map((tag) => silent(`tag ${JSON.stringify(tag)}`)));
  return tags.length > MAX_TAGS ? [...found, silent(`${tags.length} tags`)] : found;
}

function leavesOf(value: unknown, depth: number, key = ''): {key: string; depth: number; value: unknown}[] {
  if (typeof value !== 'object' || value === null) return [{key, depth, value}];
  return Object.entries(value).flatMap(([name, item]) =>
    leavesOf(item, Array.isArray(value) ? depth : depth + 1, Array.isArray(value) ? key : name),
  );
}
