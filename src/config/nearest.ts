/** Finds what somebody meant who mistyped a name: a setting, a command. */

/**
 * @param limit How many at most.
 * @returns Names at most a third of their letters away, or that begin with the word, nearest first; often none.
 */
export function nearestNames(word: string, names: readonly string[], limit = 3): string[] {
  const wanted = word.toLowerCase();
  return names
    .map((name) => ({name, distance: distanceTo(wanted, name.toLowerCase())}))
    .filter(({name, distance}) => distance <= Math.max(1, Math.floor(name.length / 3)))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, limit)
    .map(({name}) => name);
}

function distanceTo(wanted: string, name: string): number {
  if (wanted.length >= 3 && name.startsWith(wanted)) return 0.5;
  return editDistance(wanted, name);
}

/** Optimal string alignment: insertions, deletions, replacements and swaps of neighbours cost 1 each. */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({length: b.length + 1}, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let cost = Math.min(last[column]! + 1, current[column - 1]! + 1, last[column - 1]! + (same ? 0 : 1));
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) cost = Math.min(cost, beforeLast[column - 2]! + 1);
      current.push(cost);
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length]!;
}
