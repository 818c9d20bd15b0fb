import type {EventRecord} from '../store/records.ts';
import type {Store} from '../store/store.ts';
import {byStart} from './event-tree.ts';
import {listAll} from './pages.ts';

/** The commands of a session in the order of their start: `#1` of `play --at` is the first. */
export async function listCommands(store: Pick<Store, 'listEvents'>, sessionId: string): Promise<EventRecord[]> {
  const commands: EventRecord[] = [];
  for await (const {event} of listAll((page) => store.listEvents(page), {query: null, sessionId, oldestFirst: true})) {
    if (event.kind === 'command') commands.push(event);
  }
  return commands.sort(byStart);
}
