/** An event among those of its session: what it ran under, and what ran under it. Pure. */
import type {EventJson} from '../../review/api/types.ts';
import {buildEventTree, type EventNode} from '../../review/event-tree.ts';

export interface Family {
  /** The outermost first. */
  parents: EventJson[];
  children: EventJson[];
}

export function familyOf(id: string, events: readonly EventJson[]): Family {
  const parents = new Map<EventNode<EventJson>, EventNode<EventJson>>();
  const waiting = buildEventTree(events);
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node.event.id === id) return {parents: pathTo(node, parents), children: node.children.map(({event}) => event)};
    for (const child of node.children) {
      parents.set(child, node);
      waiting.push(child);
    }
  }
  return {parents: [], children: []};
}

function pathTo(
  node: EventNode<EventJson>,
  parents: ReadonlyMap<EventNode<EventJson>, EventNode<EventJson>>,
): EventJson[] {
  const path: EventJson[] = [];
  for (let parent = parents.get(node); parent !== undefined; parent = parents.get(parent)) path.unshift(parent.event);
  return path;
}
