/** A live session, told as it grows: members, the session's own facts, its commands and processes. */
import {setTimeout as sleep} from 'node:timers/promises';
import type {EventRecord, SessionRecord} from '../../store/records.ts';
import type {LiveJson} from '../api/types.ts';
import {listAll} from '../pages.ts';
import {eventJson, sessionJson} from '../render/records-json.ts';
import type {EventStream} from './event-stream.ts';
import type {ReadStore, Services} from './route.ts';

/** Well below the second that a viewer may be late: the recorder takes its part of it. */
const POLL_MS = 200;

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
  /** Of events that were told: what they were like then. */
  private readonly events = new Map<string, string>();

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
    const fresh: EventRecord[] = [];
    const options = {query: null, sessionId: this.id, oldestFirst: true};
    for await (const {event} of listAll((page) => this.store.listEvents(page), options)) {
      const state = `${event.endUs} ${event.exitStatus} ${event.signal} ${event.commandLine.length}`;
      if (this.events.get(event.id) === state) continue;
      this.events.set(event.id, state);
      fresh.push(event);
    }
    if (fresh.length > 0) await this.send({kind: 'events', items: fresh.map(eventJson)});
  }

  private send(message: LiveJson): Promise<void> {
    return this.stream.send(message);
  }
}
