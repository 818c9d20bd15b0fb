/** What waits for somebody else to agree, and the two answers. */
import {useEffect, useState} from 'preact/hooks';
import type {ApprovalsJson} from '../../review/api/types.ts';
import {api} from '../api/client.ts';
import {ErrorNotice, Loading, Notice} from '../ui/notice.tsx';
import {clipped} from '../ui/text.ts';
import {toError, useResource} from '../ui/use-resource.ts';

type Request = ApprovalsJson['items'][number];

/** Somebody waits at a prompt. */
const REFRESH_MS = 3_000;

export function ApprovalsPage() {
  const {value, error, reload} = useResource('approvals', api.approvals);
  useEffect(() => {
    const timer = setInterval(reload, REFRESH_MS);
    return () => clearInterval(timer);
  }, [reload]);
  if (error !== null) return <ErrorNotice error={error} onRetry={reload} />;
  if (value === null) return <Loading what="approvals" />;
  if (value.items.length === 0) {
    return (
      <>
        <h1 class="visually-hidden">Approvals</h1>
        <Notice title="Nothing waits for approval">
          <p>Commands of the users of this machine that need somebody else to agree appear here by themselves.</p>
        </Notice>
      </>
    );
  }
  return (
    <section class="approvals" aria-label="Commands that wait for approval">
      <h1>{value.items.length === 1 ? 'One command waits' : `${value.items.length} commands wait`}</h1>
      <ul aria-live="polite">
        {value.items.map((request) => (
          <RequestCard key={request.id} request={request} onDecided={reload} />
        ))}
      </ul>
    </section>
  );
}

function RequestCard({request, onDecided}: {request: Request; onDecided: () => void}) {
  const {id, command, user, host, cwd, rule, approverMessage, reason, requestedAtMs, isOwn} = request;
  const [comment, setComment] = useState('');
  const [failure, setFailure] = useState<Error | null>(null);
  const [isSending, setSending] = useState(false);
  const decide = (isGranted: boolean) => {
    setSending(true);
    api
      .decide(id, {isGranted, comment: comment.trim() || null})
      .then(onDecided, (error: unknown) => setFailure(toError(error)))
      .finally(() => setSending(false));
  };
  return (
    <li class="approval">
      <pre class="approval-command">{clipped(command, 4_000)}</pre>
      <dl class="facts">
        <Fact name="Asked by">{`${clipped(user)} on ${clipped(host)}, at ${new Date(requestedAtMs).toLocaleTimeString()}`}</Fact>
        <Fact name="In">{clipped(cwd)}</Fact>
        <Fact name="Because of">{clipped(rule)}</Fact>
        {approverMessage !== null && <Fact name="For you">{clipped(approverMessage, 4_000)}</Fact>}
        {reason !== null && reason !== '' && <Fact name="Reason">{clipped(reason, 4_000)}</Fact>}
      </dl>
      {isOwn ? (
        <p class="muted">This is your own: somebody else has to decide.</p>
      ) : (
        <form class="approval-answer" onSubmit={(event) => event.preventDefault()}>
          <label>
            Comment
            <input value={comment} maxLength={2_000} onInput={(event) => setComment(event.currentTarget.value)} />
          </label>
          <button type="button" class="button button-primary" disabled={isSending} onClick={() => decide(true)}>
            Approve
          </button>
          <button type="button" class="button" disabled={isSending} onClick={() => decide(false)}>
            Deny
          </button>
        </form>
      )}
      {failure !== null && <ErrorNotice error={failure} />}
    </li>
  );
}

function Fact({name, children}: {name: string; children: string}) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
