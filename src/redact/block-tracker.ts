/**
 * Secrets that go over many lines: keys between a header and a footer. Each character of the body is masked, header and
 * footer stay. Lines come one after the other; what stands before the body on each of them (indentation, line numbers,
 * the `+` of a diff, a log's time) stays as well.
 */
import type {Span} from './detector.ts';
import type {BlockShape, RedactionRule} from './rule.ts';

/** A key's body is no longer than this; what follows is no key, even where the footer never came. */
const MAX_BODY_CHARS = 128 * 1024;

const MIN_CHARS_BEFORE_FOOTER = 16;
/** What stands below a footer is seldom a key's body: a shorter word is not believed to be. */
const MIN_REVERSED_CHARS = 16;
const BODY_SO_FAR = /^[\s+|│>]*[A-Za-z0-9+/=]*$/;

interface OpenBlock {
  rule: RedactionRule & {block: BlockShape};
  /** Where the header began in its line: bodies that are shown with a prefix begin there too. */
  column: number;
  bodyChars: number;
  /** It began with its footer: shown from the end to the beginning. */
  isReversed: boolean;
}

export class BlockTracker {
  private readonly rules: readonly (RedactionRule & {block: BlockShape})[];
  private open: OpenBlock | null = null;

  constructor(rules: readonly RedactionRule[]) {
    this.rules = rules.filter((rule) => rule.block !== undefined) as (RedactionRule & {block: BlockShape})[];
  }

  /** The footer has not come yet: the next line may be body. */
  get isOpen(): boolean {
    return this.open !== null;
  }

  /** Lines wait until it is known where the block ends. */
  get holdsLines(): boolean {
    return this.open !== null && !this.open.isReversed;
  }

  /** May what is there of the next line be the beginning of a body's line? */
  holds(line: string): boolean {
    return this.open !== null && BODY_SO_FAR.test(line);
  }

  /** @returns What of this line is body. */
  push(line: string): Span[] {
    const {spans, open} = this.read(line, this.open);
    this.open = open;
    return spans;
  }

  /** As `push` for one line after the other, but the next call sees them again. */
  peek(lines: readonly string[]): {spans: Span[][]; isOpen: boolean} {
    let open = this.open;
    const spans = lines.map((line) => {
      const result = this.read(line, open);
      open = result.open;
      return result.spans;
    });
    return {spans, isOpen: open !== null};
  }

  /** Forgets the header: what it began is gone. */
  reset(): void {
    this.open = null;
  }

  private read(line: string, openBefore: OpenBlock | null): {spans: Span[]; open: OpenBlock | null} {
    const spans: Span[] = [];
    let at = 0;
    let open = openBefore;
    if (line === '') return {spans, open};
    while (at < line.length) {
      if (open === null) {
        const header = this.findHeader(line, at);
        if (header === null) {
          // Shown from the end to the beginning (tac), a key begins with its footer.
          if (openBefore === null) open = this.openReversed(line.slice(at));
          break;
        }
        open = {rule: header.rule, column: header.start, bodyChars: 0, isReversed: false};
        at = header.end;
        const body = this.restOfHeader(open, line, at);
        spans.push(...body.spans);
        at = body.end;
        if (body.isClosed) open = null;
      } else {
        const body = readBody(open, line, at);
        spans.push(...body.spans);
        if (!body.isClosed) return {spans, open: {...open, bodyChars: open.bodyChars + line.length}};
        // A line that is neither body nor footer may be the header of the next block.
        open = null;
        at = body.end;
      }
    }
    return {spans, open};
  }

  private openReversed(line: string): OpenBlock | null {
    for (const rule of this.rules) {
      const match = rule.block.end.exec(line);
      if (match !== null) return {rule, column: match.index, bodyChars: 0, isReversed: true};
    }
    return null;
  }

  private findHeader(line: string, from: number) {
    const rest = line.slice(from);
    for (const rule of this.rules) {
      const match = rule.block.begin.exec(rest);
      if (match !== null) return {rule, start: from + match.index, end: from + match.index + match[0].length};
    }
    return null;
  }

