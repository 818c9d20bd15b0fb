/** Datadog's search syntax over entries that were received. Pure. */
import {createNetworkTest} from '../../store/networks.ts';
import {fitsPattern, isAnything, parsePattern} from '../../store/pattern.ts';
import type {QueryNode} from '../../store/query.ts';
import {createTextMatcher} from '../../store/text-matcher.ts';
import {isObject, type JsonObject} from './json-object.ts';
import type {ReceivedEntry} from './received-entry.ts';

type MatchNode = Extract<QueryNode, {type: 'match'}>;
type RangeNode = Extract<QueryNode, {type: 'range'}>;

export function matchesEntry(entry: ReceivedEntry, node: QueryNode | null): boolean {
  if (node === null) return true;
  switch (node.type) {
    case 'and':
      return node.children.every((child) => matchesEntry(entry, child));
    case 'or':
      return node.children.some((child) => matchesEntry(entry, child));
    case 'not':
      return !matchesEntry(entry, node.child);
    case 'text':
      return createTextMatcher(node.value, node.quoted).test(textOfEntry(entry));
    case 'match':
      return matchesKey(entry, node);
    case 'range':
      return valuesOf(entry, node.key, node.attribute).some((value) => isWithin(value, node));
    case 'cidr':
      return valuesOf(entry, node.key, node.attribute).some(createNetworkTest(node.ranges));
  }
}

const textOfEntry = ({title, message}: ReceivedEntry): string => (title === null ? message : `${title}\n${message}`);

function matchesKey(entry: ReceivedEntry, {key, attribute, value, quoted}: MatchNode): boolean {
  const parts = parsePattern(value, quoted);
  if (key === '*') {
    const values = [textOfEntry(entry), ...leavesOf(entry.attributes)];
    return values.some((text) => fitsPattern(text, [{wildcard: '*'}, ...parts, {wildcard: '*'}]));
  }
  const values = valuesOf(entry, key, attribute);
  return isAnything(parts) ? values.length > 0 : values.some((text) => fitsPattern(text, parts));
}

/** Reserved names and tags go without `@`, attributes with it. */
function valuesOf(entry: ReceivedEntry, key: string, attribute: boolean): string[] {
  if (attribute) return leavesOf(lookUp(entry.attributes, key));
  const {host, service, source, status, tags} = entry;
  const reserved: Record<string, string[]> = {
    host: [host],
    service: [service],
    source: [source],
    status: [status],
    tags,
    message: [entry.message],
    title: entry.title === null ? [] : [entry.title],
  };
  const ofTags = tags.filter((tag) => tag.startsWith(`${key}:`)).map((tag) => tag.slice(key.length + 1));
  return [...(Object.hasOwn(reserved, key) ? reserved[key]! : []), ...ofTags].filter((text) => text !== '');
}

/** `kubectl.context` may be one name, or a name within another. */
function lookUp(attributes: JsonObject, path: string): unknown {
  if (Object.hasOwn(attributes, path)) return attributes[path];
  for (let dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
    const inner = attributes[path.slice(0, dot)];
    const found = isObject(inner) ? lookUp(inner, path.slice(dot + 1)) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function leavesOf(value: unknown): string[] {
  if (value === undefined || value === null) return [];
  if (typeof value === 'object') return Object.values(value).flatMap(leavesOf);
  return [String(value)];
}

function isWithin(text: string, {lower, upper}: RangeNode): boolean {
  const bounds = [lower, upper].flatMap((bound) => (bound === null ? [] : [bound.value]));
  const isNumeric = [text, ...bounds].every((value) => value.trim() !== '' && Number.isFinite(Number(value)));
  const compare = (bound: string) =>
    isNumeric ? Number(text) - Number(bound) : text < bound ? -1 : Number(text > bound);
  if (lower !== null && (lower.inclusive ? compare(lower.value) < 0 : compare(lower.value) <= 0)) return false;
  return upper === null || (upper.inclusive ? compare(upper.value) <= 0 : compare(upper.value) < 0);
}
