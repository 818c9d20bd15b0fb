/** Times below a histogram: few, round, in local time. Pure. */

export interface Tick {
  ms: number;
  label: string;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [
  1000,
  5000,
  15_000,
  30_000,
  MINUTE,
  5 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  2 * DAY,
  7 * DAY,
  14 * DAY,
  30 * DAY,
  90 * DAY,
  365 * DAY,
];

/** @param wanted At most so many. */
export function axisTicks(fromMs: number, toMs: number, wanted = 6): Tick[] {
  const span = toMs - fromMs;
  if (!(span > 0)) return [];
  const step = STEPS.find((candidate) => span / candidate <= wanted) ?? Math.ceil(span / wanted / DAY) * DAY;
  // Steps of hours and days begin at local midnight.
  const zoneMs = new Date(fromMs).getTimezoneOffset() * MINUTE;
  const ticks: Tick[] = [];
  for (let ms = Math.ceil((fromMs - zoneMs) / step) * step + zoneMs; ms <= toMs; ms += step) {
    // A label at the very edge would be cut.
    if (ms - fromMs > span * 0.02 && toMs - ms > span * 0.04) ticks.push({ms, label: label(ms, step)});
  }
  // All that matches began within a second: one time is all there is to say.
  if (ticks.length === 0) return [{ms: fromMs + span / 2, label: label(fromMs, STEPS[0]!)}];
  return ticks;
}

function label(ms: number, step: number): string {
  const at = new Date(ms);
  const date = `${at.toLocaleDateString('en-GB', {day: 'numeric', month: 'short'})}`;
  if (step >= DAY) return date;
  const seconds = step < MINUTE ? `:${two(at.getSeconds())}` : '';
  const clock = `${two(at.getHours())}:${two(at.getMinutes())}${seconds}`;
  return clock === '00:00' ? date : clock;
}

const two = (value: number): string => String(value).padStart(2, '0');
