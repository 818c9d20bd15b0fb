/**
 * Values in a line below the one that says that they are secret: `value:` below `name: DB_PASSWORD`, a block of YAML, a list of
 * recovery codes, and what a command like `wg genkey` prints.
 */
import type {Detector, Span} from './detector.ts';
import {KeywordAutomaton} from './keyword-automaton.ts';
import type {LineReader, LineReading} from './line-reader.ts';
import {BELOW_RULE, PRINTING_COMMAND, PRINTING_COMMAND_WORDS} from './rules/below.ts';
import {isPath, isPlaceholder, looksSecret, SECRET_NAME} from './rules/value.ts';
import {looksRandom} from './spreading.ts';

type State =
  | {kind: 'idle'}
  /** An entry was named; the field with its value comes within so many lines. */
  | {kind: 'named'; lines: number}
  /** A block of YAML: every line that stands further in. */
  | {kind: 'block'; indent: number}
  /** A heading: words that stand alone on their line. */
  | {kind: 'heading'; lines: number; wants: Wanted};

/** What is believed below a heading. */
type Wanted = 'any' | 'secret' | 'random';

const IDLE: State = {kind: 'idle'};
/** Other fields, and a blank line, may stand between. */
const MAX_LINES_BETWEEN = 2;

/** What stands before a line: the sign of a diff, a number. */
const GUTTER = /^(?:\s{0,8}\d{1,7}(?:\t|[:│|] ?)|[+-](?=\s))?/;
const NAME = `[\\w./:@-]{0,120}?${SECRET_NAME}\\d{0,3}`;
const NAMED = new RegExp(`^\\s*(?:- )?["']?(?:name|key)["']?\\s?[:=]\\s?["']?${NAME}["']?,?\\s*$`, 'i');
const NAMED_IN_PLIST = new RegExp(`^\\s*<key>${NAME}</key>\\s*$`, 'i');
const FIELD = /^\s*["']?[\w.-]{1,60}["']?\s?[:=]/;
const VALUE = /^\s*["']?(?:value|default)["']?\s?[:=]\s?["']?(?<value>[^"'\n]*[^"'\s,])["']?,?\s*$/di;
const VALUE_IN_PLIST = /^\s*<string>(?<value>[^<]+)<\/string>/d;
const BLOCK = new RegExp(`^(\\s*)(?:- )?["']?${NAME}["']?:\\s*[|>][+-]?\\d?\\s*$`, 'i');
/** Most lines end otherwise, which is told quickly. */
const BLOCK_END = /[|>][+-]?\d?\s*$/;
const HEADING_END = /:\s*$/;
const HEADING = new RegExp(`(?:^|[\\s"'])(?<name>${NAME})(?:\\s\\([^)\\n]{1,40}\\)|\\s[a-z ]{1,40})?:\\s*$`, 'i');
/** Behind the sign of a list. */
const ALONE = /^\s*(?:[-*•] |\d{1,2}[.)] )?["'`]?(?<value>[^\s"'`]{6,400})["'`]?\s*$/d;

export class NamedValueReader implements LineReader<State> {
  readonly idle = IDLE;
  private readonly isOn: boolean;

  constructor(detector: Pick<Detector, 'rules'>) {
    this.isOn = detector.rules.some(({id}) => id === BELOW_RULE);
  }

  read(raw: string, state: State): LineReading<State> {
    if (!this.isOn) return {spans: [], state: IDLE};
    const offset = GUTTER.exec(raw)![0].length;
    const line = raw.slice(offset);
    const {spans, state: next} = readLine(line, state);
    return {spans: spans.map((span) => ({...span, start: span.start + offset, end: span.end + offset})), state: next};
  }

  holds(line: string, state: State): boolean {
    if (state.kind === 'idle' || line.trim() === '') return false;
    if (state.kind === 'heading') return /^\s*(?:[-*•] |\d{1,2}[.)] )?\S*\s*$/.test(line);
    return state.kind === 'named' ? /^\s*["'<]?(?:v|d|s)/i.test(line.slice(GUTTER.exec(line)![0].length)) : true;
  }
}

function readLine(line: string, state: State): LineReading<State> {
  if (state.kind === 'named') return readNamed(line, state.lines);
  if (state.kind === 'block') return readBlock(line, state);
  if (state.kind === 'heading') return readBelowHeading(line, state);
  return {spans: [], state: stateAfter(line)};
}

/** What a line announces. */
function stateAfter(line: string): State {
  if (NAMED.test(line) || NAMED_IN_PLIST.test(line)) return {kind: 'named', lines: MAX_LINES_BETWEEN};
  const block = BLOCK_END.test(line) ? BLOCK.exec(line) : null;
  if (block !== null) return {kind: 'block', indent: block[1]!.length};
  if (printsSecret(line)) return {kind: 'heading', lines: 0, wants: 'any'};
  const name = HEADING_END.test(line) ? HEADING.exec(line)?.groups?.name : undefined;
  if (name === undefined) return IDLE;
  // A prompt looks the same, and what the command prints that asked for a password may be a hash.
  return {kind: 'heading', lines: 1, wants: /pass|pw/i.test(name) ? 'random' : 'secret'};
}

const commandWords = new KeywordAutomaton(PRINTING_COMMAND_WORDS.map((word) => [word, 0]));

function printsSecret(line: string): boolean {
  const found = new Set<number>();
  commandWords.collect(line, found);
  return found.size > 0 && PRINTING_COMMAND.test(line);
}

function readNamed(line: string, lines: number): LineReading<State> {
  const span = valueSpan(VALUE.exec(line) ?? VALUE_IN_PLIST.exec(line));
  if (span !== null) return {spans: [span], state: IDLE};
  if (NAMED.test(line) || NAMED_IN_PLIST.test(line)) return {spans: [], state: stateAfter(line)};
  const goesOn = lines > 1 && FIELD.test(line) && !VALUE.test(line);
  return {spans: [], state: goesOn ? {kind: 'named', lines: lines - 1} : stateAfter(line)};
}

function readBlock(line: string, state: State & {kind: 'block'}): LineReading<State> {
  if (line.trim() === '') return {spans: [], state};
  const start = line.length - line.trimStart().length;
  if (start <= state.indent) return {spans: [], state: stateAfter(line)};
  const end = line.trimEnd().length;
  // Keys have rules of their own, which leave their headers readable.
  const isHeader = /^\s*-----|\{\{|\$\{/.test(line);
  return {spans: isHeader ? [] : [{start, end, ruleId: BELOW_RULE}], state};
}

function readBelowHeading(line: string, state: State & {kind: 'heading'}): LineReading<State> {
  if (line.trim() === '' && state.lines > 0) return {spans: [], state: {...state, lines: state.lines - 1}};
  const span = valueSpan(ALONE.exec(line));
  if (span === null || !isWanted(line.slice(span.start, span.end), state.wants))
    return {spans: [], state: stateAfter(line)};
  // Codes come as a list.
  return {spans: [span], state: {...state, lines: 0}};
}

function isWanted(value: string, wants: Wanted): boolean {
  if (wants === 'any') return !/[$#%>:]$/.test(value) && !isPath(value);
  if (wants === 'random') return looksRandom(value) && !/^[\da-f-]+$/i.test(value) && looksSecret(value);
  return (
    /\d/.test(value) &&
    !/:$/.test(value) &&
    (looksSecret(value) || /^\d{6,10}$|^\d{4}-\d{4}$|^[\da-f]{32,}$/i.test(value))
  );
}

function valueSpan(match: RegExpExecArray | null): Span | null {
  const range = match?.indices?.groups?.value;
  if (match === null || range === undefined || isPlaceholder(match.groups!.value!)) return null;
  return {start: range[0], end: range[1], ruleId: BELOW_RULE};
}
