/** What happened to the shims, for people. Pure. */
import type {ShimChanges} from '../../../installer/shim-folder.ts';

export function renderChanges({added, updated, removed, unchanged}: ShimChanges): string {
  const lines = [
    ...added.map((name) => `Added ${name}`),
    ...updated.map((name) => `Updated ${name}`),
    ...removed.map((name) => `Removed ${name}`),
  ];
  if (lines.length > 0) return lines.join('\n');
  return unchanged.length === 0 ? 'No shims, nothing to do' : `Nothing to do: ${unchanged.join(', ')} up to date`;
}
