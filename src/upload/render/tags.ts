/** Tags as Datadog writes them: `name:value`. Pure. */
import type {SessionRecord} from '../../store/records.ts';
import {beginningOf, clip, jsonBytes} from './plain-text.ts';

/** Datadog takes 100 of 256 characters (log collection); these keep an entry small, too. */
const MAX_TAGS = 60;
const MAX_TAG_BYTES = 200;
const MAX_TAGS_BYTES = 2_000;
const MAX_NAME_BYTES = 100;

/** Of sessions that are over, by the destination's tags: neighbours in the queue mostly belong to the same few. */
const known = new WeakMap<Record<string, string>, WeakMap<SessionRecord, string[]>>();

/** @param tags Those of the destination. */
export function tagsOf(session: SessionRecord, tags: Record<string, string>): string[] {
  if (session.state === 'live') return collectTags(session, tags);
  const bySession = known.get(tags) ?? new WeakMap<SessionRecord, string[]>();
  known.set(tags, bySession);
  const list = bySession.get(session) ?? collectTags(session, tags);
  bySession.set(session, list);
  return list;
}

function collectTags(session: SessionRecord, tags: Record<string, string>): string[] {
  const {env} = session;
  const named = {...tags, ...session.tags, ...(shimOf(session) !== null && {shim: shimOf(session)!})};
  const list = [
    ...(env.DD_ENV ? [`env:${env.DD_ENV}`] : []),
    ...Object.entries(named).flatMap(([name, value]) => (value === '' ? [] : [`${cleanName(name)}:${value}`])),
    ...parseTagList(env.DD_TAGS ?? ''),
  ];
  return limit([...new Set(list.map(cleanTag))]);
}

/** The shim's command, where the session came through one. */
export const shimOf = ({origin, command}: SessionRecord): string | null => (origin === 'shim' ? command : null);

/** `DD_TAGS`: separated by commas or blanks. */
export function parseTagList(text: string): string[] {
  return text.split(/[\s,]+/).filter((tag) => tag !== '');
}

/** What Datadog does not keep of a tag: it makes it `_`, and a receiver that splits at commas something worse. */
const UNTAGGABLE = /[^\p{L}\p{M}\p{N}_\-:./]+/gu;

/** Tags begin with a letter and do not end with a colon. A bare one gets a name: some receivers refuse it without. */
export const cleanTag = (tag: string): string => {
  const cleaned = tag.replace(UNTAGGABLE, '_').replace(/^:+|:+$/g, '');
  return beginningOf(/^\p{L}[^:]*:/u.test(cleaned) ? cleaned : `tag:${cleaned || '_'}`, MAX_TAG_BYTES);
};

const cleanName = (name: string): string => clip(name.replaceAll(':', '_'), MAX_NAME_BYTES);

function limit(tags: string[]): string[] {
  let bytes = 0;
  return tags.slice(0, MAX_TAGS).filter((tag) => {
    bytes += jsonBytes(tag) + 1;
    return bytes <= MAX_TAGS_BYTES;
  });
}
