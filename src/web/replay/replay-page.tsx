/** The replay of one session. */
import {useMemo, useState} from 'preact/hooks';
import type {SessionJson} from '../../review/api/types.ts';
import {api, castHref} from '../api/client.ts';
import {ErrorNotice, Loading, Notice} from '../ui/notice.tsx';
import {useResource} from '../ui/use-resource.ts';
import {parseMoment} from '../url/route.ts';
import {ReplayHead} from './replay-head.tsx';
import {type SessionEvents, useLive, useSessionEvents} from './session-data.ts';
import {Theatre} from './theatre.tsx';
import {usePlayer} from './use-player.ts';

export interface ReplayPageProps {
  sessionId: string;
  params: URLSearchParams;
}

export function ReplayPage({sessionId, params}: ReplayPageProps) {
  const {value, error, reload} = useResource(sessionId, (signal) => api.session(sessionId, signal));
  if (error !== null) return <ErrorNotice error={error} onRetry={reload} />;
  if (value === null) return <Loading what="session" />;
  // A shortened id in a link finds the session; from here on it has its own.
  const downloadHref = value.recordingPath === null ? null : castHref(value.id);
  return <Replay key={value.id} first={value} params={params} downloadHref={downloadHref} />;
}

export interface ReplayProps {
  /** What is known of the session at first. */
  first: SessionJson;
  params: URLSearchParams;
  /** Of the recording; null: there is nothing to download. */
  downloadHref: string | null;
}

export function Replay({first, params, downloadHref}: ReplayProps) {
  const [session, setSession] = useState(first);
  const events = useSessionEvents(first.id);
  const [start] = useState(() => ({us: parseMoment(params.get('t')), line: params.get('line') ?? ''}));
  const {loaded, error} = usePlayer(first.recordingPath === null ? null : first, start);
  const liveError = useLive(session, loaded, {onSession: setSession, onEvents: events.merge});
  const commands = useMemo(() => events.events.filter(({kind}) => kind === 'command'), [events.events]);
  return (
    <div class="replay-page">
      <ReplayHead session={session} downloadHref={downloadHref} />
      {loaded === null ? (
        <NoPlayer session={session} events={events} error={error} />
      ) : (
        <Theatre
          loaded={loaded}
          session={session}
          events={events}
          commands={commands}
          liveError={liveError}
          params={params}
        />
      )}
    </div>
  );
}

function NoPlayer({session, error}: {session: SessionJson; events: SessionEvents; error: Error | null}) {
  if (error !== null) return <ErrorNotice error={error} />;
  if (session.recordingPath !== null) return <Loading what="recording" />;
  return (
    <Notice title="There is no recording of this session">
      <p>
        Nothing of it ran on a terminal: the command, its times and its exit status are all that is known. With{' '}
        <code>capture: all</code> in config.yaml the bytes of pipes and files are recorded, too.
      </p>
    </Notice>
  );
}
