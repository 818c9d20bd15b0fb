/** Durations in the steps by which people tell them apart. */
import type {QueryNode} from '../query.ts';

/** Each step reaches from its value up to the next one's. */
const STEPS: readonly [us: number, text: string][] = [
  [0, '0s'],
  [100_000, '100ms'],
  [1_000_000, '1s'],
  [10_000_000, '10s'],
  [60_000_000, '1m'],
  [600_000_000, '10m'],
  [3_600_000_000, '1h'],
  [86_400_000_000, '1d'],
];

export const STEP_COUNT = STEPS.length;

/** Where each step but the first begins. */
const BOUNDS_US = Float64Array.from(STEPS.slice(1), ([us]) => us);

/** @param us Not NaN. A clock that was set back may have made it negative. */
export function stepOf(us: number): number {
  let step = 0;
  while (step < BOUNDS_US.length && us >= BOUNDS_US[step]!) step++;
  return step;
}

export function stepLabel(step: number): string {
  const [, from] = STEPS[step]!;
  const to = STEPS[step + 1]?.[1];
  if (step === 0) return `under ${to}`;
  return to === undefined ? `${from} or more` : `${from} to ${to}`;
}

export function stepQuery(key: string, step: number): QueryNode {
  const bound = (index: number, inclusive: boolean) => {
    const text = STEPS[index]?.[1];
    return text === undefined ? null : {value: text, inclusive};
  };
  const range = (lower: number | null, upper: number | null): QueryNode => ({
    type: 'range',
    key,
    attribute: true,
    lower: lower === null ? null : bound(lower, true),
    upper: upper === null ? null : bound(upper, false),
  });
  if (step === 0) return range(null, 1);
  if (step === STEPS.length - 1) return range(step, null);
  return {type: 'and', children: [range(step, null), range(null, step + 1)]};
}
