/** Commands as marks on the seek bar: as many as can be told apart. Pure. */

export interface Mark {
  /** Place on the bar, 0 to 1. */
  at: number;
  isFailed: boolean;
}

export interface MarkedMoment {
  startUs: number;
  isFailed: boolean;
}

/** Marks nearer to each other than this part of the bar become one; a failure among them shows. */
const MIN_DISTANCE = 1 / 400;

/** @param moments In order. */
export function marksOf(moments: readonly MarkedMoment[], durationUs: number): Mark[] {
  const marks: Mark[] = [];
  for (const {startUs, isFailed} of moments) {
    const at = durationUs <= 0 ? 0 : Math.min(1, startUs / durationUs);
    const last = marks.at(-1);
    if (last === undefined || at - last.at >= MIN_DISTANCE) marks.push({at, isFailed});
    else last.isFailed ||= isFailed;
  }
  return marks;
}
