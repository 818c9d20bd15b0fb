/** How a session or a command ended: a colour, a shape and a word, so that none of them has to do it alone. */
import type {EventJson, SessionJson} from '../../review/api/types.ts';
import {eventOutcome, type Outcome, sessionOutcome} from '../../review/render/outcome.ts';
import {Icon, type IconName} from './icons.tsx';

const ICONS: Record<Outcome['kind'], IconName> = {running: 'dot', ok: 'check', failed: 'cross', interrupted: 'minus'};

export function SessionBadge({session}: {session: Pick<SessionJson, 'state' | 'exitStatus' | 'signal'>}) {
  return <OutcomeBadge outcome={sessionOutcome(session)} />;
}

export function EventBadge({event, state}: {event: EventEnd; state?: SessionJson['state']}) {
  return <OutcomeBadge outcome={outcomeOfEvent(event, state)} />;
}

export type EventEnd = Pick<EventJson, 'endUs' | 'exitStatus' | 'signal'>;

/** @param state The session's; absent where it is not known: then it may still run. */
export const outcomeOfEvent = (event: EventEnd, state: SessionJson['state'] = 'live'): Outcome =>
  eventOutcome(event, {state});

function OutcomeBadge({outcome}: {outcome: Outcome}) {
  const {kind, text} = outcome;
  return (
    <span class={`outcome outcome-${kind}`} title={describe(outcome)}>
      <Icon name={ICONS[kind]} size={12} />
      <span class="outcome-text">
        {kind === 'ok' ? <span class="visually-hidden">{describe(outcome)}</span> : text}
      </span>
    </span>
  );
}

function describe({kind, text}: Outcome): string {
  if (kind === 'running') return text === 'live' ? 'Live: still running' : 'Still running';
  if (kind === 'interrupted')
    return text === '?' ? 'How it ended is not known' : 'Interrupted: its end was not recorded';
  if (kind === 'ok') return text === '-' ? 'Ended; with which status is not known' : 'Exit status 0';
  return /^\d+$/.test(text) ? `Exit status ${text}` : `Ended by ${text}`;
}