  /** Behind the header on its own line: nothing, or in JSON and the like the whole body with `\n` for line ends. */
  private restOfHeader(open: OpenBlock, line: string, from: number) {
    const footer = open.rule.block.end.exec(line.slice(from));
    const end = footer === null ? line.length : from + footer.index;
    const spans: Span[] = [];
    for (const run of line.slice(from, end).matchAll(/(?:\\[nrt]|[A-Za-z0-9+/=]){4,}/g)) {
      const start = from + run.index;
      if (/[A-Za-z0-9+/=]{4}/.test(run[0])) spans.push({start, end: start + run[0].length, ruleId: open.rule.id});
    }
    return {spans, end: footer === null ? line.length : end + footer[0].length, isClosed: footer !== null};
  }
}

/** Header fields of PEM (RFC 1421) and OpenPGP armour, and the blank line behind them. */
const HEADER_FIELD = /^[\s>|│+-]*(?:[A-Za-z][A-Za-z-]{2,24}: \S.*|)$/;

/** What may stand around the body on its line: quotes and escaped line ends of source code, borders, numbers of lines. */
const DRESSED_BODY =
  /^(?:[\s"'`>|│:]|[+-] ?|\d{1,7}[:\t |│-]+)*([A-Za-z0-9+/=]+)(?:\\[nrt])*["'`]?[\s+,;|│\\)}\]]*(?:\^M)?\$?$/d;
/** The body's line, and behind it something else: a prompt that a key without a line end at its end left there. */
const GLUED_BODY = /^(?:[\s"'`>|│:]|[+-] ?|\d{1,7}[:\t |│-]+)*([A-Za-z0-9+/=]{40,})(?=[^A-Za-z0-9+/=])/d;
/** The body's line among other words. */
const LONG_WORD = /(?<=^|[\s"'`>|│:,])([A-Za-z0-9+/=]{48,})(?=[\s"'`|│,\\]|$)/d;
/** Where the header stood, in quotes that something follows. */
const QUOTED_BODY = /^([A-Za-z0-9+/=]{16,})(?=(?:\\[nrt])*["'`])/d;
/** A log's line: time and names, then the body. Words of a sentence are shorter. */
const LAST_WORD = /\s([A-Za-z0-9+/=]{24,})\s*$/d;

function readBody(open: OpenBlock, line: string, from: number): {spans: Span[]; end: number; isClosed: boolean} {
  const text = line.slice(from);
  const ruleId = open.rule.id;
  const footer = open.rule.block.end.exec(text);
  const body = footer === null ? text : text.slice(0, footer.index);
  const found = findBody(body, open.column);
  // Before the footer stands what stood before the header, seldom the body's end.
  const chars = found === null ? 0 : found[1] - found[0];
  const isBody = chars >= (footer !== null ? MIN_CHARS_BEFORE_FOOTER : open.isReversed ? MIN_REVERSED_CHARS : 1);
  const range = isBody ? found : null;
  const spans = range === null ? [] : [{start: from + range[0], end: from + range[1], ruleId}];
  if (footer !== null) return {spans, end: from + footer.index + footer[0].length, isClosed: true};
  // The last line of a body, which comes first, may be a short one.
  const isShort = open.isReversed && open.bodyChars === 0 && chars > 0;
  const goesOn = range !== null || isShort || HEADER_FIELD.test(text) || HEADER_FIELD.test(text.slice(open.column));
  if (goesOn && open.bodyChars + text.length <= MAX_BODY_CHARS) return {spans, end: line.length, isClosed: false};
  return {spans, end: range === null ? from : line.length, isClosed: true};
}

function findBody(text: string, column: number): [number, number] | null {
  const bare = DRESSED_BODY.exec(text)?.indices?.[1];
  if (bare !== undefined) return bare;
  const start = startOfRun(text, column);
  const rest = text.slice(start);
  const aligned = (DRESSED_BODY.exec(rest) ?? QUOTED_BODY.exec(rest))?.indices?.[1];
  if (aligned !== undefined) return [start + aligned[0], start + aligned[1]];
  return (
    LAST_WORD.exec(text)?.indices?.[1] ??
    GLUED_BODY.exec(text)?.indices?.[1] ??
    LONG_WORD.exec(text)?.indices?.[1] ??
    null
  );
}

/** A body that a shorter prompt pushed to the left begins before the header's column. */
function startOfRun(text: string, column: number): number {
  let start = Math.min(column, text.length);
  while (start > 0 && /[A-Za-z0-9+/=]/.test(text[start - 1]!)) start--;
  return start;
}
