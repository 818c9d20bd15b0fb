/** `ddcoterm events`. */
import type {EventHit, Store} from '../store/store.ts';
import {emptyNote} from './empty-note.ts';
import {COMMANDS, type EventLine, underCommands, withProcesses} from './event-groups.ts';
import {followList} from './follow.ts';
import {type ListRequest, parseListOptions} from './list-options.ts';
import type {Listing} from './list-sessions.ts';
import {collect, listAll} from './pages.ts';
import {renderEventTable} from './render/event-table.ts';
import {renderJson} from './render/json.ts';
import {eventHitJson} from './render/records-json.ts';
import {ShortIds} from './short-ids.ts';
import type {Viewing} from './viewing.ts';

export async function listEvents(
  store: Store,
  request: ListRequest & {json: boolean},
  viewing: Viewing,
): Promise<Listing> {
  const options = parseListOptions(request, 'events', viewing.nowMs);
  const isEverything = options.query === null && !request.json;
  const listed = isEverything ? {...options, query: COMMANDS} : options;
  const hits = await collect(listAll((page) => store.listEvents(page), listed));
  if (request.json) return {output: `${renderJson(hits.map(eventHitJson))}\n`, note: null};
  if (hits.length === 0) return {output: '', note: await emptyNote(store, 'events')};
  const lines = isEverything ? await withProcesses(store, hits) : await underCommands(store, hits);
  return {output: await renderTable(lines, new ShortIds(store), viewing), note: null};
}

/** New events as they come: a command once when it starts and once when it has ended. JSON: one object a line. */
export async function* followEvents(
  store: Store,
  request: ListRequest & {json: boolean},
  viewing: Viewing,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const options = parseListOptions(request, 'events', viewing.nowMs);
  const ids = new ShortIds(store);
  const keyOf = ({event}: EventHit) => `${event.id} ${event.endUs === null}`;
  let isFirst = true;
  for await (const hits of followList({list: (page) => store.listEvents(page), options, keyOf, signal})) {
    if (request.json) for (const hit of hits) yield `${renderJson(eventHitJson(hit), 0)}\n`;
    else if (hits.length > 0) {
      const table = await renderTable(await underCommands(store, hits), ids, viewing);
      yield isFirst ? table : table.slice(table.indexOf('\n') + 1);
      isFirst = false;
    }
  }
}

async function renderTable(lines: EventLine[], ids: ShortIds, viewing: Viewing): Promise<string> {
  const shortId = await ids.ofAll(new Set(lines.map(({session}) => session.id)));
  return renderEventTable(lines, {...viewing, shortId});
}
