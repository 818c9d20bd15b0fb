/** A process in a line of a tree: its command line, and what is out of the ordinary about it. */
import type {EventRecord} from '../../store/records.ts';
import type {OutlineLine} from '../outline.ts';
import {printable} from './printable.ts';

/** @param ownUid Of the session's command; null where it is not known. Whoever else a process ran as is told. */
export function describeProcess(line: Exclude<OutlineLine, {kind: 'omitted'}>, ownUid: number | null): string {
  const event = line.kind === 'event' ? line.node.event : line.nodes[0]!.event;
  const isFork = event.remarks?.includes('forked') === true;
  const remarks = [userOf(event, ownUid), isFork ? 'fork' : null].filter((remark) => remark !== null);
  const count = line.kind === 'repeated' ? `  ×${line.nodes.length}` : '';
  const more = event.remarks?.includes('argv-cut') ? ' …' : '';
  // The command line of a copy is that of its parent, which stands above it.
  return `${printable(isFork ? event.name || '[?]' : event.commandLine)}${more}${remarks.length > 0 ? `  (${remarks.join(', ')})` : ''}${count}`;
}

function userOf({effectiveUid}: EventRecord, ownUid: number | null): string | null {
  if (effectiveUid === null || ownUid === null || effectiveUid === ownUid) return null;
  return effectiveUid === 0 ? 'as root' : `as uid ${effectiveUid}`;
}
