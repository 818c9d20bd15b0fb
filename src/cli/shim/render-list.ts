import type {Palette} from '../ansi.ts';

export interface ShimRow {
  name: string;
  file: string;
  /** Of the ddcoterm that made it. */
  version: string;
  fresh: boolean;
  /** It is what PATH finds first here. */
  effective: boolean;
  /** The command behind it. */
  real: string | null;
}

export function renderShimList(rows: readonly ShimRow[], {dim, green, yellow}: Palette): string {
  const width = Math.max(...rows.map(({name}) => name.length));
  return rows
    .map(({name, fresh, effective, real}) => {
      const doubts = [effective ? '' : 'not in effect here', fresh ? '' : 'out of date'].filter(Boolean);
      const state = doubts.length === 0 ? green('ok') : yellow(`${doubts.join(', ')}: see "ddcoterm shim doctor"`);
      return `${name.padEnd(width)}  ${real ?? dim('no command of that name')}  ${state}`;
    })
    .join('\n');
}
