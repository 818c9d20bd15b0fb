/** Secrets in a whole text of any number of lines. */
import type {Detector, Span} from './detector.ts';
import {LineJudge} from './line-judge.ts';

export function findInText(text: string, detector: Detector): Span[] {
  if (!text.includes('\n')) return findInLines([text], detector);
  return findInLines(text.split('\n'), detector);
}

function findInLines(lines: readonly string[], detector: Detector): Span[] {
  const judge = new LineJudge(detector);
  const spans: Span[] = [];
  let start = 0;
  for (const line of lines) {
    for (const span of judge.push(line.endsWith('\r') ? line.slice(0, -1) : line)) {
      spans.push({...span, start: start + span.start, end: start + span.end});
    }
    start += line.length + 1;
  }
  return spans;
}
