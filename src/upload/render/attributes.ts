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

/** Of an entry, and what tags must not take the place of. */
const RESERVED = new Set(['message', 'ddsource', 'ddtags', 'service', 'hostname', 'host', 'source', 'status', 'tags']);

export function attributesOf({event, session, rules, redactions}: OutboxEntry): Attributes {
  const attributes: Attributes = {
    session: session.id,
    event: event.id,
    kind: event.kind,
    command: clip(event.name, MAX_TEXT_BYTES),
    command_line: clip(event.commandLine, MAX_TEXT_BYTES),
    argv: event.argv === null ? null : clipList(event.argv),
    executable: clipped(event.executable),
    cwd: clipped(event.cwd),
    exit_code: event.exitStatus,
    signal: event.signal,
    // Datadog's standard attribute, nanoseconds.
    duration: event.endUs === null ? null : (event.endUs - event.startUs) * 1000,
    pid: event.pid,
    parent_pid: event.parentPid,
    parent_event: event.parentId,
    uid: event.uid,
    effective_uid: event.effectiveUid,
    user: clip(session.user, 200),
    effective_user: clip(session.effectiveUser, 200),
    'usr.id': clip(session.user, 200),
    author: [session.author.kind, ...(session.author.name === null ? [] : [clip(session.author.name, 200)])],
    shim: clipped(shimOf(session)),
    origin: session.origin,
    title: session.title === null ? null : clip(session.title, 500),
    tty: clipped(session.tty),
    ssh_client: clipped(session.sshClient),
    parent: clipped(session.parentName),
    parent_session: clipped(session.parentSession),
    redactions,
    rule: rules.length === 0 ? null : rules.slice(0, MAX_RULES),
  };
  const present = Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== null));
  return withinBytes({...present, ...tagAttributes(session.tags, present)});
}

/** Did it fail, as far as its status tells? */
export const hasFailed = ({exitStatus, signal}: EventRecord): boolean =>
  signal !== null || (exitStatus !== null && exitStatus !== 0);

const clipped = (text: string | null): string | null => (text === null ? null : clip(text, MAX_TEXT_BYTES));

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
function tagAttributes(tags: Readonly<Record<string, string>>, taken: Attributes): Attributes {
  const free = Object.entries(tags).filter(([name]) => {
    const [root = name] = name.split('.');
    return name.length <= MAX_NAME_CHARS && root !== 'usr' && !RESERVED.has(root) && !Object.hasOwn(taken, root);
  });
  return Object.fromEntries(free.map(([name, value]) => [toPlainText(name), clip(value, MAX_TEXT_BYTES)]));
}

/** The first of them that fit together: what matters more stands before. */
function withinBytes(attributes: Attributes): Attributes {
  let room = MAX_BYTES;
  const kept = Object.entries(attributes).filter(([name, value]) => {
    const bytes = jsonBytes(name) + Buffer.byteLength(JSON.stringify(value)) + 4;
    if (bytes > room) return false;
    room -= bytes;
    return true;
  });
  return Object.fromEntries(kept);
}
