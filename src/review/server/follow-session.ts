/** A live session, told as it grows: members, the session's own facts, its commands and processes. */
import {setTimeout as sleep} from 'node:timers/promises';
import type {EventRecord, SessionRecord} from '../../store/records.ts';
import type {LiveJson} from '../api/types.ts';
import {listAll} from '../pages.ts';
import {eventJson, sessionJson} from '../render/records-json.ts';
import type {EventStream} from './event-stream.ts';
import {POLL_MS} from './follow-written.ts';
import type {ReadStore} from './read-store.ts';
import type {Services} from './route.ts';

/** Members told at once; a viewer that comes late to a long session gets several. */
const MEMBERS_AT_ONCE = 1000;

export async function followSession(
  {store}: Pick<Services, 'store'>,
  session: SessionRecord,
  after: number,
  stream: EventStream,
): Promise<void> {
  const told = new ToldSession(store, session.id, after, stream);
  let version = -1;
  while (!stream.signal.aborted) {
    const found = await store.version();
    if (found !== version) {
      version = found;
      const state = await told.tellNews();
      if (state !== 'live') {
        await stream.send({kind: 'end'} satisfies LiveJson);
        return;
      }
    }
    // Aborted while asleep: the loop's condition ends it.
    await sleep(POLL_MS, undefined, {signal: stream.signal}).catch(() => undefined);
  }
}

class ToldSession {
  private lastSession = '';
  /** Up to where changes of events were told; null: none yet. */
  private seen: number | null = null;

  constructor(
    private readonly store: ReadStore,
    private readonly id: string,
    private after: number,
    private readonly stream: EventStream,
  ) {}

  /** The session is read first: what was written before its end is told before its end. */
  async tellNews(): Promise<SessionRecord['state'] | 'deleted'> {
    const session = await this.store.getSession(this.id);
    if (session === null) return 'deleted';
    await this.tellMembers(session);
    await this.tellEvents();
    const json = JSON.stringify(session);
    if (json !== this.lastSession) await this.send({kind: 'session', session: sessionJson(session)});
    this.lastSession = json;
    return session.state;
  }

  private async tellMembers(session: SessionRecord): Promise<void> {
    for (;;) {
      const found = await this.store.listMembers(this.id, {after: this.after, limit: MEMBERS_AT_ONCE});
      const last = found.at(-1);
      if (last === undefined || this.stream.signal.aborted) return;
      this.after = last.sequence;
      const items = found.map(({sessionId, ...member}) => member);
      await this.send({kind: 'members', items, durationUs: Math.max(session.durationUs, last.endUs)});
    }
  }

  private async tellEvents(): Promise<void> {
    const options = {query: null, sessionId: this.id};
    const {items, after} = await this.store.eventsWrittenSince(options, this.seen);
    const isFirst = this.seen === null;
    const mayBeMore = !isFirst && this.seen !== after;
    this.seen = after;
    const hits = isFirst ? listAll((page) => this.store.listEvents(page), {...options, oldestFirst: true}) : items;
    const events: EventRecord[] = [];
    for await (const {event} of hits) events.push(event);
    if (events.length > 0) await this.send({kind: 'events', items: events.map(eventJson)});
    // There may be more than one call tells.
    if (mayBeMore) await this.tellEvents();
  }

  private send(message: LiveJson): Promise<void> {
    return this.stream.send(message);
  }
}
