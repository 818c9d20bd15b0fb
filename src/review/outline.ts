/** A command's tree as lines that people can read, also of a build with ten thousand processes. Pure. */
import type {EventRecord} from '../store/records.ts';
import type {EventNode} from './event-tree.ts';

export type OutlineLine =
  | {kind: 'event'; node: EventNode; depth: number}
  /**
   * Processes of one parent that did the same with the same end and started nothing, copies of a shell with the copies that
   * these made of themselves: the first stands for all.
   */
  | {kind: 'repeated'; nodes: EventNode[]; depth: number}
  | {kind: 'omitted'; count: number; failed: number; depth: number};

/** Fewer of the same kind are listed one by one. */
const LEAST_REPEATED = 3;

/** A copy of a shell that worked for so long is worth a line of its own, microseconds. */
const LONG_FORK_US = 1_000_000;

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
    const all = group.flatMap(withForks);
    if (all.length < LEAST_REPEATED) return [[node]];
    return group[0] === node ? [all] : [];
  });
}

/** Null: it is like no other. */
function likenessOf(node: EventNode): string | null {
  const {event, children} = node;
  if (isBareFork(node)) return JSON.stringify(['fork', event.name, event.exitStatus, event.signal, event.effectiveUid]);
  if (event.kind === 'command' || children.length > 0 || event.endUs === null) return null;
  return JSON.stringify([event.commandLine, event.exitStatus, event.signal, event.effectiveUid, event.remarks ?? []]);
}

/** Shells copy themselves for every prompt and substitution, and the copy again: neither started a program. */
function isBareFork({event, children}: EventNode): boolean {
  return isShortFork(event) && children.every((child) => isShortFork(child.event) && child.children.length === 0);
}

const isShortFork = ({remarks, startUs, endUs}: EventRecord): boolean =>
  remarks?.includes('forked') === true && endUs !== null && endUs - startUs < LONG_FORK_US;

const withForks = (node: EventNode): EventNode[] => (isBareFork(node) ? [node, ...node.children] : [node]);

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
