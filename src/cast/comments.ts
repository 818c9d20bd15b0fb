/** Comment lines (`#`, legal in asciicast v3 after line 1) by which a recording can be entered and continued. */
import type {RedactedText, Redaction, RedactionPlace} from '../redact/redacted.ts';

export type CastComment =
  /** First line of a member (after the header in the first): its number, and the time its first interval counts from. */
  | {kind: 'member'; member: number; startUs: number}
  /** A player can start here: `screen` draws what the terminal showed, on a fresh terminal of this size. */
  | {kind: 'keyframe'; us: number; columns: number; rows: number; screen: RedactedText}
  /** Last line of a member: the stream offset that is safe once this member is on disk. */
  | {kind: 'safe'; offset: number; us: number}
  /** The audit of one masking. */
  | {kind: 'redaction'; redaction: Redaction};

type Fields<Kind extends CastComment['kind']> = Omit<Extract<CastComment, {kind: Kind}>, 'kind'>;

/** Each of these returns one line with its line end. */
export const encodeMemberStart = ({member, startUs}: Fields<'member'>): string =>
  comment('ddcoterm', {member, startUs});
export const encodeKeyframe = ({us, columns, rows, screen}: Fields<'keyframe'>): string =>
  comment('keyframe', {us, columns, rows, screen});
export const encodeSafe = ({offset, us}: Fields<'safe'>): string => comment('safe', {offset, us});
export const encodeRedaction = ({ruleId, elapsedUs, place}: Redaction): string =>
  comment('redaction', {rule: ruleId, us: elapsedUs, place});

const comment = (word: string, fields: object): string => `#${word} ${JSON.stringify(fields)}\n`;

const COMMENT = /^#(ddcoterm|keyframe|safe|redaction) (\{.*\})\s*$/s;

const PLACES: readonly RedactionPlace[] = [
  'output',
  'input',
  'capture',
  'argv',
  'cwd',
  'title',
  'link',
  'clipboard',
  'tag',
  'env',
];

/** @returns Null for lines that are no comment, and for comments that are not ours or broken. */
export function parseComment(line: string): CastComment | null {
  const match = COMMENT.exec(line);
  if (match === null) return null;
  const fields = parseObject(match[2]!);
  return fields === null ? null : parseFields(match[1]!, fields);
}

function parseFields(word: string, fields: Record<string, unknown>): CastComment | null {
  const {member, startUs, us, columns, rows, screen, offset, rule, place} = fields;
  switch (word) {
    case 'ddcoterm':
      return isCount(member) && isCount(startUs) ? {kind: 'member', member, startUs} : null;
    case 'keyframe':
      if (!isCount(us) || !isSize(columns) || !isSize(rows) || typeof screen !== 'string') return null;
      return {kind: 'keyframe', us, columns, rows, screen: screen as RedactedText};
    case 'safe':
      return isCount(offset) && isCount(us) ? {kind: 'safe', offset, us} : null;
    default:
      if (typeof rule !== 'string' || !isCount(us) || !isPlace(place)) return null;
      return {kind: 'redaction', redaction: {ruleId: rule, elapsedUs: us, place}};
  }
}

/** @returns Null unless `json` is the text of a JSON object. */
export function parseObject(json: string): Record<string, unknown> | null {
  const value = parseJson(json);
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
}

/** @returns Undefined for text that is no JSON, as is to be expected in a broken file. */
export function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

export const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** A terminal's width or height: what fits the u16 of the window size that the kernel keeps. */
export const isSize = (value: unknown): value is number => isCount(value) && value <= 0xffff;

const isPlace = (value: unknown): value is RedactionPlace => PLACES.some((place) => place === value);
