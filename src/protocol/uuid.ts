/**
 * UUIDv7 (RFC 9562, section 5.7): sorts by time. Pure: the caller brings clock and randomness.
 *
 * @param timeMs Milliseconds since 1970, 48 bits of them.
 * @param random At least 10 bytes; the version and variant bits are overwritten.
 */
export function uuidV7(timeMs: number, random: Uint8Array): string {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(Math.max(0, Math.floor(timeMs)), 0, 6);
  bytes.set(random.subarray(0, 10), 6);
  bytes[6] = 0x70 | (bytes[6]! & 0x0f);
  bytes[8] = 0x80 | (bytes[8]! & 0x3f);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
