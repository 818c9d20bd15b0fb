/** A command's tree as lines that people can read, also of a build with ten thousand processes. Pure. */
import type {EventRecord} from '../store/records.ts';
import type {EventNode} from './event-tree.ts';

export type OutlineLine =
  | {kind: 'event'; node: EventNode; depth: number}
  /** Processes of one parent that did the same with the same end and started nothing: the first stands for all. */
  | {kind: 'repeated'; nodes: EventNode[]; depth: number}
  | {kind: 'omitted'; count: number; failed: number; depth: number};

/** Fewer of the same kind are listed one by one. */
const LEAST_REPEATED = 3;

/**
 * @param mostProcesses Lines of processes at most; what is left out is counted. Commands are always listed.
 * @param mostChildren Of one parent.
 */
export function outline(root: EventNode, mostProcesses: number, mostChildren = mostProcesses): OutlineLine[] {
  const lines: OutlineLine[] = [];
  let left = mostProcesses;

  function visit(node: EventNode, depth: number): void {
    lines.push({kind: 'event', node, depth});
    let children = mostChildren;
    const omitted: EventNode[] = [];
    for (const group of groupAlike(node.children)) {
      const [first] = group as [EventNode];
      if (first.event.kind === 'command') {
        visit(first, depth + 1);
      } else if (left <= 0 || children <= 0) {
        omitted.push(...group);
      } else {
        left--;
        children--;
        if (group.length === 1) visit(first, depth + 1);
        else lines.push({kind: 'repeated', nodes: group, depth: depth + 1});
      }
    }
    if (omitted.length > 0) lines.push({kind: 'omitted', ...countAll(omitted), depth: depth + 1});
  }

  visit(root, 0);
  return lines;
}

/** In the order of the first of each group. */
function groupAlike(nodes: readonly EventNode[]): EventNode[][] {
  const groups = new Map<string, EventNode[]>();
  for (const node of nodes) {
    const key = likenessOf(node) ?? node.event.id;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [node]);
    else group.push(node);
  }
  return nodes.flatMap((node): EventNode[][] => {
    const group = groups.get(likenessOf(node) ?? node.event.id)!;
    if (group.length < LEAST_REPEATED) return [[node]];
    return group[0] === node ? [group] : [];
  });
}

/** Null: it is like no other. */
function likenessOf({event, children}: EventNode): string | null {
  if (event.kind === 'command' || children.length > 0 || event.endUs === null) return null;
  return JSON.stringify([event.commandLine, event.exitStatus, event.signal, event.effectiveUid, event.remarks ?? []]);
}

function countAll(nodes: readonly EventNode[]): {count: number; failed: number} {
  const counts = {count: 0, failed: 0};
  const count = ({event, children}: EventNode): void => {
    counts.count++;
    if (hasFailed(event)) counts.failed++;
    children.forEach(count);
  };
  nodes.forEach(count);
  return counts;
}

const hasFailed = ({exitStatus, signal}: EventRecord): boolean => signal !== null || (exitStatus ?? 0) !== 0;
