/** All sessions. */
import type {SessionJson} from '../../review/api/types.ts';
import {formatArgv} from '../../review/command-line.ts';
import {formatDuration} from '../../review/render/time.ts';
import {ListPage, type ListScope} from '../lists/list-page.tsx';
import {useSparseRows} from '../lists/use-sparse-rows.ts';
import {Icon} from '../ui/icons.tsx';
import {Moment} from '../ui/moment.tsx';
import {ErrorNotice, Notice} from '../ui/notice.tsx';
import {SessionBadge} from '../ui/outcome.tsx';
import {clipped, plural} from '../ui/text.ts';
import {useIsNarrow} from '../ui/use-is-narrow.ts';
import {maxRows, VirtualRows} from '../ui/virtual-rows.tsx';
import {replayHref} from '../url/route.ts';

export function SessionsPage({params}: {params: URLSearchParams}) {
  return (
    <ListPage kind="sessions" title="Sessions" noun={['session', 'sessions']} params={params}>
      {(scope, total) => <SessionRows scope={scope} total={total} isNarrowed={params.size > 0} />}
    </ListPage>
  );
}

function SessionRows({scope, total, isNarrowed}: {scope: ListScope; total: number | null; isNarrowed: boolean}) {
  const rowHeight = useIsNarrow() ? 76 : 52;
  const list = useSparseRows('sessions', scope, total);
  if (list.error !== null) return <ErrorNotice error={list.error} />;
  if (list.count === 0) return <NoSessions isNarrowed={isNarrowed} />;
  return (
    <VirtualRows
      class="rows-main"
      count={Math.min(list.count ?? 0, maxRows(rowHeight))}
      rowHeight={rowHeight}
      label="Sessions"
      onRange={list.onRange}
      render={(row) => {
        const session = list.get(row);
        return session === undefined ? <div class="row-placeholder" /> : <SessionRow session={session} />;
      }}
    />
  );
}

function SessionRow({session}: {session: SessionJson}) {
  const {title, argv, user, host, tags, startedAt, durationUs, redactionCount, commandCount, author, state} = session;
  const commandLine = clipped(formatArgv(argv));
  return (
    <a class={`session-row is-${state}`} href={replayHref(session.id)}>
      <span class="row-outcome">
        <SessionBadge session={session} />
      </span>
      <span class="session-main">
        <code class="session-command">{title === null ? commandLine : `${clipped(title, 120)} — ${commandLine}`}</code>
        <span class="session-facts">
          <span>
            {clipped(user, 40)}@{clipped(host, 60)}
          </span>
          {commandCount > 1 && <span>{plural(commandCount, 'command')}</span>}
          {author.kind !== 'person' && <span class="chip">{clipped(author.name ?? author.kind, 30)}</span>}
          {Object.entries(tags)
            .slice(0, 5)
            .map(([name, value]) => (
              <span key={name} class="chip">
                {clipped(name, 30)}:{clipped(value, 40)}
              </span>
            ))}
        </span>
      </span>
      {redactionCount > 0 && (
        <span class="session-redactions" title={`${plural(redactionCount, 'secret')} masked`}>
          <Icon name="shield" size={13} />
          <span class="visually-hidden">Secrets masked: </span>
          {redactionCount.toLocaleString('en-US')}
        </span>
      )}
      <span class="row-duration">{formatDuration(durationUs)}</span>
      <span class="row-start">
        <Moment iso={startedAt} />
      </span>
    </a>
  );
}

function NoSessions({isNarrowed}: {isNarrowed: boolean}) {
  if (isNarrowed) {
    return (
      <Notice title="No session matches">
        <p>
          Widen the time range, or <a href="/sessions">look at all sessions</a>.
        </p>
      </Notice>
    );
  }
  return (
    <Notice title="Nothing is recorded yet">
      <p>
        Run <code>ddcoterm</code> to record a shell, <code>ddcoterm -- CMD</code> to record one command, or{' '}
        <code>ddcoterm shim add kubectl</code> to record every kubectl from now on.
      </p>
    </Notice>
  );
}
