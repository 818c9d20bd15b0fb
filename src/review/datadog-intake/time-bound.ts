/** Bounds of a search as Datadog takes them: ISO 8601, milliseconds, or date math such as `now-15m`. Pure. */

const UNIT_MS: Record<string, number> = {s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000};

/** @returns Milliseconds since 1970; null for what is no time. */
export function parseTimeBound(text: string, nowMs: number): number | null {
  const trimmed = text.trim();
  if (/^\d{1,16}$/.test(trimmed)) return Number(trimmed);
  const math = /^now((?:[+-]\d+[smhdw])*)$/.exec(trimmed);
  if (math === null) {
    const ms = Date.parse(trimmed);
    return Number.isNaN(ms) ? null : ms;
  }
  const steps = [...math[1]!.matchAll(/([+-]\d+)([smhdw])/g)];
  return steps.reduce((ms, [, count, unit]) => ms + Number(count) * UNIT_MS[unit!]!, nowMs);
}
