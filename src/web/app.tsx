/** The frame around every page: where one is, where one can go, and the page. */
import type {ComponentType} from 'preact';
import {useEffect, useState} from 'preact/hooks';
import {ApprovalsPage} from './approvals/approvals-page.tsx';
import {EventsPage} from './events/events-page.tsx';
import {LogsPage} from './logs/logs-page.tsx';
import {SessionsPage} from './sessions/sessions-page.tsx';
import {ErrorNotice, Loading, Notice} from './ui/notice.tsx';
import {TopBar} from './ui/top-bar.tsx';
import {toError} from './ui/use-resource.ts';
import {useAppLocation} from './url/location.ts';
import {parseRoute, type Route} from './url/route.ts';

const TITLES: Record<Route['page'], string> = {
  sessions: 'Sessions',
  replay: 'Replay',
  events: 'Events',
  logs: 'Logs',
  approvals: 'Approvals',
  unknown: 'Not found',
};

export function App() {
  const {path, params} = useAppLocation();
  const route = parseRoute(path);
  useEffect(() => {
    document.title = `${TITLES[route.page]} · ddcoterm`;
  }, [route.page]);
  return (
    <>
      <a class="skip-link" href="#main">
        Skip to content
      </a>
      <TopBar page={route.page} />
      <main id="main" tabIndex={-1}>
        <Page route={route} params={params} />
      </main>
    </>
  );
}

function Page({route, params}: {route: Route; params: URLSearchParams}) {
  switch (route.page) {
    case 'sessions':
      return <SessionsPage params={params} />;
    case 'replay':
      return <LazyReplay key={route.sessionId} sessionId={route.sessionId} params={params} />;
    case 'events':
      return <EventsPage params={params} />;
    case 'logs':
      return <LogsPage params={params} />;
    case 'approvals':
      return <ApprovalsPage />;
    case 'unknown':
      return (
        <Notice title="There is no such page">
          <p>
            <a href="/sessions">All sessions</a>
          </p>
        </Notice>
      );
  }
}

interface ReplayProps {
  sessionId: string;
  params: URLSearchParams;
}

/** The terminal emulator is larger than all the rest: it comes when it is needed. */
function LazyReplay(props: ReplayProps) {
  const [loaded, setLoaded] = useState<{Replay: ComponentType<ReplayProps>} | null>(null);
  const [error, setError] = useState<Error | null>(null);
  useEffect(() => {
    import('./replay/replay-page.tsx').then(
      ({ReplayPage}) => setLoaded({Replay: ReplayPage}),
      (failure: unknown) => setError(toError(failure)),
    );
  }, []);
  if (error !== null) return <ErrorNotice error={error} />;
  return loaded === null ? <Loading what="player" /> : <loaded.Replay {...props} />;
}
