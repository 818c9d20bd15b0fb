/** `ddcoterm logs`: a multi-line entry, its hits highlighted, each with the moment that shows it. */
import type {LogHit} from '../../store/store.ts';
import {eventOutcome, paintOutcome} from './outcome.ts';
import type {Palette} from './palette.ts';
import {printable, printableLines} from './printable.ts';
import {lineTimeUs, playHit} from './records-json.ts';
import {describeSession} from './session-table.ts';
import {formatOffset, formatStart} from './time.ts';

export interface LogEntryOptions {
  nowMs: number;
  palette: Palette;
  shortId(id: string): string;
  /** Lines shown around each hit. */
  context: number;
  /** Lines shown of an entry in which no single line is the hit. */
  headLines: number;
  /** What to highlight, see `highlightPattern`; null: nothing. */
  pattern: RegExp | null;
}

export function renderLogEntry(hit: LogHit, options: LogEntryOptions): string {
  return [...renderHead(hit, options), ...renderBody(hit, options), ''].map((line) => `${line}\n`).join('');
}

function renderHead(hit: LogHit, {palette, nowMs, shortId}: LogEntryOptions): string[] {
  const {log, session, event} = hit;
  const command = printable(event?.commandLine ?? describeSession(session));
  const outcome = event === null ? '' : `  ${paintOutcome(eventOutcome(event, session), palette)}`;
  const id = shortId(log.sessionId);
  return [
    `${palette.dim(formatStart(log.startedAtMs, nowMs))}  ${palette.bold(command)}${outcome}`,
    palette.dim(playHit(id, hit)),
  ];
}

function renderBody(hit: LogHit, options: LogEntryOptions): string[] {
  const lines = printableLines(hit.log.text);
  const timed = new Set(hit.lines.length > 0 ? hit.lines : hit.log.lineTimes.map(([line]) => line));
  const shown = shownLines(hit.lines, lines.length, options);
  const times = shown.filter((line) => timed.has(line)).map((line) => formatOffset(lineTimeUs(hit.log, line)));
  // Times rise, so the last one is the longest.
  const gutter = times.at(-1)?.length ?? 1;
  const body: string[] = [];
  let previous = -1;
  for (const number of shown) {
    if (number > previous + 1) body.push(omission(number - previous - 1, gutter, options.palette));
    const time = timed.has(number) ? formatOffset(lineTimeUs(hit.log, number)) : '';
    const text = lines[number] ?? '';
    body.push(`${options.palette.dim(`${time.padStart(gutter)} │`)} ${highlight(text, options)}`.trimEnd());
    previous = number;
  }
  if (previous < lines.length - 1) body.push(omission(lines.length - 1 - previous, gutter, options.palette));
  return body;
}

/** Line numbers, rising. */
function shownLines(hits: number[], count: number, {context, headLines}: LogEntryOptions): number[] {
  if (hits.length === 0) return Array.from({length: Math.min(count, headLines)}, (_, line) => line);
  const shown = new Set<number>();
  for (const hit of hits) {
    for (let line = Math.max(0, hit - context); line <= Math.min(count - 1, hit + context); line++) shown.add(line);
  }
  return [...shown].sort((a, b) => a - b);
}

function omission(count: number, gutter: number, palette: Palette): string {
  return palette.dim(`${'⋮'.padStart(gutter)}   ${count} ${count === 1 ? 'line' : 'lines'}`);
}

function highlight(text: string, {pattern, palette}: LogEntryOptions): string {
  return pattern === null ? text : text.replace(pattern, (match) => palette.bold(palette.yellow(match)));
}
