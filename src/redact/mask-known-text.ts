/** Known values in text as it came, with its sequences: it waits to leave, and what tells its secrets came later. */
import type {Findings} from './findings.ts';
import type {KnownValues} from './known-values.ts';
import {afterInvisible} from './plain-scanner.ts';
import type {RedactionPlace} from './redacted.ts';

const CONTROL_SEQUENCE = /\x1b\[[0-?]*[ -/]*[@-~]/y;

/** @param held All of the stream that has not left. */
export function maskKnownText(held: string, place: RedactionPlace, values: KnownValues, findings: Findings): void {
  if (values.firstIn(held, 0, afterInvisible) === Number.POSITIVE_INFINITY) return;
  const {text, starts} = readVisible(held);
  for (const {start, end, ruleId} of values.find(text)) {
    const first = findings.released + starts[start]!;
    const isNew = !findings.isMasked(first);
    for (let at = start; at < end; at++) findings.maskText(text[at]!, findings.released + starts[at]!);
    if (isNew) findings.report(ruleId, place, first);
  }
}

/** The text without what shows nothing, and where each character of that stands; other controls stay and divide it. */
function readVisible(source: string): {text: string; starts: number[]} {
  let text = '';
  const starts: number[] = [];
  for (let at = 0; at < source.length; ) {
    const end = source.charCodeAt(at) < 0x20 ? afterInvisible(source, at) : at;
    if (end > at) {
      at = end;
      continue;
    }
    text += source[at];
    starts.push(at);
    // What a sequence consists of is no text, and without its end all that follows would be.
    CONTROL_SEQUENCE.lastIndex = at;
    at = CONTROL_SEQUENCE.test(source) ? CONTROL_SEQUENCE.lastIndex : at + 1;
  }
  return {text, starts};
}
