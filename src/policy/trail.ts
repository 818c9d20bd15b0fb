/**
 * What was decided about an invocation before it started, for the store: every entry becomes an event of its session. The
 * host carries the trail from the verdict to HELLO, so that it survives an agent that goes away in between.
 */

export const VERDICT_CODES = [
  'policy.lint.continued',
  'policy.lint.aborted',
  'policy.lint.denied',
  'policy.lint.allowed',
  'policy.rule.matched',
  'policy.error.passed',
  'policy.error.blocked',
  'policy.approval.asked',
  'policy.approval.granted',
  'policy.approval.denied',
  'policy.approval.expired',
  'policy.approval.withdrawn',
  'policy.glass.broken',
  'policy.incident.attached',
] as const;

export type VerdictCode = (typeof VERDICT_CODES)[number];

/**
 * What happened, before the detail: lists of events show the text and not the code. None for an incident, whose detail begins
 * with its name, which becomes a tag.
 */
export const VERDICT_WORDS: Readonly<Record<Exclude<VerdictCode, 'policy.incident.attached'>, string>> = {
  'policy.lint.continued': 'Went on after',
  'policy.lint.aborted': 'Stopped after',
  'policy.lint.denied': 'Denied without a terminal by',
  'policy.lint.allowed': 'Allowed without a terminal after',
  'policy.rule.matched': 'Decided by',
  'policy.error.passed': 'Passed over:',
  'policy.error.blocked': 'Blocked:',
  'policy.approval.asked': 'Approval asked for:',
  'policy.approval.granted': 'Approved:',
  'policy.approval.denied': 'Denied:',
  'policy.approval.expired': 'Nobody decided in time:',
  'policy.approval.withdrawn': 'Withdrawn:',
  'policy.glass.broken': 'Glass broken:',
};

export interface VerdictEntry {
  code: VerdictCode;
  /** In words. Not redacted yet. */
  detail: string;
}

/** So many entries of so many characters are kept: a trail is text that a host carries. */
const MAX_ENTRIES = 100;
const MAX_DETAIL_CHARS = 2_000;
/** A host takes frames of 16 KiB from the agent. */
const MAX_TRAIL_BYTES = 12 * 1024;

export function renderTrail(trail: readonly VerdictEntry[]): string {
  const entries = trail.slice(0, MAX_ENTRIES);
  for (let maxChars = MAX_DETAIL_CHARS; ; maxChars = Math.floor(maxChars / 2)) {
    const text = JSON.stringify(entries.map(({code, detail}) => [code, detail.slice(0, maxChars)]));
    if (Buffer.byteLength(text) <= MAX_TRAIL_BYTES) return text;
  }
}

/** What is no trail says nothing: it comes from a host, and a session must not fail by it. */
export function parseTrail(text: string): VerdictEntry[] {
  const entries = parseList(text).filter(
    (entry): entry is [VerdictCode, string] =>
      Array.isArray(entry) && VERDICT_CODES.includes(entry[0]) && typeof entry[1] === 'string',
  );
  return entries.slice(0, MAX_ENTRIES).map(([code, detail]) => ({code, detail: detail.slice(0, MAX_DETAIL_CHARS)}));
}

function parseList(text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
