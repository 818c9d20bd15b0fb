/** `ddcoterm ls`: one line a session. */
import type {SessionRecord} from '../../store/records.ts';
import {formatArgv} from '../command-line.ts';
import {paintOutcome, sessionOutcome} from './outcome.ts';
import type {Palette} from './palette.ts';
import {printable} from './printable.ts';
import {type Column, renderTable} from './table.ts';
import {formatDuration, formatStart} from './time.ts';

export interface SessionTableOptions {
  nowMs: number;
  width: number;
  palette: Palette;
  shortId(id: string): string;
  /** `user@host` of whoever looks: sessions of others are told apart from these. */
  viewer: string;
}

export function renderSessionTable(sessions: readonly SessionRecord[], options: SessionTableOptions): string {
  const {palette, nowMs} = options;
  const columns: Column<SessionRecord>[] = [
    {title: 'ID', text: (session) => options.shortId(session.id), paint: palette.cyan},
    {title: 'STARTED', text: (session) => formatStart(session.startedAtMs, nowMs), expendable: 1},
    {
      title: 'TIME',
      text: (session) => formatDuration(shownDurationUs(session, nowMs)),
      alignRight: true,
      expendable: 2,
    },
    {
      title: 'EXIT',
      text: (session) => sessionOutcome(session).text,
      paint: (text, session) => paintOutcome({...sessionOutcome(session), text}, palette),
    },
    {title: 'BY', text: (session) => printable(authorOf(session)), expendable: 3},
    {title: 'WHERE', text: (session) => printable(whereOf(session)), expendable: 4, maxWidth: 30},
    {title: 'TAGS', text: (session) => printable(tagsOf(session)), expendable: 5, maxWidth: 40, paint: palette.dim},
    {title: 'COMMAND', text: (session) => printable(describeSession(session))},
  ];
  const shown = columns.filter((column) => !isColumnIdle(column.title, sessions, options.viewer));
  return renderTable(shown, sessions, options);
}

/** The command as typed, after the title where the user gave one; a shell with what was typed in it. */
export function describeSession(session: SessionRecord): string {
  const command = formatArgv([session.command, ...session.argv.slice(1)]);
  const title = session.title === null ? '' : `${session.title}: `;
  const count = session.origin === 'shell' ? ` (${plural(session.commandCount, 'command')})` : '';
  return title + command + count;
}

export const authorOf = ({author}: SessionRecord): string => author.name ?? author.kind;
export const whereOf = (session: SessionRecord): string => `${session.user}@${session.host}`;
export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

function tagsOf(session: SessionRecord): string {
  return Object.entries(session.tags)
    .map(([key, value]) => `${key}=${value}`)
    .join(' ');
}

function shownDurationUs(session: SessionRecord, nowMs: number): number {
  return session.state === 'live' ? (nowMs - session.startedAtMs) * 1000 : session.durationUs;
}

/** Columns that would say the same on every line are left out. */
export function isColumnIdle(title: string, sessions: readonly SessionRecord[], viewer: string): boolean {
  if (title === 'BY') return sessions.every(({author}) => author.kind === 'person' && author.name === null);
  if (title === 'WHERE') return sessions.every((session) => whereOf(session) === viewer);
  return title === 'TAGS' && sessions.every((session) => Object.keys(session.tags).length === 0);
}
