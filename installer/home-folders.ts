import {chmodSync, mkdirSync, statSync} from 'node:fs';
import type {HomePaths} from '../src/config/home.ts';
import {systemErrorCode} from '../src/errors.ts';
import {homeUnusable} from './errors.ts';
import {openShimFolder} from './shim-folder.ts';

/**
 * Makes the home and its folders, for their owner alone.
 *
 * @throws {DdcotermError} INSTALL_HOME, SHIM_FOLDER.
 */
export function createHome(paths: HomePaths): void {
  for (const folder of [paths.root, paths.bin, paths.lib, paths.run, paths.data, paths.recordings, paths.log]) {
    try {
      mkdirSync(folder, {recursive: true, mode: 0o700});
      if ((statSync(folder).mode & 0o777) !== 0o700) chmodSync(folder, 0o700);
    } catch (error) {
      if (systemErrorCode(error) === undefined) throw error;
      throw homeUnusable(folder, `the system says ${systemErrorCode(error)}`, error);
    }
  }
  openShimFolder(paths);
}
