import {listShims, type ShimChanges, type ShimContext} from '../../../installer/shim-folder.ts';
import type {LoadedConfig} from '../../config/load.ts';
import {describeProblem} from '../../config/problem.ts';
import {syncListBroken, syncListMissing} from '../errors.ts';

/**
 * The list, if it can be trusted: from one that is missing or broken, `sync` would conclude that every shim is to go.
 *
 * @throws {DdcotermError} SYNC_LIST_BROKEN, SYNC_LIST_MISSING.
 */
export function wantedShims({config, plain, problems}: LoadedConfig, file: string): string[] {
  const doubt = problems.find(
    ({severity, key}) => severity === 'error' && (key === null || key === 'shims' || key.startsWith('shims.')),
  );
  if (doubt !== undefined && doubt.code !== 'CONFIG_MODE') throw syncListBroken(describeProblem(doubt), doubt.cure);
  if (!Object.hasOwn(plain, 'shims')) throw syncListMissing(file);
  return config.shims;
}

/** What `syncShims` would do. */
export function planSync(wanted: readonly string[], context: ShimContext): ShimChanges {
  const there = new Map(listShims(context).map(({name, fresh}) => [name, fresh]));
  const sorted = [...wanted].sort();
  return {
    added: sorted.filter((name) => !there.has(name)),
    updated: sorted.filter((name) => there.get(name) === false),
    unchanged: sorted.filter((name) => there.get(name) === true),
    removed: [...there.keys()].filter((name) => !wanted.includes(name)),
  };
}
