/** What is replayed: command, who, where, when. */
import type {SessionJson} from '../../review/api/types.ts';
import {formatArgv} from '../../review/command-line.ts';
import {formatDuration, formatMoment} from '../../review/render/time.ts';
import {Icon} from '../ui/icons.tsx';
import {SessionBadge} from '../ui/outcome.tsx';
import {clipped} from '../ui/text.ts';

export function ReplayHead({session, downloadHref}: {session: SessionJson; downloadHref: string | null}) {
  const {title, argv, user, host, startedAt, durationUs, tags, author} = session;
  const commandLine = clipped(formatArgv(argv), 500);
  return (
    <div class="replay-head">
      <div class="replay-title">
        <SessionBadge session={session} />
        <h1>
          <code>{title === null ? commandLine : clipped(title, 200)}</code>
        </h1>
        {downloadHref !== null && (
          <a class="button" href={downloadHref} download={`${session.id}.cast`} aria-label="Download as asciicast">
            <Icon name="download" size={14} />
            <span>Download</span>
          </a>
        )}
      </div>
      <p class="replay-facts">
        {title !== null && <code>{commandLine}</code>}
        <span>
          {clipped(user, 60)}@{clipped(host, 80)}
        </span>
        <span>{formatMoment(Date.parse(startedAt))}</span>
        <span>{formatDuration(durationUs)}</span>
        {author.kind !== 'person' && <span class="chip">{clipped(author.name ?? author.kind, 40)}</span>}
        {Object.entries(tags).map(([name, value]) => (
          <span key={name} class="chip">
            {clipped(name, 40)}:{clipped(value, 80)}
          </span>
        ))}
      </p>
    </div>
  );
}
