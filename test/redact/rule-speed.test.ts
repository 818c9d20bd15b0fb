/** A line of a stranger must not hang the agent: no rule needs more than linear time. */
import {Detector} from '../../src/redact/detector.ts';
import {ALL_RULES} from '../../src/redact/rules/index.ts';

const LENGTH = 32 * 1024;
/** A line of this length shows which ones are worth a closer look: quadratic time would take a sixteenth. */
const PROBE_LENGTH = LENGTH / 4;
const SUSPICIOUS_MS = 5;
/** Below this nobody notices, and the clock of a busy machine tells little. */
const UNNOTICED_MS = 100;
/** A line four times as long takes four times as long; where time is quadratic, sixteen times. */
const MAX_GROWTH = 9;
const FILLERS = [
  'a',
  ' ',
  '-',
  '.',
  '/',
  '\\',
  '"',
  "'",
  '=',
  ':',
  '@',
  '*',
  'a ',
  'a:',
  'a.',
  'a=',
  'A',
  '0',
  '\\"',
  'é',
  '=a',
  '_a',
  ' -p',
  "'\\''",
];

describe.each(ALL_RULES.map((rule) => [rule.id, rule] as const))('rule %s', (_id, rule) => {
  const detector = Detector.for([rule]);
  const candidates = new Set([0]);
  const timeOf = (line: string): number => {
    const startedMs = performance.now();
    detector.find(line, candidates);
    detector.unfinished(line, candidates);
    return performance.now() - startedMs;
  };

  test('takes a long line of anything behind its keywords and hits', () => {
    const halves = rule.hits.map((hit) => hit.slice(0, hit.length >> 1));
    const starts = [
      ...rule.keywords.slice(0, 2),
      ...rule.hits.slice(0, 3).map((hit) => hit.slice(0, -1)),
      ...halves.slice(0, 3),
    ];
    const slow: string[] = [];
    for (const start of new Set(starts)) {
      for (const filler of FILLERS) {
        for (const make of [
          (length: number) => start + filler.repeat(length / filler.length),
          (length: number) => (start + filler).repeat(length / (start.length + filler.length)),
        ]) {
          const timeMs = (length: number) => timeOf(make(length));
          if (timeMs(PROBE_LENGTH) < SUSPICIOUS_MS || timeMs(LENGTH) < UNNOTICED_MS) continue;
          const best = (length: number) => Math.min(...[1, 2, 3].map(() => timeMs(length)));
          const longMs = best(LENGTH);
          if (longMs < UNNOTICED_MS) continue;
          const growth = longMs / best(LENGTH / 4);
          if (growth > MAX_GROWTH) slow.push(`${JSON.stringify(start)} + ${JSON.stringify(filler)}: ${growth} times`);
        }
      }
    }
    expect(slow).toEqual([]);
  }, 600_000);
});
