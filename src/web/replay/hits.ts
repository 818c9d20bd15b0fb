/** Hits of a search inside a recording. Pure. */
import {LINE_TIME_GRAIN_US} from '../../review/render/line-on-screen.ts';

export interface Hit {
  us: number;
  /** The line, as it was on the screen. */
  text: string;
  commandLine: string | null;
}

/** The hit that shows at the moment, of several the one that was chosen. @returns -1: none yet. */
export function hitAt(hits: readonly Hit[], positionUs: number, chosen: number): number {
  if (isAt(hits[chosen], positionUs)) return chosen;
  return hits.findLastIndex(({us}) => us <= positionUs + SAME_MOMENT_US);
}

/** The next hit in that direction; at the end it begins anew, as searches do. @returns -1: there is none. */
export function neighbourHit(hits: readonly Hit[], current: number, positionUs: number, direction: 1 | -1): number {
  if (hits.length === 0) return -1;
  // Played on beyond the last one: going back goes to that.
  if (direction === -1 && current >= 0 && !isAt(hits[current], positionUs)) return current;
  return (current + direction + hits.length) % hits.length;
}

/** A hit that a link leads to. @param line That it named; '': none. @returns -1: it led to no hit. */
export const linkedHit = (hits: readonly Hit[], positionUs: number, line: string): number =>
  hits.findIndex((hit) => isAt(hit, positionUs) && hit.text.includes(line));

/** Links of others may name moments to the millisecond. */
const SAME_MOMENT_US = 1000;

/** A line is written at the moment that is noted for it, or a little later. */
const isAt = (hit: Hit | undefined, positionUs: number): boolean =>
  hit !== undefined &&
  positionUs >= hit.us - SAME_MOMENT_US &&
  positionUs <= hit.us + LINE_TIME_GRAIN_US + SAME_MOMENT_US;
