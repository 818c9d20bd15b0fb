/** config.yaml as it is now, read again only when it has changed: every command that starts asks for it. */
import {statSync} from 'node:fs';
import type {HomePaths} from '../config/home.ts';
import {type LoadedConfig, loadConfig} from '../config/load.ts';

/** Clocks of file systems tick that slowly: what was written just now may be written again at the same time. */
const SETTLED_MS = 100;

export class ConfigReader {
  private known: {stamp: string; loaded: LoadedConfig} | null = null;

  constructor(
    private readonly paths: HomePaths,
    private readonly now: () => number,
  ) {}

  read(): LoadedConfig {
    const stamp = this.stampOf(this.paths.config);
    if (stamp !== null && stamp === this.known?.stamp) return this.known.loaded;
    const loaded = loadConfig(this.paths);
    this.known = stamp === null ? null : {stamp, loaded};
    return loaded;
  }

  /** The time of change of the inode and not only of the content: its mode decides whether keys are taken. Null: too young to tell. */
  private stampOf(file: string): string | null {
    const stats = statSync(file, {bigint: true, throwIfNoEntry: false});
    if (stats === undefined) return 'none';
    if (this.now() - Number(stats.ctimeMs) < SETTLED_MS) return null;
    return `${stats.ctimeNs}:${stats.mtimeNs}:${stats.size}:${stats.ino}`;
  }
}
