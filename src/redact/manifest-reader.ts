/**
 * Manifests of Kubernetes' Secrets, in YAML and in JSON: every value below `data` and `stringData` is secret. Its kind
 * stands above them in what people write, and below them in what `kubectl get -o yaml` prints.
 */
import {isUtf8} from 'node:buffer';
import type {Span} from './detector.ts';
import type {LineReader, LineReading, Told} from './line-reader.ts';
import {isPlaceholder} from './rules/value.ts';

const RULE_ID = 'kubernetes-secret';

interface ManifestState {
  /** What stands around the document's lines, where no known gutter does. */
  dress: Dress | null;
  /** How far in the fields of the document stand, where that is known. */
  indent: number;
  kind: 'secret' | 'other' | 'unknown';
  /** In a section of values. */
  section: Section | null;
  /** Values of a section above, in case the kind makes them secret. */
  told: readonly Told[];
}

interface Section {
  indent: number;
  /** Of its entries; below one a block of lines may stand. */
  entryIndent: number | null;
}

/** A log's time, a commit and its author, quotes of source code: as wide on each line as on the one that began it. */
interface Dress {
  columns: number;
  /** The quote that closes each line, or all that follows it. */
  close: string;
}

/** The document's own part of a line: what stands there, and from which place on. */
interface Bare {
  text: string;
  offset: number;
  dress: Dress | null;
}

const IDLE: ManifestState = {dress: null, indent: 0, kind: 'unknown', section: null, told: []};
const MAX_DRESSED_CHARS = 512;
/** A section of a document that never tells its kind. */
const MAX_TOLD = 200;

