/** Checks plain settings against the schema; what does not fit is taken out and told. Pure. */
import * as v from 'valibot';
import {nearestNames} from './nearest.ts';
import {type ConfigFile, configFile, KNOWN_KEYS} from './schema.ts';

export type SettingPath = readonly (string | number)[];

export interface Misfit {
  kind: 'value' | 'unknown-key';
  path: SettingPath;
  /** The key that the map at `path` needs and has not. */
  lacks?: string;
  message: string;
  cure: string;
}

export interface CheckedSettings {
  settings: ConfigFile;
  misfits: Misfit[];
}

/** @param plain Settings as YAML gives them: maps, lists, scalars. Not changed; empty values (`shims:`) count as absent. */
export function checkSettings(plain: Record<string, unknown>): CheckedSettings {
  const rest = withoutEmptyValues(plain) as Record<string, unknown>;
  const places = new ListPlaces();
  const misfits: Misfit[] = [];
  for (;;) {
    const result = v.safeParse(configFile, rest);
    if (result.success) return {settings: result.output, misfits: misfits.filter(isNoConsequence)};
    // A strict map tells its first unknown key only, so what was told is taken out and the rest looked at again. Lists
    // lose their items from the end: earlier places stay right.
    const found = result.issues.map((issue) => misfitOf(issue, rest)).reverse();
    const removed: string[] = [];
    for (const misfit of found) {
      const place = `${misfit.path.join('.')}.`;
      // What went with the map around it would now be the neighbour's.
      if (removed.some((outer) => place.startsWith(outer))) continue;
      const written = places.asWritten(rest, misfit.path);
      if (!removeAt(rest, misfit.path, places)) continue;
      removed.push(place);
      misfits.push(nameAfter(misfit, written));
    }
    if (removed.length === 0) throw new Error('the schema refuses something that is not in the settings');
  }
}

/** What a map lacks since its wrong value was taken out has been told with that value. */
function isNoConsequence({kind, path, lacks}: Misfit, _: number, all: readonly Misfit[]): boolean {
  if (kind !== 'value' || lacks === undefined) return true;
  const lacking = [...path, lacks].join('.');
  return !all.some((other) => other.lacks === undefined && other.path.join('.') === lacking);
}

/** Where the items of lists stood before some were taken out. */
class ListPlaces {
  private readonly indexes = new WeakMap<unknown[], number[]>();

  asWritten(root: unknown, path: SettingPath): SettingPath {
    return path.map((key, depth) => {
      const list = valueAt(root, path.slice(0, depth));
      return Array.isArray(list) ? (this.of(list)[Number(key)] ?? key) : key;
    });
  }

  remove(list: unknown[], index: number): void {
    this.of(list).splice(index, 1);
    list.splice(index, 1);
  }

  private of(list: unknown[]): number[] {
    const indexes = this.indexes.get(list) ?? [...list.keys()];
    this.indexes.set(list, indexes);
    return indexes;
  }
}

function nameAfter(misfit: Misfit, written: SettingPath): Misfit {
  const [found, wanted] = [misfit.path, written].map((path) => `"${path.join('.')}"`) as [string, string];
  return {...misfit, path: written, message: misfit.message.replace(found, () => wanted)};
}

function misfitOf(issue: v.BaseIssue<unknown>, plain: Record<string, unknown>): Misfit {
  const path = (issue.path ?? []).map((item) => item.key as string | number);
  const parent = path.slice(0, -1);
  if (issue.path?.at(-1)?.origin !== 'key' || issue.type !== 'strict_object')
    return wrongValue(path, issue.message, plain);
  const container = valueAt(plain, parent);
  // A list where a map is wanted: it is wrong as a whole.
  if (!isContainer(container) || Array.isArray(container)) return wrongValue(parent, issue.message, plain);
  return Object.hasOwn(container, path.at(-1)!) ? unknownKey(path) : missingKey(parent, String(path.at(-1)));
}

function missingKey(path: SettingPath, key: string): Misfit {
  return {
    kind: 'value',
    path,
    lacks: key,
    message: `Cannot use setting "${path.join('.')}": "${key}" is missing in it`,
    cure: `Add "${key}"; until then it is left out as a whole`,
  };
}

function unknownKey(path: SettingPath): Misfit {
  const key = String(path.at(-1));
  const known = KNOWN_KEYS[groupOf(path)] ?? [];
  const [nearest] = nearestNames(key, known);
  return {
    kind: 'unknown-key',
    path,
    message: `Cannot use setting "${path.join('.')}": there is no such setting; it is ignored`,
    cure: nearest === undefined ? `Known here: ${known.join(', ')}` : `Did you mean "${nearest}"?`,
  };
}

/** `commands.*` for `commands.psql.capture`: how KNOWN_KEYS names the map that a setting is in. */
function groupOf(path: SettingPath): string {
  return path
    .slice(0, -1)
    .map((part, depth) => (depth === 0 ? part : '*'))
    .join('.');
}

function wrongValue(path: SettingPath, expected: string, plain: Record<string, unknown>): Misfit {
  return {
    kind: 'value',
    path,
    message: `Cannot use setting "${path.join('.')}": ${describeValue(valueAt(plain, path))} is not ${expected}`,
    cure: `Write ${expected}; until then the default holds`,
  };
}

/** Scalars that are short are shown; what is longer may be a key that went to the wrong place. */
function describeValue(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a map';
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length <= 24 ? text : 'a text';
}

function valueAt(value: unknown, path: SettingPath): unknown {
  return path.reduce<unknown>((at, key) => (isContainer(at) ? at[key] : undefined), value);
}

/** @returns Whether something was there to remove. */
function removeAt(value: Record<string, unknown>, path: SettingPath, places: ListPlaces): boolean {
  const parent = valueAt(value, path.slice(0, -1));
  const key = path.at(-1);
  if (key === undefined || !isContainer(parent) || !Object.hasOwn(parent, key)) return false;
  if (Array.isArray(parent)) places.remove(parent, Number(key));
  else delete parent[key];
  return true;
}

function isContainer(value: unknown): value is Record<string | number, unknown> {
  return typeof value === 'object' && value !== null;
}

/** A copy without null and undefined in maps. */
function withoutEmptyValues(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmptyValues);
  if (!isContainer(value)) return value;
  const filled = Object.entries(value).filter(([, item]) => item !== null && item !== undefined);
  return Object.fromEntries(filled.map(([key, item]) => [key, withoutEmptyValues(item)]));
}
