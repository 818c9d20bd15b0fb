/** How values in a query are read, for both who look: SQL, and the columns in memory. */
import {parseDuration} from './duration.ts';

export const DURATION = 'a duration such as 10s, 5m, 1h30m, 250ms, or a number of seconds';

/** @returns Null: it is no number. */
export function parseNumber(text: string): number | null {
  return /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : null;
}

/** Microseconds of a bound of a range. */
export const parseBoundUs = (text: string): number | null => parseDuration(text)?.us ?? null;
