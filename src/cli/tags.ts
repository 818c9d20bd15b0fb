import {usageError} from './errors.ts';

/**
 * @param tags `key:value` each; the value may hold further colons. The last one of a key wins.
 * @throws {DdcotermError} USAGE: no colon, or nothing before it.
 */
export function parseTags(tags: readonly string[]): Record<string, string> {
  return Object.fromEntries(tags.map(parseTag));
}

function parseTag(tag: string): [key: string, value: string] {
  const colon = tag.indexOf(':');
  if (colon < 1) {
    throw usageError(`Cannot use tag "${tag}": it is not key:value`, 'Write it like --tag ticket:OPS-12');
  }
  return [tag.slice(0, colon).trim(), tag.slice(colon + 1).trim()];
}