/** What stands before a line: numbers, the sign of a diff, the second prompt of a shell, a file's or a container's name, a time. */
const GUTTER = new RegExp(
  `^(?:${[
    '(?:[a-z]+> |> )',
    '\\s{0,8}\\d{1,7}(?:\\t| ?[:│|] ?| (?= *["\\w-]))',
    '[+-](?=[ "\\w])',
    '[\\w./-]{1,100}[:-]\\d{1,7}[:-]',
    '[\\w./-]{1,60} {1,20}\\| ',
    '\\[[\\w./ -]{1,100}\\] ',
    '[A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d [\\w.-]{1,60} [\\w./-]{1,60}(?:\\[\\d+\\])?: ',
    '\\d{4}-\\d\\d-\\d\\d[T ][\\d:.,Z+-]{8,32} ',
  ].join('|')})`,
);
/** A field that begins a document or a section of it, behind anything. */
const DRESSED =
  /^(?<dress>.*?[^\w\s-]\s?|.{1,200}?\s)\s*(?:(?:data|"data"|'data'|stringData|"stringData"|'stringData')\s*:\s*\{?|(?:kind|"kind"|'kind')\s*:\s*["']?Secret["']?,?)(?<close>(?:\\[nrt])*["'`].*|[\s+,;)}\]\\]*\$?)$/;
const OPENING_QUOTE = /["'`](?=\s*$)/;
/** `cat -A` and `sed -n l` mark where a line ends. */
const END_MARK = /\$$/;
const TAB_COLUMNS = 8;
const ITEM = /^(\s*)- /;
const KIND = /^\s*["']?kind["']?\s*:\s*["']?(\w+)["']?,?\s*$/;
const SECTION = /^\s*["']?(?:data|stringData)["']?\s*:\s*\{?\s*$/;
const ENTRY = /^\s*(?:"[^"]{1,253}"|'[^']{1,253}'|[\w.-]{1,253})\s*:\s*(?<value>\S.*)$/d;
/** Of a document in YAML or JSON: a field, an item, a comment, a bracket. */
const FIELD = /^\s*(?:["']?[\w./-]{1,253}["']?\s*:(?:\s|$)|[-#[\]{}])/;
const BLOCK = /^[|>][+-]?\d?$/;
const BASE64 = /^[A-Za-z0-9+/]{8,}={0,2}$/;
const PRINTABLE = /^[\s\x20-\x7e\u00a0-\uffff]+$/;
const ONE_LINE_KIND = /(?:\b|\\n)kind["'\\]{0,3}:\s?["'\\]{0,3}Secret\b/;
const ONE_LINE_SECTION = /(?:\b|\\n)(?:data|stringData)["'\\]{0,3}:\s{0,8}\{?/g;
const ONE_LINE_ENTRY = /([\w.-]{1,253})["'\\]{0,3}:\s{0,8}["'\\]{0,3}([^\s"'\\,{}]+)/dg;
/** Fields of the manifest itself, behind a section without braces. */
const FIELDS = new Set(['kind', 'metadata', 'type', 'apiVersion', 'immutable', 'data', 'stringData']);
const DOCUMENT_END = /^\s*(?:---|\.\.\.)/;

export class ManifestReader implements LineReader<ManifestState> {
  readonly idle = IDLE;

  read(raw: string, stateBefore: ManifestState): LineReading<ManifestState> {
    const inOneLine = ONE_LINE_KIND.test(raw) ? readOneLine(raw) : [];
    if (inOneLine.length > 0) return {spans: inOneLine, state: stateBefore};
    const reading = this.readBare(raw, stateBefore);
    // What is no line of the document that was read so may be one of another.
    return reading.state === IDLE && stateBefore.dress !== null ? this.readBare(raw, IDLE) : reading;
  }

  private readBare(raw: string, stateBefore: ManifestState): LineReading<ManifestState> {
    const {text, offset, dress} = undress(raw, stateBefore.dress);
    const state = dress === stateBefore.dress ? stateBefore : {...IDLE, dress};
    const line = text.replace(ITEM, '$1  ');
    if (line.trim() === '') return {spans: [], state};
    if (DOCUMENT_END.test(line)) return {spans: [], state: IDLE};
    const indent = line.length - line.trimStart().length;
    const kind = KIND.exec(line)?.[1];
    if (kind !== undefined && (state.section === null || indent <= state.section.indent)) {
      return this.readKind(kind, indent, state);
    }
    if (SECTION.test(line) && (state.section === null || indent <= state.section.indent)) {
      const known = indent === state.indent ? state : {...IDLE, dress: state.dress};
      return {spans: [], state: {...known, indent, section: {indent, entryIndent: null}}};
    }
    return state.section === null ? this.readOther(line, indent, state) : this.readEntry(line, offset, indent, state);
  }

  holds(raw: string, {section, dress}: ManifestState): boolean {
    if (section === null) return false;
    const line = undress(raw, dress).text;
    return line.length - line.trimStart().length > section.indent;
  }

  private readKind(kind: string, indent: number, state: ManifestState): LineReading<ManifestState> {
    const {dress} = state;
    if (kind !== 'Secret') return {spans: [], state: {...IDLE, dress, indent, kind: 'other'}};
    const told = state.indent === indent ? state.told : [];
    return {spans: [], told, state: {...IDLE, dress, indent, kind: 'secret'}};
  }

  /** Fields that are no values: a line further out, or what is no field, ends the document. */
  private readOther(line: string, indent: number, state: ManifestState): LineReading<ManifestState> {
    const isOver = indent < state.indent || (indent === state.indent && !FIELD.test(line));
    return {spans: [], state: isOver ? IDLE : state};
  }

  private readEntry(line: string, offset: number, indent: number, state: ManifestState): LineReading<ManifestState> {
    const section = state.section!;
    if (indent <= section.indent) {
      // Tools that arrange fields in columns take the indentation away.
      const flat = state.kind === 'other' ? null : flatEntry(line);
      if (flat !== null) return {spans: [movedBy(offset, flat)], state};
      return this.readOther(line, indent, {...state, section: null});
    }
    const entryIndent = section.entryIndent ?? indent;
    const span = indent > entryIndent ? wholeLine(line) : entryValue(line);
    const next = {...state, section: {...section, entryIndent}};
    if (span === null || state.kind === 'other') return {spans: [], state: next};
    const value = line.slice(span.start, span.end);
    if (state.kind === 'secret' || isEncodedText(value)) return {spans: [movedBy(offset, span)], state: next};
    const told = [...state.told, {value, ruleId: RULE_ID}].slice(-MAX_TOLD);
    return {spans: [], state: {...next, told}};
  }
}

/** What is left of a line without what stands around all of them. */
function undress(raw: string, known: Dress | null): Bare {
  if (known !== null) {
    const offset = placeOfColumn(raw, known.columns);
    if (raw.slice(0, offset).trim() !== '' || known.columns === offset) return bareAt(raw, offset, known);
  }
  const offset = GUTTER.exec(raw)?.[0].length ?? 0;
  const text = raw.slice(offset);
  if (KIND.test(text) || SECTION.test(text)) return {text, offset, dress: null};
  const {dress, close = ''} = (mayBeDressed(raw) ? DRESSED.exec(raw)?.groups : undefined) ?? {};
  if (dress === undefined) return {text: text.replace(END_MARK, ''), offset, dress: null};
  return bareAt(raw, dress.length, {
    columns: columnsOf(dress),
    close: OPENING_QUOTE.exec(dress)?.[0] ?? close.trimEnd(),
  });
}

const mayBeDressed = (raw: string): boolean => raw.length <= MAX_DRESSED_CHARS && /data|kind/i.test(raw);

function bareAt(raw: string, offset: number, dress: Dress): Bare {
  const text = raw.slice(offset);
  const {close} = dress;
  const end = close === '' ? -1 : text.lastIndexOf(close);
  const bare = end === -1 ? text.replace(END_MARK, '') : text.slice(0, end).replace(/(?:\\[nrt])+$/, '');
  return {text: bare, offset, dress};
}

const columnsOf = (text: string): number => [...text].reduce((column, character) => nextColumn(column, character), 0);
const nextColumn = (column: number, character: string): number =>
  character === '\t' ? (Math.floor(column / TAB_COLUMNS) + 1) * TAB_COLUMNS : column + 1;

/** Where in the text a column begins; its end where it is shorter. */
function placeOfColumn(text: string, columns: number): number {
  let at = 0;
  for (let column = 0; at < text.length && column < columns; at++) column = nextColumn(column, text[at]!);
  return at;
}

const movedBy = (offset: number, span: Span): Span => ({...span, start: span.start + offset, end: span.end + offset});

/** A value without indentation that only a Secret has. */
function flatEntry(line: string): Span | null {
  const key =
    ENTRY.exec(line)?.[0]
      .split(':')[0]
      ?.replace(/["'\s]/g, '') ?? '';
  const span = FIELDS.has(key) ? null : entryValue(line);
  return span !== null && isEncodedText(line.slice(span.start, span.end)) ? span : null;
}

/** What is no Secret has text as it is below `data`; only Secrets encode it. */
function isEncodedText(value: string): boolean {
  if (!BASE64.test(value) || value.length % 4 !== 0) return false;
  const bytes = Buffer.from(value, 'base64');
  return isUtf8(bytes) && PRINTABLE.test(bytes.toString('utf8'));
}

/** JSON without line ends, and YAML whose line ends somebody wrote as `\n` or as blanks. */
function readOneLine(line: string): Span[] {
  const spans: Span[] = [];
  for (const section of line.matchAll(ONE_LINE_SECTION)) {
    const start = section.index + section[0].length;
    const brace = section[0].endsWith('{') ? line.indexOf('}', start) : -1;
    const entries = line.slice(start, brace === -1 ? line.length : brace);
    for (const {1: key, indices} of entries.matchAll(ONE_LINE_ENTRY)) {
      if (FIELDS.has(key!)) break;
      const [from, to] = indices![2]!;
      if (!isPlaceholder(entries.slice(from, to))) spans.push({start: start + from, end: start + to, ruleId: RULE_ID});
    }
  }
  return spans;
}

const wholeLine = (line: string): Span => ({
  start: line.length - line.trimStart().length,
  end: line.trimEnd().length,
  ruleId: RULE_ID,
});

function entryValue(line: string): Span | null {
  const match = ENTRY.exec(line);
  const range = match?.indices?.groups?.value;
  if (range === undefined) return null;
  const text = line.slice(range[0]).trimEnd().replace(/,$/, '');
  const quote = /^["'](?=.*["']$)/.test(text) ? 1 : 0;
  const value = text.slice(quote, text.length - quote);
  if (value === '' || BLOCK.test(value) || isPlaceholder(value)) return null;
  const start = range[0] + quote;
  return {start, end: start + value.length, ruleId: RULE_ID};
}
