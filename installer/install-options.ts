/** The options of install.sh and uninstall.sh. Pure. */
import {parseArgs} from 'node:util';
import {installUsage} from './errors.ts';

export interface InstallOptions {
  /** Null: not said. */
  shims: string[] | null;
  modifyPath: boolean;
  nonInteractiveShells: boolean;
  yes: boolean;
}

export interface UninstallOptions {
  purge: boolean;
  yes: boolean;
}

/** @throws {DdcotermError} INSTALL_USAGE. */
export function parseInstallOptions(args: readonly string[]): InstallOptions {
  const values = parse(args, {
    shims: {type: 'string', multiple: true},
    'no-modify-path': {type: 'boolean', default: false},
    'non-interactive-shells': {type: 'boolean', default: false},
    yes: {type: 'boolean', short: 'y', default: false},
  });
  return {
    shims: values.shims === undefined ? null : splitNames((values.shims as string[]).join(',')),
    modifyPath: values['no-modify-path'] !== true,
    nonInteractiveShells: values['non-interactive-shells'] === true,
    yes: values.yes === true,
  };
}

/** @throws {DdcotermError} INSTALL_USAGE. */
export function parseUninstallOptions(args: readonly string[]): UninstallOptions {
  const values = parse(args, {
    purge: {type: 'boolean', default: false},
    yes: {type: 'boolean', short: 'y', default: false},
  });
  return {purge: values.purge === true, yes: values.yes === true};
}

/** Names as people write a list: `kubectl, psql ssh`. */
export const splitNames = (text: string): string[] => [...new Set(text.split(/[\s,]+/).filter(Boolean))];

type Options = NonNullable<NonNullable<Parameters<typeof parseArgs>[0]>['options']>;

function parse(args: readonly string[], options: Options): Record<string, unknown> {
  try {
    return parseArgs({args: [...args], options, strict: true, allowPositionals: false}).values;
  } catch (error) {
    // The parser's sentence names the option; it goes on with advice that does not hold here.
    throw installUsage((error as Error).message.split(/[.;]\s/)[0]!.replace(/\.$/, ''));
  }
}
