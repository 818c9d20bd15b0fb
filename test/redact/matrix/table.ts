/** The matrix as a page of the documentation. */
import {KINDS} from './kinds.ts';
import type {Cell} from './matrix.ts';
import type {Presentation} from './presentation.ts';

const MASKED = '·';
const LEAK = '**leak**';
const EMPTY = '–';

export interface Share {
  shown: number;
  leaked: number;
}

export function shareOf(cells: readonly Cell[]): Share {
  const shown = cells.filter(({isEmpty, error}) => !isEmpty && error === null);
  return {shown: shown.length, leaked: shown.filter(({leak}) => leak !== null).length};
}

export const percent = ({shown, leaked}: Share): string => `${((100 * leaked) / Math.max(shown, 1)).toFixed(1)} %`;

export function renderTables(cells: readonly Cell[]): string {
  const kinds = Object.keys(KINDS);
  const presentations = [...new Set(cells.map(({presentation}) => presentation))];
  const groups = [...new Set(presentations.map(({group}) => group))];
  return groups
    .map((group) => {
      const rows = presentations.filter((presentation) => presentation.group === group);
      return [`## ${group[0]!.toUpperCase()}${group.slice(1)}`, '', ...renderGroup(rows, kinds, cells)].join('\n');
    })
    .join('\n\n');
}

function renderGroup(rows: readonly Presentation[], kinds: readonly string[], cells: readonly Cell[]): string[] {
  const line = (fields: readonly string[]) => `| ${fields.join(' | ')} |`;
  const body = rows.map((row) => line([row.name, ...kinds.map((kind) => markOf(row, kind, cells))]));
  return [line(['', ...kinds]), line(['---', ...kinds.map(() => ':-:')]), ...body];
}

function markOf(row: Presentation, kind: string, cells: readonly Cell[]): string {
  const cell = cells.find((each) => each.presentation === row && each.kind === kind);
  if (cell === undefined || cell.isEmpty || cell.error !== null) return EMPTY;
  return cell.leak === null ? MASKED : LEAK;
}
