/** A line of a stranger must not hang the agent: no rule needs more than linear time. */
import {Detector} from '../../src/redact/detector.ts';
import {BUILT_IN_RULES} from '../../src/redact/rules/index.ts';

const LENGTH = 64 * 1024;
/** Generous, for a busy machine; what is quadratic takes minutes. */
const LIMIT_MS = 1500;
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

describe.each(BUILT_IN_RULES.map((rule) => [rule.id, rule] as const))('rule %s', (_id, rule) => {
  const detector = Detector.for([rule]);
  const candidates = new Set([0]);

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
        for (const line of [
          start + filler.repeat(LENGTH / filler.length),
          (start + filler).repeat(LENGTH / (start.length + filler.length)),
        ]) {
          const startedMs = performance.now();
          detector.find(line, candidates);
          detector.unfinished(line, candidates);
          const ms = performance.now() - startedMs;
          if (ms > LIMIT_MS) slow.push(`${JSON.stringify(start)} + ${JSON.stringify(filler)}: ${Math.round(ms)} ms`);
        }
      }
    }
    expect(slow).toEqual([]);
  }, 600_000);
});
