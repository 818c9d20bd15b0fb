/** Commands with their processes, for `ddcoterm events`: a process is listed under the command that started it. */
import type {EventRecord, SessionRecord} from '../store/records.ts';
import type {EventHit, Store} from '../store/store.ts';
import {buildEventTree} from './event-tree.ts';
import {parseWords} from './list-options.ts';
import {type OutlineLine, outline} from './outline.ts';
import {collect, listAll} from './pages.ts';

export interface EventLine {
  line: OutlineLine;
  session: SessionRecord;
  /** Of the session's command; null where it is not known. */
  ownUid: number | null;
  /** It did not match: it stands there for what ran under it. */
  isContext: boolean;
}

type Reader = Pick<Store, 'listEvents'>;

/** Lines of processes under one command. */
const MAX_PROCESSES = 20;

/** So many of a session's processes are looked through for those of the commands that are listed. */
const MAX_READ = 2_000;

const PROCESSES = parseWords('kind:process', 'events');
export const COMMANDS = parseWords('kind:command', 'events');

/** Commands, in the order given, each with the processes that ran under it. */
export async function withProcesses(store: Reader, commands: readonly EventHit[]): Promise<EventLine[]> {
  const bySession = new Map<string, EventRecord[]>();
  for (const id of new Set(commands.map(({event}) => event.sessionId))) {
    bySession.set(id, await eventsOf(store, {query: PROCESSES, sessionId: id, oldestFirst: true, limit: MAX_READ}));
  }
  return toLines(store, commands, (command) =>
    bySession.get(command.sessionId)!.filter(({parentId}) => parentId === command.id),
  );
}

/** What was found, commands and processes, each process under its command, which is fetched where it was not found. */
export async function underCommands(store: Reader, hits: readonly EventHit[]): Promise<EventLine[]> {
  const found = new Set(hits.map(({event}) => event.id));
  const commands = new Map<string, EventHit>();
  for (const hit of hits) {
    const command = hit.event.kind === 'command' ? hit : await commandOf(store, hit);
    if (!commands.has(command.event.id)) commands.set(command.event.id, command);
  }
  const processes = hits.map(({event}) => event).filter(({kind}) => kind === 'process');
  const lines = await toLines(store, [...commands.values()], (command) =>
    processes.filter(({id, parentId}) => parentId === command.id && id !== command.id),
  );
  return lines.map((entry) => ({...entry, isContext: isContext(entry.line, found)}));
}

const isContext = (line: OutlineLine, found: ReadonlySet<string>): boolean =>
  line.kind === 'event' && !found.has(line.node.event.id);

/** The process itself where its command is gone. */
async function commandOf(store: Reader, hit: EventHit): Promise<EventHit> {
  const {parentId, sessionId} = hit.event;
  if (parentId === null) return hit;
  const {items} = await store.listEvents({query: parseWords(`event:${parentId}`, 'events'), sessionId, limit: 1});
  return items[0] ?? hit;
}

async function toLines(
  store: Reader,
  commands: readonly EventHit[],
  processesOf: (command: EventRecord) => EventRecord[],
): Promise<EventLine[]> {
  const uids = new Map<string, number | null>();
  const lines: EventLine[] = [];
  for (const {event, session} of commands) {
    if (!uids.has(session.id)) uids.set(session.id, await ownUidOf(store, session.id));
    for (const node of buildEventTree([event, ...processesOf(event)])) {
      for (const line of outline(node, MAX_PROCESSES)) {
        lines.push({line, session, ownUid: uids.get(session.id)!, isContext: false});
      }
    }
  }
  return lines;
}

async function ownUidOf(store: Reader, sessionId: string): Promise<number | null> {
  const [first] = await eventsOf(store, {query: COMMANDS, sessionId, oldestFirst: true, limit: 1});
  return first?.uid ?? null;
}

async function eventsOf(store: Reader, options: Parameters<Reader['listEvents']>[0]): Promise<EventRecord[]> {
  const hits = await collect(listAll((page) => store.listEvents(page), options));
  return hits.map(({event}) => event);
}
