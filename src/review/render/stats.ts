/** `ddcoterm stats`. */
import type {StoreStats} from '../../store/store.ts';
import type {Palette} from './palette.ts';
import {printable} from './printable.ts';
import {formatBytes, formatMoment} from './time.ts';

/** The commands and rules that are told by name. */
const TOP = 10;

export function renderStats(stats: StoreStats, palette: Palette): string {
  // Of many tiny recordings the gzip headers outweigh the output: a ratio would say nothing.
  const ratio =
    stats.outputBytes < stats.recordingBytes ? '' : ` (1:${(stats.outputBytes / stats.recordingBytes).toFixed(1)})`;
  const lines: [string, string][] = [
    ['Sessions', `${stats.sessions}${sessionStates(stats)}`],
    ['Oldest', stats.oldestStartedAtMs === null ? '-' : formatMoment(stats.oldestStartedAtMs)],
    ['Commands, processes', String(stats.events)],
    ['Log entries', String(stats.logs)],
    ['Redactions', String(stats.redactions)],
    ['Output', formatBytes(stats.outputBytes)],
    ['Recordings', `${formatBytes(stats.recordingBytes)}${ratio}`],
    ['Database', formatBytes(stats.databaseBytes)],
    ['Deleted sessions', String(stats.deletedSessions)],
  ];
  return [
    ...lines.map(([label, value]) => `${palette.dim(label.padEnd(20))} ${value}`),
    ...renderCounts('Sessions by command', stats.sessionsByCommand, palette),
    ...renderCounts('Redactions by rule', stats.redactionsByRule, palette),
    '',
  ].join('\n');
}

function sessionStates({liveSessions, interruptedSessions}: StoreStats): string {
  const states = [
    liveSessions > 0 ? `${liveSessions} live` : '',
    interruptedSessions > 0 ? `${interruptedSessions} interrupted` : '',
  ].filter((state) => state !== '');
  return states.length === 0 ? '' : ` (${states.join(', ')})`;
}

function renderCounts(title: string, counts: Record<string, number>, palette: Palette): string[] {
  const sorted = Object.entries(counts).sort(([, a], [, b]) => b - a);
  if (sorted.length === 0) return [];
  const width = Math.max(...sorted.slice(0, TOP).map(([, count]) => String(count).length));
  const lines = sorted.slice(0, TOP).map(([name, count]) => `  ${String(count).padStart(width)}  ${printable(name)}`);
  const rest = sorted.length > TOP ? [`  … ${sorted.length - TOP} more`] : [];
  return ['', palette.bold(title), ...lines, ...rest];
}
