/** `ddcoterm events`: one line a command, and under it those of its processes. */
import type {EventLine} from '../event-groups.ts';
import {describeOmitted, durationOf, firstOf} from './event-tree.ts';
import {eventOutcome, paintOutcome} from './outcome.ts';
import type {Palette} from './palette.ts';
import {printable} from './printable.ts';
import {describeProcess} from './process-line.ts';
import {authorOf, isColumnIdle, whereOf} from './session-table.ts';
import {type Column, renderTable} from './table.ts';
import {formatOffset, formatStart} from './time.ts';

export interface EventTableOptions {
  nowMs: number;
  width: number;
  palette: Palette;
  shortId(id: string): string;
  viewer: string;
}

export function renderEventTable(lines: readonly EventLine[], options: EventTableOptions): string {
  const {palette, nowMs, viewer} = options;
  const columns: Column<EventLine>[] = [
    {title: 'STARTED', text: ofEvent(({startedAtMs}) => formatStart(startedAtMs, nowMs)), expendable: 2},
    {title: 'SESSION', text: ofEvent(({sessionId}) => options.shortId(sessionId)), paint: palette.cyan},
    {title: 'AT', text: ofEvent(({startUs}) => formatOffset(startUs)), alignRight: true, expendable: 1},
    {
      title: 'TIME',
      text: ({line}) => (line.kind === 'omitted' ? '' : durationOf(line)),
      alignRight: true,
      expendable: 3,
    },
    {
      title: 'EXIT',
      text: ofEvent((event, {session}) => eventOutcome(event, session).text),
      paint: (text, {line, session}) =>
        line.kind === 'omitted' ? text : paintOutcome({...eventOutcome(firstOf(line).event, session), text}, palette),
    },
    {title: 'BY', text: ofCommand(({session}) => printable(authorOf(session))), expendable: 5},
    {title: 'WHERE', text: ofCommand(({session}) => printable(whereOf(session))), expendable: 6, maxWidth: 30},
    {title: 'CWD', text: ofEvent(({cwd}) => printable(cwd ?? '')), expendable: 4, maxWidth: 30},
    {
      title: 'COMMAND',
      text: commandText,
      paint: (text, {line, isContext}) => (isContext || isBelow(line) ? palette.dim(text) : text),
    },
  ];
  const sessions = lines.map(({session}) => session);
  const shown = columns.filter(({title}) => !isColumnIdle(title, sessions, viewer));
  return renderTable(shown, lines, options);
}

const ofEvent =
  (text: (event: ReturnType<typeof firstOf>['event'], line: EventLine) => string) =>
  (entry: EventLine): string =>
    entry.line.kind === 'omitted' ? '' : text(firstOf(entry.line).event, entry);

/** What a process has from its command is told once. */
const ofCommand =
  (text: (entry: EventLine) => string) =>
  (entry: EventLine): string =>
    entry.line.depth > 0 ? '' : text(entry);

const isBelow = (line: EventLine['line']): boolean => line.kind === 'omitted' || firstOf(line).event.kind === 'process';

/** Processes are set off by their id and a mark, so that they are not taken for what somebody typed. */
function commandText({line, ownUid}: EventLine): string {
  const indent = '  '.repeat(line.depth);
  if (line.kind === 'omitted') return `${indent}${describeOmitted(line)}`;
  const {event} = firstOf(line);
  if (event.kind === 'command') return printable(event.commandLine);
  return `${indent}${event.pid ?? ''} · ${describeProcess(line, ownUid)}`;
}
