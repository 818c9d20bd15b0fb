/** Addresses of the Internet and networks of them, as `CIDR(…)` in a query has them. Browsers read queries, too. */

/** 4 or 16 bytes. */
type Address = readonly number[];

interface Network {
  address: Address;
  prefixBits: number;
}

const BITS = 8;

/** @param text `10.0.0.0/8`, or one address. @returns Null: it is no network. */
export function parseNetwork(text: string): Network | null {
  const [, before = '', bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const address = parseAddress(before);
  if (address === null) return null;
  const allBits = address.length * BITS;
  const prefixBits = bits === undefined ? allBits : Number(bits);
  return prefixBits > allBits ? null : {address, prefixBits};
}

/** @returns Is a text an address within one of the networks? */
export function createNetworkTest(texts: readonly string[]): (text: string) => boolean {
  const networks = texts.flatMap((text) => parseNetwork(text) ?? []);
  return (text) => {
    const address = parseAddress(text);
    return address !== null && networks.some((network) => isInside(address, network));
  };
}

function isInside(address: Address, {address: network, prefixBits}: Network): boolean {
  if (address.length !== network.length) return false;
  return network.every((byte, index) => {
    const bits = Math.min(BITS, Math.max(0, prefixBits - index * BITS));
    const mask = (0xff << (BITS - bits)) & 0xff;
    return (address[index]! & mask) === (byte & mask);
  });
}

const parseAddress = (text: string): Address | null => (text.includes(':') ? parseV6(text) : parseV4(text));

function parseV4(text: string): Address | null {
  const [, ...parts] = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text) ?? [];
  const bytes = parts.map(Number);
  return bytes.length === 4 && bytes.every((byte) => byte <= 0xff) ? bytes : null;
}

const V6_BYTES = 16;

/** Groups of four hexadecimal digits, one run of zeros left out, perhaps an IPv4 address at the end (RFC 4291, 2.2). */
function parseV6(text: string): Address | null {
  const [head = '', tail, ...others] = text.split('::');
  const [before, after] = [parseGroups(head), parseGroups(tail ?? '')];
  if (others.length > 0 || before === null || after === null) return null;
  const missing = V6_BYTES - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 2) return null;
  return [...before, ...new Array<number>(missing).fill(0), ...after];
}

function parseGroups(text: string): number[] | null {
  if (text === '') return [];
  const bytes: number[] = [];
  const groups = text.split(':');
  for (const [index, group] of groups.entries()) {
    const v4 = index === groups.length - 1 ? parseV4(group) : null;
    if (v4 === null && !/^[0-9a-f]{1,4}$/i.test(group)) return null;
    const value = Number.parseInt(group, 16);
    bytes.push(...(v4 ?? [value >> BITS, value & 0xff]));
  }
  return bytes;
}
