/** `--format txt`: what was on the screen, command by command. */
import type {SessionRecord} from '../../store/records.ts';
import type {LogHit, Store} from '../../store/store.ts';
import {listAll} from '../pages.ts';
import {sessionOutcome} from '../render/outcome.ts';
import {printable, printableLines} from '../render/printable.ts';
import {describeSession, whereOf} from '../render/session-table.ts';
import {formatDuration, formatMoment, formatOffset} from '../render/time.ts';

export async function* exportTranscript(store: Store, session: SessionRecord): AsyncGenerator<string> {
  yield renderHead(session);
  const logs = listAll((options) => store.searchLogs(options), {query: null, sessionId: session.id, oldestFirst: true});
  for await (const hit of logs) yield renderEntry(hit);
}

function renderHead(session: SessionRecord): string {
  const outcome = session.state === 'ended' ? `exit ${sessionOutcome(session).text}` : session.state;
  return [
    `# ${printable(describeSession(session))}`,
    `# ${printable(whereOf(session))}, ${formatMoment(session.startedAtMs)}, ${formatDuration(session.durationUs)}, ${outcome}`,
    `# session ${session.id}`,
    '',
    '',
  ].join('\n');
}

function renderEntry({log, event, session}: LogHit): string {
  const command = printable(event?.commandLine ?? describeSession(session));
  const lines = printableLines(log.text);
  while (lines.at(-1) === '') lines.pop();
  return [`[${formatOffset(log.startUs)}] $ ${command}`, ...lines, ...failureLine(event), '', ''].join('\n');
}

function failureLine(event: LogHit['event']): string[] {
  if (event === null || event.endUs === null) return [];
  if (event.signal !== null) return [`[${event.signal}]`];
  return event.exitStatus === null || event.exitStatus === 0 ? [] : [`[exit ${event.exitStatus}]`];
}
