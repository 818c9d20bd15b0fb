/** What happens now: a session as it is recorded, and new logs and events. */
import type {TailJson} from '../../api/types.ts';
import {eventHitJson, logHitJson} from '../../render/records-json.ts';
import {followSession} from '../follow-session.ts';
import {followWritten} from '../follow-written.ts';
import {FILTER_PARAMETERS, readFilter} from '../list-parameters.ts';
import {readPageOf} from '../page-of.ts';
import {read, wholeNumber} from '../parameters.ts';
import type {Route} from '../route.ts';
import {findSession} from './find-session.ts';

const AFTER = wholeNumber('after', 'Members behind this sequence number only', -1, Number.MAX_SAFE_INTEGER);
const BACKLOG = wholeNumber('backlog', 'So many of those that are there already come first', 0, 200);
const DEFAULT_BACKLOG = 20;

export const LIVE_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/sessions/{id}/live',
    summary: 'A session while it is recorded; one that is over is told to its end at once',
    parameters: [AFTER],
    response: {events: 'Live'},
    async handle(request, services) {
      const session = await findSession(request, services.store);
      const after = read(request, AFTER) ?? -1;
      return {kind: 'events', run: (stream) => followSession(services, session, after, stream)};
    },
  },
  {
    method: 'GET',
    path: '/logs/tail',
    summary: 'Log text as it is recorded; an entry that grows comes again',
    parameters: [...FILTER_PARAMETERS, BACKLOG],
    response: {events: 'Tail'},
    async handle(request, {store}) {
      const options = await readFilter(request, store);
      const backlog = read(request, BACKLOG) ?? DEFAULT_BACKLOG;
      const newest = {...options, limit: Math.max(1, backlog)};
      return {
        kind: 'events',
        run: (stream) =>
          followWritten({
            store,
            list: () => readPageOf((page) => store.searchLogs(page), newest, request.signal),
            written: (after) => store.logsWrittenSince(options, after),
            backlog,
            stream,
            toJson: (hit) => ({kind: 'log', item: logHitJson(hit)}) satisfies TailJson,
          }),
      };
    },
  },
  {
    method: 'GET',
    path: '/events/tail',
    summary: 'Commands and processes as they start, and again as they end',
    parameters: [...FILTER_PARAMETERS, BACKLOG],
    response: {events: 'Tail'},
    async handle(request, {store}) {
      const options = await readFilter(request, store);
      const backlog = read(request, BACKLOG) ?? DEFAULT_BACKLOG;
      const newest = {...options, limit: Math.max(1, backlog)};
      return {
        kind: 'events',
        run: (stream) =>
          followWritten({
            store,
            list: () => readPageOf((page) => store.listEvents(page), newest, request.signal),
            written: (after) => store.eventsWrittenSince(options, after),
            backlog,
            stream,
            toJson: (hit) => ({kind: 'event', item: eventHitJson(hit)}) satisfies TailJson,
          }),
      };
    },
  },
];
