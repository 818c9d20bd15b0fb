/** Counts rows by a code, and what follows from the counts. */

/** @param codes By row. @param size Codes are below it. */
export function tallyRows(rows: Int32Array, codes: Int32Array, size: number): Float64Array {
  const counts = new Float64Array(size);
  for (let index = 0; index < rows.length; index++) counts[codes[rows[index]!]!]!++;
  return counts;
}

/** Of rows without a command of their own: how many each session has. */
export function tallyBareRows(
  rows: Int32Array,
  {session, kind}: {session: Int32Array; kind: Int32Array},
  size: number,
): Float64Array {
  const counts = new Float64Array(size);
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index]!;
    if (kind[row] === 0) counts[session[row]!]!++;
  }
  return counts;
}

/** @param bySession Rows of each session. @param codes By ordinal. */
export function tallySessions(bySession: Float64Array, codes: Int32Array, counts: Float64Array): void {
  for (let ordinal = 0; ordinal < bySession.length; ordinal++) {
    const count = bySession[ordinal]!;
    if (count > 0) counts[codes[ordinal]!]! += count;
  }
}

/** @param lists Codes by ordinal: the rows of a session count for each. */
export function tallyLists(bySession: Float64Array, lists: readonly (readonly number[])[], size: number): Float64Array {
  const counts = new Float64Array(size);
  for (let ordinal = 0; ordinal < bySession.length; ordinal++) {
    const count = bySession[ordinal]!;
    if (count > 0) for (const code of lists[ordinal]!) counts[code]! += count;
  }
  return counts;
}

/** @returns Codes with the highest counts, none with 0; highest first. */
export function topCodes(counts: Float64Array, limit: number, isCounted: (code: number) => boolean): number[] {
  const top: number[] = [];
  for (let code = 0; code < counts.length; code++) {
    const count = counts[code]!;
    if (count === 0 || !isCounted(code) || (top.length === limit && count <= counts[top.at(-1)!]!)) continue;
    let place = top.length;
    while (place > 0 && counts[top[place - 1]!]! < count) place--;
    top.splice(place, 0, code);
    if (top.length > limit) top.pop();
  }
  return top;
}
