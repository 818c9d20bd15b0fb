/** Times for people: local, short. `--json` has ISO 8601 in UTC instead. */

const SECOND_US = 1_000_000;

/** A moment in a recording, as `play --at` takes it: `0:12.3`, `1:02:03.0`. Rounded down, so that one lands before it. */
export function formatOffset(elapsedUs: number, fraction: 0 | 1 = 1): string {
  const tenths = Math.floor(Math.max(0, elapsedUs) / (SECOND_US / 10));
  const seconds = Math.floor(tenths / 10);
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const clock = h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
  return fraction === 0 ? clock : `${clock}.${tenths % 10}`;
}

/** `45ms`, `3.2s`, `4m05s`, `2h07m`, `1d03h`. */
export function formatDuration(us: number): string {
  const ms = Math.max(0, us) / 1000;
  if (ms < 999.5) return `${Math.round(ms)}ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)}s`;
  const seconds = Math.round(ms / 1000);
  const [d, h, m, s] = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3600) % 24,
    Math.floor(seconds / 60) % 60,
    seconds % 60,
  ];
  if (d > 0) return `${d}d${two(h)}h`;
  return h > 0 ? `${h}h${two(m)}m` : `${m}m${two(s)}s`;
}

/** Today: `14:03:22`; else `2026-11-24 14:03`. Local time. */
export function formatStart(ms: number, nowMs: number): string {
  const at = new Date(ms);
  if (at.toDateString() === new Date(nowMs).toDateString()) return clockTime(at);
  return `${localDate(at)} ${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** `2026-11-24 14:03:22 +01:00`. */
export function formatMoment(ms: number): string {
  const at = new Date(ms);
  const offset = -at.getTimezoneOffset();
  const zone = `${offset < 0 ? '-' : '+'}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`;
  return `${localDate(at)} ${clockTime(at)} ${zone}`;
}

export const isoTime = (ms: number): string => new Date(ms).toISOString();

/** `812 B`, `1.4 MiB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const units = ['KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes / 1024;
  let unit = 0;
  while (value >= 1023.95 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value.toFixed(1)} ${units[unit]!}`;
}

const two = (value: number): string => String(value).padStart(2, '0');
const localDate = (at: Date): string => `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
const clockTime = (at: Date): string => `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
