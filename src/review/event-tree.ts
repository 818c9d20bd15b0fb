/** Commands with what ran under them: statements inside `psql`, processes as their parents started them. */
import type {EventRecord} from '../store/records.ts';

/** What of an event says where it hangs. */
export type TreeEvent = Pick<EventRecord, 'id' | 'kind' | 'parentId' | 'startUs' | 'pid' | 'parentPid'>;

export interface EventNode<Event extends TreeEvent = EventRecord> {
  event: Event;
  /** Of commands: `#1` is the first of the session, as `play --at #1` counts; null of a process. */
  number: number | null;
  children: EventNode<Event>[];
}

/** @param events All events of a session in any order. Those whose parent is missing stand at the top. */
export function buildEventTree<Event extends TreeEvent>(events: readonly Event[]): EventNode<Event>[] {
  const sorted = [...events].sort(byStart);
  let commands = 0;
  const nodes = sorted.map((event): EventNode<Event> => {
    return {event, number: event.kind === 'command' ? ++commands : null, children: []};
  });
  const byId = new Map(nodes.map((node) => [node.event.id, node]));
  // A process id may be used again in a long session: later processes overwrite, as in the kernel's own table.
  const byPid = new Map<number, EventNode<Event>>();
  const roots: EventNode<Event>[] = [];
  for (const node of nodes) {
    (parentOf(node.event, byId, byPid)?.children ?? roots).push(node);
    if (node.event.kind === 'process' && node.event.pid !== null) byPid.set(node.event.pid, node);
  }
  return roots;
}

export function byStart(a: TreeEvent, b: TreeEvent): number {
  return a.startUs - b.startUs || (a.id < b.id ? -1 : 1);
}

/** A process hangs below the process that started it, else below its command; never below itself or another command's. */
function parentOf<Event extends TreeEvent>(
  event: Event,
  byId: Map<string, EventNode<Event>>,
  byPid: Map<number, EventNode<Event>>,
): EventNode<Event> | undefined {
  const owner = event.parentId === null ? undefined : byId.get(event.parentId);
  if (event.kind === 'command' || event.parentPid === null)
    return owner === undefined || isLater(owner, event) ? undefined : owner;
  const process = byPid.get(event.parentPid);
  return process !== undefined && process.event.parentId === event.parentId ? process : owner;
}

/** Guards against a cycle in what a broken index says. */
const isLater = (owner: EventNode<TreeEvent>, event: TreeEvent): boolean =>
  owner.event.id === event.id || byStart(owner.event, event) > 0;
