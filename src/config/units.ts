/** Sizes and ages as people write them. Pure. */

const SIZE_UNITS: Record<string, number> = {
  '': 1,
  b: 1,
  k: 1024,
  kb: 1000,
  kib: 1024,
  m: 1024 ** 2,
  mb: 1000 ** 2,
  mib: 1024 ** 2,
  g: 1024 ** 3,
  gb: 1000 ** 3,
  gib: 1024 ** 3,
  t: 1024 ** 4,
  tb: 1000 ** 4,
  tib: 1024 ** 4,
};

const DURATION_UNITS: Record<string, number> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};

/** @returns Bytes of `500MB`, `1.5GiB`, `20G` (binary) or `4096`; null when it is no size. */
export function parseSize(text: string): number | null {
  return parseQuantity(text, SIZE_UNITS);
}

/** @returns Milliseconds of `90d`, `12h`, `30m`, `45s`, `2w`, `250ms` or `1h30m`; null when it is no duration. */
export function parseDuration(text: string): number | null {
  const parts = text.trim().match(/\d+(?:\.\d+)?\s*[a-z]+/gi) ?? [];
  if (parts.length === 0 || parts.join('') !== text.trim().replace(/(?<=[a-z])\s+(?=\d)/gi, '')) return null;
  const values = parts.map((part) => parseQuantity(part, DURATION_UNITS));
  return values.includes(null) ? null : values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
}

function parseQuantity(text: string, units: Record<string, number>): number | null {
  const match = /^(\d+(?:\.\d+)?|\.\d+)\s*([a-z]*)$/i.exec(text.trim());
  if (match === null) return null;
  const unit = (match[2] ?? '').toLowerCase();
  const factor = Object.hasOwn(units, unit) ? units[unit] : undefined;
  const value = factor === undefined ? Number.NaN : Math.round(Number(match[1]) * factor);
  return Number.isSafeInteger(value) ? value : null;
}

/** The shortest exact form: `1GiB`, `500MB`, `1234`. `parseSize` gives the same number back. */
export function formatSize(bytes: number): string {
  for (const unit of ['TiB', 'GiB', 'MiB', 'KiB', 'TB', 'GB', 'MB', 'KB']) {
    const factor = SIZE_UNITS[unit.toLowerCase()]!;
    if (bytes > 0 && bytes % factor === 0) return `${bytes / factor}${unit}`;
  }
  return String(bytes);
}

/** The shortest exact form: `90d`, `10m`, `250ms`. `parseDuration` gives the same number back. */
export function formatDuration(milliseconds: number): string {
  for (const unit of ['d', 'h', 'm', 's']) {
    const factor = DURATION_UNITS[unit]!;
    if (milliseconds > 0 && milliseconds % factor === 0) return `${milliseconds / factor}${unit}`;
  }
  return `${milliseconds}ms`;
}
