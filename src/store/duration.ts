/** Durations in queries. Datadog counts nanoseconds; nobody types those, so a plain number means seconds. */

const UNIT_US: Record<string, number> = {
  us: 1,
  µs: 1,
  ms: 1_000,
  s: 1_000_000,
  sec: 1_000_000,
  m: 60_000_000,
  min: 60_000_000,
  h: 3_600_000_000,
  d: 86_400_000_000,
};

const PART = /(\d+(?:\.\d+)?)\s*(us|µs|ms|sec|s|min|m|h|d)/gy;

/** @returns Microseconds, and the size of the smallest unit said; null for what is no duration. */
export function parseDuration(text: string): {us: number; unitUs: number} | null {
  if (/^\d+(\.\d+)?$/.test(text)) return {us: Number(text) * UNIT_US.s!, unitUs: unitOf(text, UNIT_US.s!)};
  let us = 0;
  let unitUs = Number.POSITIVE_INFINITY;
  PART.lastIndex = 0;
  for (let end = 0; end < text.length; end = PART.lastIndex) {
    const match = PART.exec(text);
    if (match === null) return null;
    us += Number(match[1]) * UNIT_US[match[2]!]!;
    unitUs = Math.min(unitUs, unitOf(match[1]!, UNIT_US[match[2]!]!));
  }
  return text === '' ? null : {us, unitUs};
}

/** `1.5 s` is exact to a tenth of a second. */
function unitOf(number: string, unitUs: number): number {
  const decimals = number.split('.')[1]?.length ?? 0;
  return Math.max(1, unitUs / 10 ** decimals);
}
