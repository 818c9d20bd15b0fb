/** Which line of a log entry was written last at a moment. Pure. */
import type {LogHitJson} from '../../review/api/types.ts';

type TimedText = Pick<LogHitJson, 'startUs' | 'lineTimes'>;

/** @returns -1: nothing of it yet. */
export function lineAt({startUs, lineTimes}: TimedText, us: number): number {
  if (us < startUs) return -1;
  return lineTimes.findLast(([, elapsedUs]) => elapsedUs <= us)?.[0] ?? 0;
}

/** Lines as blocks, each of which the browser can pass over while it is out of sight. */
export function blocksOf(lines: readonly string[], size: number): string[][] {
  return Array.from({length: Math.ceil(lines.length / size)}, (_, index) =>
    lines.slice(index * size, (index + 1) * size),
  );
}
