/** `ddcoterm show`: everything a recording holds about a person and a machine, nothing hidden. */
import type {Redaction} from '../../redact/redacted.ts';
import type {EventRecord, MemberRecord, SessionRecord} from '../../store/records.ts';
import type {Tombstone} from '../../store/store.ts';
import {buildEventTree} from '../event-tree.ts';
import {renderEventTree} from './event-tree.ts';
import {paintOutcome, sessionOutcome} from './outcome.ts';
import type {Palette} from './palette.ts';
import {printable} from './printable.ts';
import {authorOf, describeSession, plural} from './session-table.ts';
import {formatBytes, formatDuration, formatMoment, formatOffset} from './time.ts';

export interface SessionDetail {
  session: SessionRecord;
  events: EventRecord[];
  /** Of more events than these only the count is told. */
  omittedEvents: number;
  redactions: Redaction[];
  members: MemberRecord[];
  /** Absolute path of the recording, null when there is none. */
  recordingFile: string | null;
}

type Field = [label: string, value: string | null];

export function renderSessionDetail(
  detail: SessionDetail,
  {palette, nowMs}: {palette: Palette; nowMs: number},
): string {
  const {session} = detail;
  const sections: string[][] = [
    renderFields('', summaryFields(session, palette, nowMs), palette),
    renderFields('Person and machine', personFields(session), palette),
    renderFields('Environment', Object.entries(session.env), palette),
    renderFields('Tags', Object.entries(session.tags), palette),
    renderFields('Disclosed by the output', disclosureFields(session), palette),
    renderCommands(detail, palette),
    renderFields(`Redactions (${detail.redactions.length})`, redactionFields(detail.redactions), palette),
    renderFields('Notes', noteFields(session), palette),
    renderFields('Recording', recordingFields(detail), palette),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

export function renderTombstone(tombstone: Tombstone): string {
  const why = {user: 'by the user', retention: 'by the retention time', 'store-limit': 'to keep the store small'};
  return [
    `Session ${tombstone.sessionId} is deleted`,
    `  Command  ${printable(tombstone.command)}`,
    `  Started  ${formatMoment(tombstone.startedAtMs)}`,
    `  Deleted  ${formatMoment(tombstone.deletedAtMs)}, ${why[tombstone.reason]}`,
    '',
  ].join('\n');
}

function summaryFields(session: SessionRecord, palette: Palette, nowMs: number): Field[] {
  const durationUs = session.state === 'live' ? (nowMs - session.startedAtMs) * 1000 : session.durationUs;
  return [
    ['Session', session.id],
    ['Command', describeSession(session)],
    ['Executable', session.executable],
    ['Title', session.title],
    ['State', `${session.state}${exitWords(session, palette)}`],
    ['Started', formatMoment(session.startedAtMs)],
    ['Ended', session.endedAtMs === null ? null : formatMoment(session.endedAtMs)],
    ['Duration', formatDuration(durationUs)],
  ];
}

function exitWords(session: SessionRecord, palette: Palette): string {
  if (session.state !== 'ended') return '';
  return `, exit ${paintOutcome(sessionOutcome(session), palette)}`;
}

function personFields(session: SessionRecord): Field[] {
  const {user, effectiveUser, parentName, parentPid} = session;
  const author = session.author.name === null ? session.author.kind : `${session.author.kind} (${authorOf(session)})`;
  return [
    ['User', user === effectiveUser ? user : `${user}, acting as ${effectiveUser}`],
    ['Host', session.host],
    ['Terminal', session.tty === null ? 'none' : `${session.tty}, ${session.columns}×${session.rows}`],
    ['Streams', `stdin ${session.streams[0]}, stdout ${session.streams[1]}, stderr ${session.streams[2]}`],
    ['SSH client', session.sshClient],
    ['Folder', session.cwd],
    ['Parent', parentName === null ? null : `${parentName}${parentPid === null ? '' : ` (${parentPid})`}`],
    ['Inside', session.parentSession],
    ['Author', author],
    ['Through', `${session.origin}, ${session.hostKind} host ${session.hostVersion} (${session.hostPid})`],
    ['Processes', processWords(session)],
    ['Upload', session.upload ? 'allowed' : 'never leaves this machine'],
    ['Input', session.recordInput ? 'recorded, but for passwords' : 'not recorded'],
  ];
}

function processWords({processSource}: SessionRecord): string | null {
  if (processSource == null) return null;
  return {
    connector: "as the kernel's proc connector reported them",
    proc: 'as looks at /proc found them: short ones are missing, and how a process ended may be unknown',
    none: 'not recorded',
  }[processSource];
}

function disclosureFields(session: SessionRecord): Field[] {
  const names = {
    title: 'Window title',
    cwd: 'Folder (OSC 7)',
    iterm2: 'iTerm2 (OSC 1337)',
    'user-host': 'User and host',
  };
  return session.disclosures.map(({kind, value, elapsedUs}) => [
    names[kind],
    `${value}  at ${formatOffset(elapsedUs)}`,
  ]);
}

function renderCommands({events, omittedEvents, session}: SessionDetail, palette: Palette): string[] {
  if (events.length === 0) return [];
  const lines = renderEventTree(buildEventTree(events), session, palette).map((line) => `  ${line}`);
  if (omittedEvents > 0) lines.push(`  … ${omittedEvents} more: ddcoterm events --session ${session.id}`);
  return [palette.bold('Commands and processes'), ...lines];
}

function redactionFields(redactions: readonly Redaction[]): Field[] {
  const byRule = new Map<string, Redaction[]>();
  for (const redaction of redactions)
    byRule.set(redaction.ruleId, [...(byRule.get(redaction.ruleId) ?? []), redaction]);
  return [...byRule].map(([rule, found]) => [rule, `${found.length}×  ${redactionMoments(found)}`]);
}

/** Where and when; the first ten are enough to look. */
function redactionMoments(found: readonly Redaction[]): string {
  const moments = found.slice(0, 10).map(({place, elapsedUs}) => `${place} at ${formatOffset(elapsedUs)}`);
  return `${moments.join(', ')}${found.length > moments.length ? ', …' : ''}`;
}

function noteFields(session: SessionRecord): Field[] {
  return session.notes.map(({code, detail, elapsedUs}) => [code, `${detail}  at ${formatOffset(elapsedUs)}`]);
}

function recordingFields({session, members, recordingFile}: SessionDetail): Field[] {
  if (recordingFile === null) return [['File', 'none: nothing ran on a terminal']];
  const keyframes = members.filter(({keyframe}) => keyframe).length;
  return [
    ['File', recordingFile],
    ['Size', `${formatBytes(session.recordingBytes)} for ${formatBytes(session.outputBytes)} of output`],
    ['Members', `${plural(members.length, 'member')}, ${plural(keyframes, 'keyframe')}`],
  ];
}

function renderFields(title: string, fields: readonly Field[], palette: Palette): string[] {
  const known = fields.filter((field): field is [string, string] => field[1] !== null);
  if (known.length === 0) return [];
  const labels = known.map(([label]) => printable(label));
  const width = Math.min(24, Math.max(...labels.map((label) => label.length)));
  // The outcome brings its own colours; every other value is made printable where it comes from a recording.
  const lines = known.map(
    ([label, value], index) => `  ${palette.dim(labels[index]!.padEnd(width))}  ${fieldValue(label, value)}`,
  );
  return title === '' ? lines : [palette.bold(title), ...lines];
}

const fieldValue = (label: string, value: string): string => (label === 'State' ? value : printable(value));
