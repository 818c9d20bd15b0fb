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

const IDLE: ManifestState = {indent: 0, kind: 'unknown', section: null, told: []};
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
const ITEM = /^(\s*)- /;
const KIND = /^\s*["']?kind["']?\s*:\s*["']?(\w+)["']?,?\s*$/;
const SECTION = /^\s*["']?(?:data|stringData)["']?\s*:\s*\{?\s*$/;
const ENTRY = /^\s*(?:"[^"]{1,253}"|'[^']{1,253}'|[\w.-]{1,253})\s*:\s*(?<value>\S.*)$/d;
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

  read(raw: string, state: ManifestState): LineReading<ManifestState> {
    const inOneLine = ONE_LINE_KIND.test(raw) ? readOneLine(raw) : [];
    if (inOneLine.length > 0) return {spans: inOneLine, state};
    const offset = GUTTER.exec(raw)?.[0].length ?? 0;
    const line = raw.slice(offset).replace(ITEM, '$1  ');
    if (line.trim() === '') return {spans: [], state};
    if (DOCUMENT_END.test(line)) return {spans: [], state: IDLE};
    const indent = line.length - line.trimStart().length;
    const kind = KIND.exec(line)?.[1];
    if (kind !== undefined && (state.section === null || indent <= state.section.indent)) {
      return this.readKind(kind, indent, state);
    }
    if (SECTION.test(line) && (state.section === null || indent <= state.section.indent)) {
      const known = indent === state.indent ? state : IDLE;
      return {spans: [], state: {...known, indent, section: {indent, entryIndent: null}}};
    }
    return state.section === null ? this.readOther(indent, state) : this.readEntry(line, offset, indent, state);
  }

  holds(line: string, {section}: ManifestState): boolean {
    return section !== null && line.length - line.trimStart().length > section.indent;
  }

  private readKind(kind: string, indent: number, state: ManifestState): LineReading<ManifestState> {
    if (kind !== 'Secret') return {spans: [], state: {...IDLE, indent, kind: 'other'}};
    const told = state.indent === indent ? state.told : [];
    return {spans: [], told, state: {...IDLE, indent, kind: 'secret'}};
  }

  /** Fields that are no values: a line further out ends the document. */
  private readOther(indent: number, state: ManifestState): LineReading<ManifestState> {
    return {spans: [], state: indent < state.indent ? IDLE : state};
  }

  private readEntry(line: string, offset: number, indent: number, state: ManifestState): LineReading<ManifestState> {
    const section = state.section!;
    if (indent <= section.indent) return this.readOther(indent, {...state, section: null});
    const entryIndent = section.entryIndent ?? indent;
    const span = indent > entryIndent ? wholeLine(line) : entryValue(line);
    const next = {...state, section: {...section, entryIndent}};
    if (span === null || state.kind === 'other') return {spans: [], state: next};
    const value = line.slice(span.start, span.end);
    if (state.kind === 'secret' || isEncodedText(value))
      return {spans: [{...span, start: span.start + offset, end: span.end + offset}], state: next};
    const told = [...state.told, {value, ruleId: RULE_ID}].slice(-MAX_TOLD);
    return {spans: [], state: {...next, told}};
  }
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
