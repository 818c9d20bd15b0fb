/** Tests of stored text in memory, equal to what SQL says of it: case counts, and order is that of the bytes in UTF-8. */
import {createPatternTest, type PatternPart} from '../pattern.ts';
import type {QueryNode} from '../query.ts';
import {parseNumber} from '../query-values.ts';
import {toStoredText} from '../stored-text.ts';

type RangeNode = Extract<QueryNode, {type: 'range'}>;
export type Test<T> = (value: T) => boolean;

/** @param parts Not just `*`. */
export function patternTest(parts: PatternPart[]): Test<string> {
  return createPatternTest(parts.map((part) => ('literal' in part ? {literal: toStoredText(part.literal)} : part)));
}

/** By value where all bounds are numbers, else by the alphabet. */
export function textRangeTest(node: RangeNode): Test<string> {
  const bounds = [node.lower, node.upper].flatMap((bound) => (bound === null ? [] : [bound.value]));
  const isNumeric = bounds.length > 0 && bounds.every((bound) => parseNumber(bound) !== null);
  if (!isNumeric) return betweenTest(node, (text) => Buffer.from(toStoredText(text)), Buffer.compare, Buffer.from);
  const test = numberRangeTest(node, parseNumber);
  return (text) => JSON_NUMBER.test(text) && test(Number(text));
}

/** What SQLite takes for a number of JSON. */
const JSON_NUMBER = /^[ \t\n\r]*-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?[ \t\n\r]*$/;

/** @param parse Never null: the query was compiled before, which refuses what is no value. */
export function numberRangeTest(node: RangeNode, parse: (text: string) => number | null): Test<number> {
  return betweenTest(
    node,
    (text) => parse(text) ?? Number.NaN,
    (a, b) => a - b,
    (value: number) => value,
  );
}

function betweenTest<Value, Comparable>(
  {lower, upper}: RangeNode,
  parse: (text: string) => Comparable,
  compare: (a: Comparable, b: Comparable) => number,
  convert: (value: Value) => Comparable,
): Test<Value> {
  const low = lower === null ? null : {bound: parse(lower.value), inclusive: lower.inclusive};
  const high = upper === null ? null : {bound: parse(upper.value), inclusive: upper.inclusive};
  return (value) => {
    const converted = convert(value);
    if (low !== null) {
      const order = compare(converted, low.bound);
      if (!(low.inclusive ? order >= 0 : order > 0)) return false;
    }
    if (high === null) return true;
    const order = compare(converted, high.bound);
    return high.inclusive ? order <= 0 : order < 0;
  };
}
