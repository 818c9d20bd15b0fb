import {DdcotermError} from '../errors.ts';
import {type ConfigProblem, describeProblem} from './problem.ts';

export const configBroken = (problem: ConfigProblem) =>
  new DdcotermError('CONFIG_BROKEN', `Cannot change settings: ${describeProblem(problem)}`, problem.cure);

export const settingUnknown = (key: string, nearest: string[], known: readonly string[]) =>
  new DdcotermError(
    'SETTING_UNKNOWN',
    `Cannot find setting "${key}": there is no such setting`,
    nearest.length > 0
      ? `Did you mean ${nearest.map((name) => `"${name}"`).join(' or ')}?`
      : `Known: ${known.join(', ')}`,
  );

export const settingInvalid = (message: string, cure: string) => new DdcotermError('SETTING_INVALID', message, cure);

export const configUnwritable = (file: string, state: string, cause: unknown) =>
  new DdcotermError(
    'CONFIG_UNWRITABLE',
    `Cannot write settings "${file}": ${state}`,
    'Check the owner and the mode of the file and its folder, and the free space',
    {cause},
  );
