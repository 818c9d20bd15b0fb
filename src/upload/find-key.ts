/** Where the key of a destination is. A key in the settings wins: the environment is that of some command, not of ddcoterm. */
import {readFileSync, statSync} from 'node:fs';
import {SecretText} from '../config/secret-text.ts';
import type {DestinationConfig} from '../config/upload.ts';
import {keyFileUnusable, keyUnusable} from '../datadog/errors.ts';
import {DdcotermError, systemErrorCode} from '../errors.ts';
import {expandHome} from './expand-home.ts';

export interface FoundKey {
  key: SecretText;
  /** In words: `config.yaml`, `DD_API_KEY`, or the path of the file. */
  source: string;
  isFromEnvironment: boolean;
}

const VARIABLES = ['DD_API_KEY', 'DATADOG_API_KEY'];

/** Group and others. */
const FOREIGN_MODE_BITS = 0o077;
const MAX_KEY_BYTES = 4_096;

/** What may stand in a header; a line end would be another header. */
const KEY = /^[\x21-\x7e]+$/;

/**
 * @param isMain The one that the variables are for.
 * @throws {DdcotermError} KEY_FILE_UNUSABLE: others may read it, too, or it is none. KEY_UNUSABLE.
 */
export function findKey(
  {apiKey, apiKeyFile, format}: DestinationConfig,
  isMain: boolean,
  env: Readonly<Record<string, string | undefined>>,
): FoundKey | null {
  if (apiKey !== null) return {key: usable(apiKey, 'config.yaml'), source: 'config.yaml', isFromEnvironment: false};
  if (apiKeyFile !== null) {
    const file = expandHome(apiKeyFile, env);
    return {key: readKeyFile(file), source: file, isFromEnvironment: false};
  }
  // Datadog's key is for Datadog: a receiver that only speaks a format of its gets none unless it is named for it.
  if (!isMain || format === 'compat') return null;
  const variable = VARIABLES.find((name) => env[name]?.trim());
  if (variable === undefined) return null;
  const key = usable(new SecretText(env[variable]!.trim()), variable);
  return {key, source: variable, isFromEnvironment: true};
}

function usable(key: SecretText, source: string): SecretText {
  if (!KEY.test(key.reveal())) throw keyUnusable(source);
  return key;
}

function readKeyFile(file: string): SecretText {
  try {
    const stats = statSync(file);
    if (!stats.isFile() || stats.size > MAX_KEY_BYTES) throw keyFileUnusable(file, 'it is no file with a key');
    const mode = stats.mode & 0o777;
    if ((mode & FOREIGN_MODE_BITS) !== 0) {
      throw keyFileUnusable(file, `others may read it (mode ${mode.toString(8).padStart(4, '0')})`);
    }
    const text = readFileSync(file, 'utf8').trim();
    if (!KEY.test(text)) throw keyFileUnusable(file, 'it holds something else than one key');
    return new SecretText(text);
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === undefined || error instanceof DdcotermError) throw error;
    throw keyFileUnusable(file, code === 'ENOENT' ? 'there is no such file' : `the system says ${code}`);
  }
}
