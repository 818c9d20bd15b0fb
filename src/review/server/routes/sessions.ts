/** Sessions, and what is known of one. */
import type {EventJson, PageJson, RedactionsJson, SessionJson} from '../../api/types.ts';
import {eventJson, sessionJson} from '../../render/records-json.ts';
import {FILTER_PARAMETERS, PAGE_PARAMETERS, readFilter, readPage} from '../list-parameters.ts';
import {readPageOf} from '../page-of.ts';
import {CURSOR, LIMIT} from '../parameters.ts';
import type {Route} from '../route.ts';
import {findSession} from './find-session.ts';

export const SESSION_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/sessions',
    summary: 'Sessions, newest first',
    parameters: [...FILTER_PARAMETERS, ...PAGE_PARAMETERS],
    response: {schema: 'SessionPage'},
    async handle(request, {store}) {
      const options = {...(await readFilter(request, store)), ...readPage(request)};
      const {items, next} = await readPageOf((page) => store.listSessions(page), options, request.signal);
      const body: PageJson<SessionJson> = {items: items.map(sessionJson), next};
      return {kind: 'json', body};
    },
  },
  {
    method: 'GET',
    path: '/sessions/{id}',
    summary: 'One session; its id, a unique beginning of it, or `last`',
    response: {schema: 'Session'},
    async handle(request, {store}) {
      const body: SessionJson = sessionJson(await findSession(request, store));
      return {kind: 'json', body};
    },
  },
  {
    method: 'GET',
    path: '/sessions/{id}/events',
    summary: 'Commands and processes of a session, oldest first',
    parameters: [CURSOR, LIMIT],
    response: {schema: 'EventPage'},
    async handle(request, {store}) {
      const {id} = await findSession(request, store);
      const options = {...readPage(request), query: null, sessionId: id, oldestFirst: true};
      const {items, next} = await readPageOf((page) => store.listEvents(page), options, request.signal);
      const body: PageJson<EventJson> = {items: items.map(({event}) => eventJson(event)), next};
      return {kind: 'json', body};
    },
  },
  {
    method: 'GET',
    path: '/sessions/{id}/redactions',
    summary: 'Which rule masked when; never what',
    response: {schema: 'Redactions'},
    async handle(request, {store}) {
      const {id} = await findSession(request, store);
      const body: RedactionsJson = {items: await store.listRedactions(id)};
      return {kind: 'json', body};
    },
  },
];
