/** Views that the user saved in the web app: names for searches. */
import {randomUUID} from 'node:crypto';
import * as v from 'valibot';
import {systemErrorCode} from '../../errors.ts';
import type {SavedViewJson} from '../api/types.ts';
import {bodyInvalid, viewsFull, viewsUnusable, viewUnknown} from './errors.ts';
import {readJsonFile, writeJsonFile} from './json-file.ts';

const MAX_VIEWS = 200;

const NEW_VIEW = v.strictObject({
  name: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200)),
  kind: v.picklist(['sessions', 'events', 'logs']),
  search: v.pipe(v.string(), v.maxLength(16_384)),
});
const VIEWS = v.array(v.object({...NEW_VIEW.entries, id: v.string()}));

export class SavedViews {
  /** One write after the other. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly file: string) {}

  async list(): Promise<SavedViewJson[]> {
    return this.guard(async () => {
      const parsed = v.safeParse(VIEWS, await readJsonFile(this.file));
      return parsed.success ? parsed.output : [];
    });
  }

  /** @throws {DdcotermError} BODY_INVALID, VIEWS_FULL, VIEWS_UNUSABLE. */
  async add(body: unknown): Promise<SavedViewJson> {
    const parsed = v.safeParse(NEW_VIEW, body);
    if (!parsed.success) throw bodyInvalid('a view has a name, a kind (sessions, events, logs) and a search');
    const view = {id: randomUUID(), ...parsed.output};
    await this.change((views) => {
      if (views.length >= MAX_VIEWS) throw viewsFull(MAX_VIEWS);
      return [...views, view];
    });
    return view;
  }

  /** @throws {DdcotermError} VIEW_UNKNOWN, VIEWS_UNUSABLE. */
  async remove(id: string): Promise<void> {
    await this.change((views) => {
      const left = views.filter((view) => view.id !== id);
      if (left.length === views.length) throw viewUnknown(id);
      return left;
    });
  }

  private change(edit: (views: SavedViewJson[]) => SavedViewJson[]): Promise<void> {
    const done = this.last.then(async () => {
      const views = edit(await this.list());
      await this.guard(() => writeJsonFile(this.file, views));
    });
    // The caller is told of a failure; those who come after it start afresh.
    this.last = done.catch(() => undefined);
    return done;
  }

  private async guard<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const code = systemErrorCode(error);
      throw code?.startsWith('E') ? viewsUnusable(this.file, code, error) : error;
    }
  }
}
