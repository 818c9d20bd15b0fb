/** What somebody typed for a setting, as the value that the setting wants. Pure. */
import {parse} from 'yaml';
import {DdcotermError} from '../errors.ts';
import {isKeyName} from './secret-keys.ts';
import {checkValue} from './write.ts';

/**
 * `5` is a number for a size and a text for a tag, `[a, b]` a list: of the two readings, as YAML and as plain text, the
 * first one that fits.
 *
 * @throws {DdcotermError} SETTING_INVALID: neither fits.
 */
export function parseSettingText(dottedKey: string, text: string): unknown {
  const path = dottedKey.split('.');
  // A key of digits alone is no number.
  const readings = isKeyName(path.at(-1) ?? '') ? [text] : [...readYaml(text), text];
  const failures: DdcotermError[] = [];
  for (const reading of readings) {
    try {
      checkValue(path, reading);
      return reading;
    } catch (error) {
      if (!(error instanceof DdcotermError)) throw error;
      failures.push(error);
    }
  }
  throw failures[0];
}

/** Empty where the text is no YAML, or nothing. */
function readYaml(text: string): unknown[] {
  try {
    const value: unknown = parse(text, {logLevel: 'silent'});
    return value === null || value === undefined ? [] : [value];
  } catch {
    // Not YAML: it is taken as it stands.
    return [];
  }
}
