/** The tree of commands and processes as rows with a depth. Pure. */
import type {EventJson} from '../../review/api/types.ts';
import {buildEventTree, type EventNode} from '../../review/event-tree.ts';

export interface TreeRow {
  event: EventJson;
  depth: number;
  number: number | null;
}

/** Deeper than this nothing is indented further: a chain of processes may be thousands long. */
const MAX_DEPTH = 12;

export function treeRows(events: readonly EventJson[]): TreeRow[] {
  const rows: TreeRow[] = [];
  // A stack of our own: a hostile chain would overflow that of the engine.
  const waiting = buildEventTree(events)
    .reverse()
    .map((node) => ({node, depth: 0}));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const {node, depth}: {node: EventNode<EventJson>; depth: number} = next;
    rows.push({event: node.event, number: node.number, depth: Math.min(depth, MAX_DEPTH)});
    for (const child of node.children.toReversed()) waiting.push({node: child, depth: depth + 1});
  }
  return rows;
}
