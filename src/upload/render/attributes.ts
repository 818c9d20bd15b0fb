/**
 * What is known about a command or process, under the names that queries use here, too: `@exit_code:1` finds the same in
 * `ddcoterm events` and in Datadog. Sizes are bounded: an entry must stay below 25 kB, attribute values below 1024
 * characters, names below 50. Pure.
 */
import type {OutboxEntry} from '../../store/outbox.ts';
import type {EventRecord} from '../../store/records.ts';
import {clip, jsonBytes, toPlainText} from './plain-text.ts';
import {shimOf} from './tags.ts';

export type Attributes = Record<string, unknown>;

const MAX_BYTES = 6_000;
const MAX_TEXT_BYTES = 1_000;
const MAX_ARGV_BYTES = 2_000;
const MAX_RULES = 20;
const MAX_NAME_CHARS = 49;

/** Datadog makes an object of each dot; it takes fewer than ten within each other. */
const MAX_DOTS = 7;

/**
 * Of an entry, and what tags must not take the place of: the standard fields, and what Datadog's pipelines read time, host,
 * status, service, trace and message from where it is there.
 */
const RESERVED = new Set([
  ...[
    'message',
    'ddsource',
    'ddtags',
    'service',
    'hostname',
    'host',
    'source',
    'status',
    'tags',
    'usr',
    'network',
    'http',
  ],
  ...[
    'id',
    'part',
    'parts',
    'omitted_lines',
    'replay_url',
    'late',
    'ahead',
    'true_timestamp',
    'trace_id',
    'span_id',
    'dd',
  ],
  ...['timestamp', '@timestamp', '_timestamp', 'Timestamp', 'eventTime', 'date', 'published_date', 'syslog'],
  ...['severity', 'level', 'msg', 'log', 'error', 'evt', 'ddsourcecategory', '__proto__'],
]);

/** @returns An object of the caller's own. What is not known is undefined, which JSON leaves out. */
export function attributesOf({event, session, rules, redactions}: OutboxEntry): Attributes {
  const attributes: Attributes = {
    session: session.id,
    event: event.id,
    kind: event.kind,
    command: clip(event.name, MAX_TEXT_BYTES),
    command_line: clip(event.commandLine, MAX_TEXT_BYTES),
    argv: event.argv === null ? undefined : clipList(event.argv),
    executable: clipped(event.executable),
    cwd: clipped(event.cwd),
    exit_code: event.exitStatus ?? undefined,
    signal: event.signal ?? undefined,
    // Datadog's standard attribute, nanoseconds.
    duration: event.endUs === null ? undefined : (event.endUs - event.startUs) * 1000,
    pid: event.pid ?? undefined,
    parent_pid: event.parentPid ?? undefined,
    parent_event: event.parentId ?? undefined,
    uid: event.uid ?? undefined,
    effective_uid: event.effectiveUid ?? undefined,
    user: clip(session.user, 200),
    effective_user: clip(session.effectiveUser, 200),
    'usr.id': clip(session.user, 200),
    author: [session.author.kind, ...(session.author.name === null ? [] : [clip(session.author.name, 200)])],
    shim: clipped(shimOf(session)),
    origin: session.origin,
    title: session.title === null ? undefined : clip(session.title, 500),
    tty: clipped(session.tty),
    ssh_client: clipped(session.sshClient),
    parent: clipped(session.parentName),
    parent_session: clipped(session.parentSession),
    redactions,
    rule: rules.length === 0 ? undefined : rules.slice(0, MAX_RULES),
  };
  addTags(attributes, session.tags);
  return withinBytes(attributes);
}

/** Did it fail, as far as its status tells? */
export const hasFailed = ({exitStatus, signal}: EventRecord): boolean =>
  signal !== null || (exitStatus !== null && exitStatus !== 0);

const clipped = (text: string | null): string | undefined => (text === null ? undefined : clip(text, MAX_TEXT_BYTES));

function clipList(words: readonly string[]): string[] {
  const list: string[] = [];
  let room = MAX_ARGV_BYTES;
  for (const word of words) {
    const text = clip(word, MAX_TEXT_BYTES);
    room -= jsonBytes(text) + 3;
    if (room < 0) return [...list, '…'];
    list.push(text);
  }
  return list;
}

/** `kubectl.context` → `prod`: Datadog keeps only letters of one case in tags, here the value is exact. */
function addTags(attributes: Attributes, tags: Readonly<Record<string, string>>): void {
  const own = new Set(Object.keys(attributes));
  const names = Object.keys(tags);
  for (const name of names) {
    const words = name.split('.');
    const [root = name] = words;
    const isWhole = name.length <= MAX_NAME_CHARS && words.length <= MAX_DOTS + 1 && words.every((word) => word !== '');
    // A text cannot be an object, too: of `a` and `a.b` the longer one is left to the tags.
    const isWithin = words.some((_, index) => index > 0 && Object.hasOwn(tags, words.slice(0, index).join('.')));
    if (isWhole && !isWithin && !RESERVED.has(root) && !own.has(root)) {
      attributes[toPlainText(name)] = clip(tags[name]!, MAX_TEXT_BYTES);
    }
  }
}

/** The first of them that fit together: what matters more stands before. */
function withinBytes(attributes: Attributes): Attributes {
  let room = MAX_BYTES;
  if (Buffer.byteLength(JSON.stringify(attributes)) <= room) return attributes;
  const kept = Object.entries(attributes).filter(([name, value]) => {
    if (value === undefined) return false;
    const bytes = jsonBytes(name) + Buffer.byteLength(JSON.stringify(value)) + 4;
    if (bytes > room) return false;
    room -= bytes;
    return true;
  });
  return Object.fromEntries(kept);
}
