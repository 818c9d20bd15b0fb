/** Looks a setting up by its dotted key. Pure. */
import {settingUnknown} from './errors.ts';
import type {LoadedConfig} from './load.ts';
import {nearestNames} from './nearest.ts';
import {KNOWN_KEYS} from './schema.ts';
import {maskSecrets} from './secret-keys.ts';
import {SETTINGS, writtenConfig} from './settings.ts';

/**
 * @param key `limits.store`; null for everything.
 * @returns As one would write it in config.yaml; null for a setting of another part that the file does not have.
 * @throws {DdcotermError} SETTING_UNKNOWN.
 */
export function readSetting({config, plain}: LoadedConfig, key: string | null): unknown {
  const foreign = Object.fromEntries(Object.entries(plain).filter(([name]) => isForeignKey(name)));
  const written = writtenConfig(config);
  // Of other recorders' settings there only the names are known here.
  const connection = {...asMap(plain.connection_config), ...asMap(written.connection_config)};
  const everything = maskSecrets({...written, connection_config: connection, ...foreign});
  if (key === null) return everything;
  const path = key.split('.');
  const value = path.reduce<unknown>(
    (at, name) => (isMap(at) && Object.hasOwn(at, name) ? at[name] : undefined),
    everything,
  );
  if (value !== undefined) return value;
  if (isForeignKey(path[0] ?? '') || path[0] === 'connection_config' || isOfCommand(path)) return null;
  const known = SETTINGS.map((setting) => setting.key);
  throw settingUnknown(key, nearestNames(key, known), known);
}

/** A setting that the list of settings leaves out, since only other parts understand it: `process_config`. */
function isForeignKey(key: string): boolean {
  return (KNOWN_KEYS[''] ?? []).includes(key) && !SETTINGS.some((setting) => setting.key.split('.')[0] === key);
}

/** `commands.psql.capture` where the file says nothing about it. */
function isOfCommand([group, name, setting = 'capture']: string[]): boolean {
  return group === 'commands' && name !== undefined && ['capture', 'record_input', 'record', 'tags'].includes(setting);
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const asMap = (value: unknown): Record<string, unknown> => (isMap(value) ? value : {});
