/** The time range of a list as the URL has it: `?range=1d`, or `?from=` and `?to=` in milliseconds since 1970. Pure. */
import {withParams} from './route.ts';

export interface TimeRange {
  /** `1h`, `7d`, …: reaches back from now. Null: fixed bounds, or all time. */
  relative: string | null;
  fromMs: number | null;
  toMs: number | null;
}

export const RELATIVE_RANGES: readonly {value: string; label: string; ms: number}[] = [
  {value: '15m', label: 'Past 15 minutes', ms: 900_000},
  {value: '1h', label: 'Past hour', ms: 3_600_000},
  {value: '4h', label: 'Past 4 hours', ms: 14_400_000},
  {value: '1d', label: 'Past day', ms: 86_400_000},
  {value: '7d', label: 'Past 7 days', ms: 604_800_000},
  {value: '30d', label: 'Past 30 days', ms: 2_592_000_000},
];

const UNIT_MS: Record<string, number> = {m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000};

export function parseTimeRange(params: URLSearchParams): TimeRange {
  const relative = params.get('range');
  if (relative !== null && relativeMs(relative) !== null) return {relative, fromMs: null, toMs: null};
  return {relative: null, fromMs: parseMs(params.get('from')), toMs: parseMs(params.get('to'))};
}

/** What the range means now. */
export function boundsOf(
  {relative, fromMs, toMs}: TimeRange,
  nowMs: number,
): {fromMs: number | null; toMs: number | null} {
  const ms = relative === null ? null : relativeMs(relative);
  return ms === null ? {fromMs, toMs} : {fromMs: nowMs - ms, toMs: null};
}

export function withTimeRange(params: URLSearchParams, range: Partial<TimeRange>): URLSearchParams {
  const {relative = null, fromMs = null, toMs = null} = range;
  return withParams(params, {
    range: relative,
    from: fromMs === null ? null : String(Math.round(fromMs)),
    to: toMs === null ? null : String(Math.round(toMs)),
  });
}

export function relativeMs(text: string): number | null {
  const match = /^(\d{1,5})([mhdw])$/.exec(text);
  return match === null ? null : Number(match[1]) * UNIT_MS[match[2]!]!;
}

/** `2026-11-24T14:03` as inputs of type `datetime-local` want it, in local time. */
export function localInputValue(ms: number): string {
  const at = new Date(ms);
  const local = new Date(ms - at.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

/** Milliseconds since 1970, or a time in ISO 8601 that somebody wrote by hand. */
function parseMs(text: string | null): number | null {
  if (text === null || text === '') return null;
  const ms = /^\d{1,15}$/.test(text) ? Number(text) : Date.parse(text);
  return Number.isFinite(ms) ? ms : null;
}
