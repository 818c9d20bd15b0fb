/** Everything a recording holds beside its text: what it says of people and machines, too. */
import type {ComponentChildren} from 'preact';
import type {SessionJson} from '../../review/api/types.ts';
import {formatArgv} from '../../review/command-line.ts';
import {formatBytes, formatDuration, formatMoment, formatOffset} from '../../review/render/time.ts';
import {printable} from '../ui/text.ts';

export function DetailsPanel({session}: {session: SessionJson}) {
  return (
    <div class="panel-scroll details" role="region" aria-label="Details" tabIndex={0}>
      <Section title="Session" rows={sessionRows(session)} />
      <Section title="Who and where" rows={whoRows(session)} />
      <Section title="Tags" rows={Object.entries(session.tags)} />
      <Section title="Environment" rows={Object.entries(session.env)} />
      <Section title="Recording" rows={recordingRows(session)} />
      <Section
        title="Disclosed by the text"
        rows={session.disclosures.map(({kind, value, elapsedUs}) => [`${kind} at ${formatOffset(elapsedUs)}`, value])}
      />
      <Section
        title="Notes"
        rows={session.notes.map(({code, detail, elapsedUs}) => [`${code} at ${formatOffset(elapsedUs)}`, detail])}
      />
    </div>
  );
}

type Row = [name: string, value: string | number | null];

function Section({title, rows}: {title: string; rows: Row[]}): ComponentChildren {
  const known = rows.filter(([, value]) => value !== null && value !== '');
  if (known.length === 0) return null;
  return (
    <section>
      <h2>{title}</h2>
      <dl>
        {known.map(([name, value]) => (
          <div key={name}>
            <dt>{printable(name)}</dt>
            <dd>{printable(String(value))}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

const sessionRows = (session: SessionJson): Row[] => [
  ['Command', formatArgv(session.argv)],
  ['Executable', session.executable],
  ['Directory', session.cwd],
  ['Title', session.title],
  ['Started', formatMoment(Date.parse(session.startedAt))],
  ['Ended', session.endedAt === null ? null : formatMoment(Date.parse(session.endedAt))],
  ['Duration', formatDuration(session.durationUs)],
  ['Exit status', session.exitStatus],
  ['Signal', session.signal],
  ['Id', session.id],
];

const whoRows = (session: SessionJson): Row[] => [
  ['User', session.effectiveUser === session.user ? session.user : `${session.user}, as ${session.effectiveUser}`],
  ['Author', session.author.name === null ? session.author.kind : `${session.author.kind}: ${session.author.name}`],
  ['Host', session.host],
  ['SSH client', session.sshClient],
  ['Terminal', session.tty],
  ['Streams', session.streams.join(', ')],
  ['Size', `${session.columns} × ${session.rows}`],
  ['Parent', session.parentName === null ? session.parentPid : `${session.parentName} (${session.parentPid ?? '?'})`],
  ['Parent session', session.parentSession],
];

const recordingRows = (session: SessionJson): Row[] => [
  ['Output', formatBytes(session.outputBytes)],
  ['Kept as', formatBytes(session.recordingBytes)],
  ['Recorded by', `${session.hostKind} ${session.hostVersion}, process ${session.hostPid}`],
  ['Origin', session.origin],
  ['Input', session.recordInput ? 'recorded, but for passwords' : 'not recorded'],
  ['Upload', session.upload ? 'allowed' : 'stays on this machine'],
];
