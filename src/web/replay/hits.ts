/** Hits of a search inside a recording. Pure. */

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

/** Addresses name moments to the millisecond. */
const SAME_MOMENT_US = 1000;

const isAt = (hit: Hit | undefined, positionUs: number): boolean =>
  hit !== undefined && Math.abs(hit.us - positionUs) <= SAME_MOMENT_US;
