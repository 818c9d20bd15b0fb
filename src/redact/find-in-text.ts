/** Secrets in a whole text of any number of lines. */
import type {Detector, Span} from './detector.ts';
import type {KnownValues} from './known-values.ts';
import {LineJudge} from './line-judge.ts';

/** @param values What was found before is found again, and what is found is known from then on. */
export function findInText(text: string, detector: Detector, values: KnownValues): Span[] {
  if (!text.includes('\n')) return findInLines([text], detector, values);
  return findInLines(text.split('\n'), detector, values);
}

function findInLines(lines: readonly string[], detector: Detector, values: KnownValues): Span[] {
  const judge = new LineJudge(detector, values);
  const {version} = values;
  const found = lines.map((line) => judge.push(line.endsWith('\r') ? line.slice(0, -1) : line));
  // What a later line told may stand in an earlier one.
  const isAllKnown = values.version === version;
  const spans: Span[] = [];
  let offset = 0;
  lines.forEach((line, at) => {
    const inLine = isAllKnown ? found[at]! : judge.withKnown(line, found[at]!);
    for (const span of inLine) spans.push({...span, start: offset + span.start, end: offset + span.end});
    offset += line.length + 1;
  });
  return spans;
}
