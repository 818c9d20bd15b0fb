import {DdcotermError} from '../src/errors.ts';

export const shimName = (name: string, state: string, hint?: string) =>
  new DdcotermError('SHIM_NAME', `Cannot make a shim for "${name}": ${state}`, hint);

export const shimForeign = (file: string) =>
  new DdcotermError(
    'SHIM_FOREIGN',
    `Cannot write shim "${file}": a file that ddcoterm did not make has its place`,
    'Move that file to another folder of PATH, then try again',
  );

export const shimFolder = (folder: string, state: string, hint: string, cause?: unknown) =>
  new DdcotermError('SHIM_FOLDER', `Cannot use shim folder "${folder}": ${state}`, hint, {cause});

export const profileRule = (command: string, state: string) =>
  new DdcotermError(
    'SHIM_PROFILE',
    `Cannot render the profile of "${command}": ${state}`,
    'See docs/settings.md for what a profile may say',
  );

export const rcUnwritable = (file: string, cause: unknown) =>
  new DdcotermError(
    'RC_UNWRITABLE',
    `Cannot write "${file}": it is read-only`,
    'Make it writable, or add the lines by hand: run the installer with --no-modify-path, which prints them',
    {cause},
  );

export const rcBlockBroken = (file: string) =>
  new DdcotermError(
    'RC_BLOCK',
    `Cannot change the block of ddcoterm in "${file}": its last line is missing`,
    'Restore the line "# <<< ddcoterm <<<" or remove the block by hand, then try again',
  );

export const shimUnknown = (name: string, folder: string) =>
  new DdcotermError(
    'SHIM_UNKNOWN',
    `Cannot remove shim "${name}": there is none in "${folder}"`,
    'Run "ddcoterm shim list" to see which there are',
  );

export const rcUnreadable = (file: string, state: string, cause: unknown) =>
  new DdcotermError('RC_UNREADABLE', `Cannot read "${file}": ${state}`, `Look at it: ls -l "${file}"`, {cause});

export const homeUnusable = (path: string, state: string, cause?: unknown) =>
  new DdcotermError(
    'INSTALL_HOME',
    `Cannot install to "${path}": ${state}`,
    'Move it away, or set DDCOTERM_HOME to another folder',
    {cause},
  );

export const installUsage = (state: string) =>
  new DdcotermError('INSTALL_USAGE', `Cannot read the options: ${state}`, 'Run it with --help to see which there are');

export const shimsFailed = (reason: string) =>
  new DdcotermError('INSTALL_SHIMS', `Cannot make the shims: ${reason}`, 'Run "ddcoterm shim add NAME" to try again');
