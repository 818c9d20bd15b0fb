/**
 * A store that is opened anew where its file is another one: the first recording makes it while somebody looks already, and
 * an agent puts a new one in the place of a damaged one.
 */
import {statSync} from 'node:fs';
import type {HomePaths} from '../../config/home.ts';
import {openStore} from '../../store/sqlite-store.ts';
import type {Store} from '../../store/store.ts';
import type {ReadMethod} from './read-store.ts';

/** Versions of a store that was opened later are higher than any of one before. */
const VERSIONS_OF_ONE = 2 ** 40;

interface Opened {
  store: Store;
  file: string;
  /** That are not finished. */
  calls: number;
}

export class FreshStore {
  private current: Opened | null = null;
  private opening: Promise<Opened> | null = null;
  private opened = 0;

  constructor(private readonly paths: HomePaths) {}

  /** @throws {DdcotermError} What opening and reading say. */
  async call(method: ReadMethod, args: unknown[]): Promise<unknown> {
    const current = await this.open();
    current.calls++;
    try {
      const run = current.store[method] as (...args: unknown[]) => Promise<unknown>;
      const result = await run.apply(current.store, args);
      return method === 'version' ? (result as number) + this.opened * VERSIONS_OF_ONE : result;
    } finally {
      current.calls--;
      await this.closeUnused(current);
    }
  }

  async close(): Promise<void> {
    const {current} = this;
    this.current = null;
    if (current !== null) await this.closeUnused(current);
  }

  private async open(): Promise<Opened> {
    const file = fileId(this.paths.database);
    if (this.current?.file === file) return this.current;
    // Who comes meanwhile waits for the same one.
    this.opening ??= this.replace(file).finally(() => {
      this.opening = null;
    });
    return this.opening;
  }

  private async replace(file: string): Promise<Opened> {
    const store = await openStore(this.paths, {access: 'read'});
    const before = this.current;
    this.opened++;
    this.current = {store, file, calls: 0};
    if (before !== null) await this.closeUnused(before);
    return this.current;
  }

  /** The last call that uses it closes it. */
  private async closeUnused(opened: Opened): Promise<void> {
    if (opened !== this.current && opened.calls === 0) await opened.store.close();
  }
}

/** Empty where there is no file. */
function fileId(file: string): string {
  try {
    const {dev, ino} = statSync(file);
    return `${dev}:${ino}`;
  } catch {
    return ''; // or none that may be looked at: opening it says why
  }
}
