/** Full-text search over what was on the screen. */
import {useEffect, useRef} from 'preact/hooks';
import {ListPage, type ListScope} from '../lists/list-page.tsx';
import {useHighlight} from '../ui/highlighted.tsx';
import {ErrorNotice, Loading, messageOf, Notice} from '../ui/notice.tsx';
import {changeParams} from '../url/location.ts';
import {LogEntry} from './log-entry.tsx';
import {type Logs, useLogPages, useLogTail} from './use-logs.ts';

export function LogsPage({params}: {params: URLSearchParams}) {
  const isLive = params.get('live') === '1';
  const toggle = (
    <button
      type="button"
      class={`live-button ${isLive ? 'is-present' : ''}`}
      aria-pressed={isLive}
      onClick={() => changeParams({live: isLive ? null : '1'})}
    >
      <span class="live-dot" aria-hidden="true" />
      Live tail
    </button>
  );
  return (
    <ListPage kind="logs" title="Logs" noun={['entry', 'entries']} params={params} actions={toggle}>
      {(scope) => (isLive ? <Tail query={scope.query} /> : <Pages scope={scope} />)}
    </ListPage>
  );
}

function Pages({scope}: {scope: ListScope}) {
  const logs = useLogPages(scope);
  const end = useRef<HTMLDivElement>(null);
  useInSight(end, logs.more);
  const pattern = useHighlight(scope.query);
  return (
    <div class="log-list">
      {logs.entries.map((entry) => (
        <LogEntry key={entry.id} entry={entry} query={scope.query} pattern={pattern} />
      ))}
      <div ref={end} class="log-end">
        <End logs={logs} />
      </div>
    </div>
  );
}

function End({logs: {error, isLoading, entries, hasMore, more}}: {logs: Logs}) {
  if (error !== null) return <ErrorNotice error={error} />;
  if (isLoading) return <Loading what="entries" />;
  if (entries.length === 0) {
    return (
      <Notice title="Nothing on any screen matches">
        <p>
          Words are found whole: a star finds the rest of one, as in <code>deploy*</code>.
        </p>
      </Notice>
    );
  }
  if (!hasMore) return null;
  return (
    <button type="button" class="button" onClick={more}>
      More
    </button>
  );
}

function Tail({query}: {query: string}) {
  const {entries, error, isLoading} = useLogTail(query);
  const pattern = useHighlight(query);
  return (
    <div class="log-list">
      <p class="tail-note" role="status">
        {error !== null
          ? messageOf(error)
          : isLoading
            ? 'Connecting…'
            : 'What is recorded now appears here, the newest first.'}
      </p>
      {entries.map((entry) => (
        <LogEntry key={entry.id} entry={entry} query={query} pattern={pattern} />
      ))}
    </div>
  );
}

/** Calls back when the element comes into sight. */
function useInSight(element: {readonly current: HTMLElement | null}, onSight: () => void): void {
  const latest = useRef(onSight);
  latest.current = onSight;
  useEffect(() => {
    if (element.current === null) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({isIntersecting}) => isIntersecting)) latest.current();
      },
      {rootMargin: '600px'},
    );
    observer.observe(element.current);
    return () => observer.disconnect();
  });
}
