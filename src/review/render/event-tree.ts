import type {SessionRecord} from '../../store/records.ts';
import type {EventNode} from '../event-tree.ts';
import {type OutlineLine, outline} from '../outline.ts';
import {eventOutcome, paintOutcome} from './outcome.ts';
import type {Palette} from './palette.ts';
import {printable} from './printable.ts';
import {describeProcess} from './process-line.ts';
import {formatDuration, formatOffset} from './time.ts';

/** More processes below one command are counted, not listed, and of one parent: a build starts ten thousand. */
const MAX_PROCESSES = 200;
const MAX_CHILDREN = 50;

/** Commands with number, moment, duration and outcome; what ran under them indented, processes with their id. */
export function renderEventTree(nodes: readonly EventNode[], session: SessionRecord, palette: Palette): string[] {
  const lines = nodes.flatMap((node) => outline(node, MAX_PROCESSES, MAX_CHILDREN));
  const cells = lines.map((line) => cellsOf(line, session));
  const widths = [0, 1, 2, 3].map((column) => Math.max(...cells.map((row) => row[column]!.length)));
  const ownUid = nodes.find(({event}) => event.kind === 'command' && event.uid !== null)?.event.uid ?? null;
  return lines.map((line, index) => {
    const [number, at, time, exit] = cells[index]!.map((cell, column) => cell.padStart(widths[column]!)) as Row;
    if (line.kind === 'omitted')
      return palette.dim(`${' '.repeat(sum(widths) + 8)}${indent(line.depth)}${describeOmitted(line)}`);
    const {event} = firstOf(line);
    const outcome = paintOutcome({...eventOutcome(event, session), text: exit}, palette);
    const before = `${palette.cyan(number)}  ${palette.dim(at)}  ${time}  ${outcome}  `;
    if (event.kind === 'command') return `${before}${indent(line.depth)}${printable(event.commandLine)}`;
    return before + palette.dim(`${indent(line.depth)}${describeProcess(line, ownUid)}`);
  });
}

type Row = [number: string, at: string, time: string, exit: string];
type EventLine = Exclude<OutlineLine, {kind: 'omitted'}>;

export const firstOf = (line: EventLine): EventNode => (line.kind === 'event' ? line.node : line.nodes[0]!);

export const describeOmitted = ({count, failed}: Extract<OutlineLine, {kind: 'omitted'}>): string =>
  `… ${count} more${failed > 0 ? `, ${failed} failed` : ''}`;

function cellsOf(line: OutlineLine, session: SessionRecord): Row {
  if (line.kind === 'omitted') return ['', '', '', ''];
  const {event, number} = firstOf(line);
  const id = number === null ? String(event.pid ?? '') : `#${number}`;
  return [id, formatOffset(event.startUs), durationOf(line), eventOutcome(event, session).text];
}

/** Of processes that are alike: of all of them together. */
export function durationOf(line: EventLine): string {
  const events = line.kind === 'event' ? [line.node.event] : line.nodes.map(({event}) => event);
  const times = events.map(({startUs, endUs}) => (endUs === null ? null : endUs - startUs));
  return times.includes(null) ? '' : formatDuration(sum(times as number[]));
}

/** Deep trees of shells that start shells stay on the page. */
const indent = (depth: number): string => (depth === 0 ? '' : `${'  '.repeat(Math.min(depth, 12) - 1)}└ `);
const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);
