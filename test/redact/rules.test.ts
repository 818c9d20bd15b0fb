import {Detector} from '../../src/redact/detector.ts';
import {ALL_RULES, BUILT_IN_RULES} from '../../src/redact/rules/index.ts';
import {TextRedactor} from '../../src/redact/text-redactor.ts';

describe.each(ALL_RULES.map((rule) => [rule.id, rule] as const))('rule %s', (_id, rule) => {
  const alone = new TextRedactor([rule]);

  test('masks something in each of its hits, and names itself', () => {
    const unmasked = rule.hits.filter((text) => {
      const {text: redacted, ruleIds} = alone.redactText(text);
      return !redacted.includes('****') || !ruleIds.includes(rule.id);
    });
    expect(unmasked).toEqual([]);
  });

  test('leaves its misses as they are', () => {
    const masked = rule.misses
      .map((text) => alone.redactText(text).text)
      .filter((text, at) => text !== rule.misses[at]);
    expect(masked).toEqual([]);
  });

  test('has lower-case keywords or openings, one of which is in each line with a hit', () => {
    expect(rule.keywords.every((word) => /^[ -~]+$/.test(word) && word === word.toLowerCase())).toBe(true);
    const detector = Detector.for([rule]);
    expect(rule.hits.filter((hit) => detector.candidates(hit).size === 0)).toEqual([]);
  });

  test('has a pattern with the flags g and d, and an `unfinished` with d', () => {
    expect(rule.pattern.flags).toMatch(/^(?=.*d)(?=.*g)/);
    if (rule.unfinished) expect(rule.unfinished.flags).toMatch(/^(?=.*d)[^g]*$/);
  });
});

describe('BUILT_IN_RULES', () => {
  test('have ids of their own', () => {
    expect(new Set(ALL_RULES.map((rule) => rule.id)).size).toBe(ALL_RULES.length);
  });

  test('together leave every miss as it is', () => {
    const all = new TextRedactor(BUILT_IN_RULES);
    const misses = BUILT_IN_RULES.flatMap((rule) => rule.misses);
    expect(misses.map((text) => all.redactText(text).text).filter((text, at) => text !== misses[at])).toEqual([]);
  });
});
