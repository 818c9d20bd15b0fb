import type {SessionRecord} from '../../store/records.ts';
import type {EventNode} from '../event-tree.ts';
import {eventOutcome, paintOutcome} from './outcome.ts';
import type {Palette} from './palette.ts';
import {printable} from './printable.ts';
import {formatDuration, formatOffset} from './time.ts';

/** More processes below one command are counted, not listed: a build starts ten thousand. */
const MAX_CHILDREN = 50;

/** Commands with number, moment, duration and outcome; what ran under them indented. */
export function renderEventTree(nodes: readonly EventNode[], session: SessionRecord, palette: Palette): string[] {
  const flat = nodes.flatMap((node) => flatten(node, 0));
  const cells = flat.map((line) => cellsOf(line, session));
  const widths = [0, 1, 2, 3].map((column) => Math.max(...cells.map((row) => row[column]!.length)));
  return flat.map((line, index) => {
    const [number, at, time, exit] = cells[index]!.map((cell, column) => cell.padStart(widths[column]!)) as Row;
    if (line.kind === 'omitted')
      return palette.dim(`${' '.repeat(sum(widths) + 8)}${indent(line.depth)}… ${line.count} more`);
    const command = `${indent(line.depth)}${printable(line.node.event.commandLine)}`;
    const outcome = paintOutcome({...eventOutcome(line.node.event, session), text: exit}, palette);
    const isProcess = line.node.event.kind === 'process';
    return `${palette.cyan(number)}  ${palette.dim(at)}  ${time}  ${outcome}  ${isProcess ? palette.dim(command) : command}`;
  });
}

type Row = [number: string, at: string, time: string, exit: string];
type Line = {kind: 'node'; node: EventNode; depth: number} | {kind: 'omitted'; count: number; depth: number};

function flatten(node: EventNode, depth: number): Line[] {
  const lines: Line[] = [{kind: 'node', node, depth}];
  // Commands are all listed; only processes may be too many.
  const processes = node.children.filter(({event}) => event.kind === 'process');
  const hidden = new Set(processes.slice(MAX_CHILDREN));
  for (const child of node.children) if (!hidden.has(child)) lines.push(...flatten(child, depth + 1));
  if (hidden.size > 0) lines.push({kind: 'omitted', count: hidden.size, depth: depth + 1});
  return lines;
}

function cellsOf(line: Line, session: SessionRecord): Row {
  if (line.kind === 'omitted') return ['', '', '', ''];
  const {event, number} = line.node;
  const time = event.endUs === null ? '' : formatDuration(event.endUs - event.startUs);
  return [number === null ? '' : `#${number}`, formatOffset(event.startUs), time, eventOutcome(event, session).text];
}

/** Deep trees of shells that start shells stay on the page. */
const indent = (depth: number): string => (depth === 0 ? '' : `${'  '.repeat(Math.min(depth, 12) - 1)}└ `);
const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);
