/** Server-sent events: what is told, how soon, and that nobody can hold the server up with them. */
import {get, type IncomingMessage} from 'node:http';
import type {LiveJson, TailJson} from '../../../src/review/api/types.ts';
import {makeEvent, makeLog} from '../../support/records.ts';
import {UiSandbox} from './support/ui-sandbox.ts';
import {ApiDocument} from './support/validate.ts';

const SECOND = 1_000_000;

let ui: UiSandbox;
let document: ApiDocument;

beforeAll(async () => {
  ui = await UiSandbox.create();
  document = await ApiDocument.fetch(ui);
});

afterAll(async () => ui.remove());

/** An open stream, read message by message. */
class Listener<T> {
  readonly messages: T[] = [];
  isOver = false;
  private readonly wakers: (() => void)[] = [];
  private rest = '';

  private constructor(
    private readonly path: string,
    readonly response: IncomingMessage,
  ) {
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => this.read(chunk));
    response.once('close', () => {
      this.isOver = true;
      this.wake();
    });
  }

  static open<T>(path: string): Promise<Listener<T>> {
    return new Promise((resolve, reject) => {
      const options = {
        host: '127.0.0.1',
        port: ui.ui.port,
        path: `/api/v1${path}`,
        headers: {cookie: ui.cookie},
        agent: false,
      };
      get(options, (response) => resolve(new Listener<T>(path, response))).once('error', reject);
    });
  }

  async until(isThere: (messages: T[]) => boolean): Promise<void> {
    while (!isThere(this.messages)) {
      if (this.isOver) throw new Error(`The stream ended after ${JSON.stringify(this.messages)}`);
      await new Promise<void>((resolve) => this.wakers.push(resolve));
    }
  }

  close(): void {
    this.response.destroy();
  }

  private read(chunk: string): void {
    this.rest += chunk;
    const parts = this.rest.split('\n\n');
    this.rest = parts.pop()!;
    for (const part of parts) {
      if (!part.startsWith('data: ')) continue;
      const message = JSON.parse(part.slice(6)) as T;
      expect(document.problemsOfEvent(this.path, message)).toEqual([]);
      this.messages.push(message);
    }
    this.wake();
  }

  private wake(): void {
    for (const waker of this.wakers.splice(0)) waker();
  }
}

describe('GET /sessions/{id}/live', () => {
  test('tells members, events and the session as they come, and its end', async () => {
    const session = await ui.builder.addSession();
    session.output(SECOND, 'first\r\n');
    const command = session.command('make', {endUs: null, exitStatus: null});
    await session.cut();
    const live = await Listener.open<LiveJson>(`/sessions/${session.id}/live`);
    expect(live.response.headers['content-type']).toMatch(/^text\/event-stream/);
    await live.until((messages) => messages.some(({kind}) => kind === 'session'));
    expect(live.messages).toMatchObject([
      {kind: 'members', items: [{sequence: 0}]},
      {kind: 'events', items: [{commandLine: 'make', endUs: null}]},
      {kind: 'session', session: {state: 'live'}},
    ]);

    session.output(2 * SECOND, 'second\r\n');
    await session.cut();
    await live.until((messages) => messages.filter(({kind}) => kind === 'members').length === 2);
    await ui.builder.store.write({sessionId: session.id, events: [{...command, endUs: 3 * SECOND, exitStatus: 2}]});
    await live.until((messages) => messages.filter(({kind}) => kind === 'events').length === 2);
    expect(live.messages.findLast(({kind}) => kind === 'events')).toMatchObject({items: [{exitStatus: 2}]});

    await session.end(2);
    await live.until((messages) => messages.at(-1)?.kind === 'end');
    expect(live.messages.at(-2)).toMatchObject({kind: 'session', session: {state: 'ended', exitStatus: 2}});
    await live.until(() => live.isOver);
  });

  test('begins behind the members that the viewer has', async () => {
    const session = await ui.builder.addSession();
    for (let second = 1; second < 4; second++) {
      session.output(second * SECOND, 'x');
      await session.cut();
    }
    const live = await Listener.open<LiveJson>(`/sessions/${session.id}/live?after=1`);
    await live.until((messages) => messages.length > 0);
    expect(live.messages[0]).toMatchObject({kind: 'members', items: [{sequence: 2}]});
    live.close();
    await session.end();
  });

  test('of a session that is over tells what the viewer has not, and the end', async () => {
    const session = await ui.builder.addSession();
    session.output(SECOND, 'x');
    await session.end(3);
    const live = await Listener.open<LiveJson>(`/sessions/${session.id}/live`);
    await live.until(() => live.isOver);
    expect(live.messages.map(({kind}) => kind)).toEqual(['members', 'session', 'end']);
  });

  test('ends when the session is deleted', async () => {
    const session = await ui.builder.addSession();
    const live = await Listener.open<LiveJson>(`/sessions/${session.id}/live`);
    await live.until((messages) => messages.length > 0);
    await session.close();
    await ui.builder.store.deleteSession(session.id, 'user');
    await live.until((messages) => messages.at(-1)?.kind === 'end');
  });
});

describe('tails', () => {
  test('of logs tell what matches: what is there, then what is new or grew', async () => {
    const session = await ui.builder.addSession();
    const log = makeLog(session.session, 'needle one');
    await ui.builder.store.write({sessionId: session.id, logs: [log, makeLog(session.session, 'hay')]});
    const tail = await Listener.open<TailJson>(`/logs/tail?query=needle&session=${session.id}`);
    await tail.until((messages) => messages.length === 1);
    expect(tail.messages[0]).toMatchObject({kind: 'log', item: {text: 'needle one', matchedLines: [{line: 0}]}});

    const grown = {...makeLog(session.session, 'needle one\nmore\nneedle two'), id: log.id};
    await ui.builder.store.write({sessionId: session.id, logs: [grown, makeLog(session.session, 'more hay')]});
    await tail.until((messages) => messages.length === 2);
    expect(tail.messages[1]).toMatchObject({kind: 'log', item: {id: log.id, matchedLines: [{line: 0}, {line: 2}]}});
    tail.close();
    await session.end();
  });

  test('of events tell a command when it starts and when it ends', async () => {
    const session = await ui.builder.addSession();
    const tail = await Listener.open<TailJson>(`/events/tail?backlog=0&session=${session.id}`);
    const event = makeEvent(session.session, {endUs: null, exitStatus: null});
    await ui.builder.store.write({sessionId: session.id, events: [event]});
    await tail.until((messages) => messages.length === 1);
    await ui.builder.store.write({sessionId: session.id, events: [{...event, endUs: 9, exitStatus: 0}]});
    await tail.until((messages) => messages.length === 2);
    expect(tail.messages.map(({item}) => 'exitStatus' in item && item.exitStatus)).toEqual([null, 0]);
    tail.close();
    await session.end();
  });

  test('are so many at most', async () => {
    const open = await Promise.all(Array.from({length: 64}, () => Listener.open<TailJson>('/events/tail')));
    const refused = await ui.api('/logs/tail');
    expect([refused.status, JSON.parse(refused.text)]).toEqual([
      429,
      expect.objectContaining({code: 'TOO_MANY_STREAMS'}),
    ]);
    for (const listener of open) listener.close();
    // Places become free again as the server notices.
    for (let status = 429; status === 429; ) {
      const next = await Listener.open<TailJson>('/events/tail');
      status = next.response.statusCode ?? 0;
      next.close();
    }
  });
});
