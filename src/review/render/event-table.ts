/** `ddcoterm events`: one line a command or process. */
import type {EventHit} from '../../store/store.ts';
import {eventOutcome, paintOutcome} from './outcome.ts';
import type {Palette} from './palette.ts';
import {printable} from './printable.ts';
import {authorOf, isColumnIdle, whereOf} from './session-table.ts';
import {type Column, renderTable} from './table.ts';
import {formatDuration, formatOffset, formatStart} from './time.ts';

export interface EventTableOptions {
  nowMs: number;
  width: number;
  palette: Palette;
  shortId(id: string): string;
  viewer: string;
}

export function renderEventTable(hits: readonly EventHit[], options: EventTableOptions): string {
  const {palette, nowMs, viewer} = options;
  const outcome = ({event, session}: EventHit) => eventOutcome(event, session);
  const columns: Column<EventHit>[] = [
    {title: 'STARTED', text: ({event}) => formatStart(event.startedAtMs, nowMs), expendable: 2},
    {title: 'SESSION', text: ({event}) => options.shortId(event.sessionId), paint: palette.cyan},
    {title: 'AT', text: ({event}) => formatOffset(event.startUs), alignRight: true, expendable: 1},
    {title: 'TIME', text: eventDuration, alignRight: true, expendable: 3},
    {
      title: 'EXIT',
      text: (hit) => outcome(hit).text,
      paint: (text, hit) => paintOutcome({...outcome(hit), text}, palette),
    },
    {title: 'BY', text: ({session}) => printable(authorOf(session)), expendable: 5},
    {title: 'WHERE', text: ({session}) => printable(whereOf(session)), expendable: 6, maxWidth: 30},
    {title: 'CWD', text: ({event}) => printable(event.cwd ?? ''), expendable: 4, maxWidth: 30},
    {
      title: 'COMMAND',
      text: eventCommand,
      paint: (text, {event}) => (event.kind === 'process' ? palette.dim(text) : text),
    },
  ];
  const sessions = hits.map(({session}) => session);
  const shown = columns.filter(({title}) => !isColumnIdle(title, sessions, viewer));
  return renderTable(shown, hits, options);
}

/** Processes are set off by a mark, so that they are not taken for what somebody typed. */
function eventCommand({event}: EventHit): string {
  return `${event.kind === 'process' ? '· ' : ''}${printable(event.commandLine)}`;
}

function eventDuration({event}: EventHit): string {
  return event.endUs === null ? '' : formatDuration(event.endUs - event.startUs);
}
